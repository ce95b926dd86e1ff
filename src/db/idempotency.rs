//! The answers to creating requests: each with a receipt, from which it is made anew.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::connection::connect::Connection;
use crate::db::schema::idempotency_keys;
use crate::domain::ids::SiteId;
use crate::error::Result;

/// The primary key of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnswerKey<'a> {
    pub site: SiteId,
    pub scope: &'a str,
    pub key: &'a str,
}

/// An answer with the request that it belongs to.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys)]
pub(crate) struct StoredAnswer {
    pub site_id: SiteId,
    pub scope: String,
    pub idempotency_key: String,
    pub request_hash: Vec<u8>,
    pub status: i16,
    pub location: Option<String>,
    /// Ids and numbers; `None` in a row of an earlier release, which stored the answer itself.
    pub receipt: Option<Value>,
    pub created_at: DateTime<Utc>,
}

/// What an answer's body is stored as. Earlier releases stored all of it.
const NO_BODY: Vec<u8> = Vec::new();

/// The answer that was given under this key, unless it is older than `since`; by the primary key.
pub(crate) async fn find_answer(
    conn: &mut Connection,
    key: AnswerKey<'_>,
    since: DateTime<Utc>,
) -> Result<Option<StoredAnswer>> {
    Ok(idempotency_keys::table
        .find((key.site, key.scope, key.key))
        .filter(idempotency_keys::created_at.gt(since))
        .select(StoredAnswer::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// Stores an answer, in place of an expired one under the same key.
pub(crate) async fn upsert_answer(conn: &mut Connection, answer: &StoredAnswer) -> Result<()> {
    use diesel::upsert::excluded;

    diesel::insert_into(idempotency_keys::table)
        .values((answer, idempotency_keys::body.eq(NO_BODY)))
        .on_conflict((
            idempotency_keys::site_id,
            idempotency_keys::scope,
            idempotency_keys::idempotency_key,
        ))
        .do_update()
        .set((
            idempotency_keys::request_hash.eq(excluded(idempotency_keys::request_hash)),
            idempotency_keys::status.eq(excluded(idempotency_keys::status)),
            idempotency_keys::location.eq(excluded(idempotency_keys::location)),
            idempotency_keys::body.eq(excluded(idempotency_keys::body)),
            idempotency_keys::receipt.eq(excluded(idempotency_keys::receipt)),
            idempotency_keys::created_at.eq(excluded(idempotency_keys::created_at)),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Deletes some answers that were stored before `before`; by `idempotency_keys_age_idx`.
pub(crate) async fn delete_old_answers(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<usize> {
    Ok(
        sql_query(include_str!("idempotency/delete_old_answers.sql"))
            .bind::<Timestamptz, _>(before)
            .execute(conn)
            .await?,
    )
}
