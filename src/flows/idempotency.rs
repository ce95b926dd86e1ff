//! Was this request carried out before? Then its stored answer is the answer again.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::idempotency::{StoredAnswer, find_answer, upsert_answer};
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};

/// An answer as bytes, so that it can be stored beside what it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Where the new thing is.
    pub location: Option<String>,
    /// JSON.
    pub body: Vec<u8>,
    pub origin: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Made,
    Replayed,
}

/// The client's key for one request. `scope` says which route and who; `request_hash` is of method,
/// path and body.
#[derive(Debug, Clone)]
pub struct RequestKey {
    pub scope: String,
    pub key: String,
    pub request_hash: Vec<u8>,
}

/// A request that creates a `T`: its key, if the client sent one, and how the answer is written
/// down.
pub struct Idempotent<'a, T> {
    pub key: Option<RequestKey>,
    pub encode: &'a (dyn Fn(&T) -> Result<Reply> + 'a),
}

/// How long a key is remembered.
pub const MEMORY: Duration = Duration::hours(24);

impl<T> Idempotent<'_, T> {
    /// Does `work` unless the same request was answered before. `site` is nil for what belongs to
    /// no site. Runs inside the caller's transaction, so that the answer is stored if and only if
    /// the work is.
    ///
    /// # Errors
    /// `IdempotencyInProgress` while another request holds the key, `IdempotencyKeyReused` when it
    /// named another request; else those of `work`.
    pub async fn run(
        &self,
        conn: &mut Connection,
        (site, now): (Uuid, DateTime<Utc>),
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<Reply> {
        let Some(key) = &self.key else {
            return (self.encode)(&work(conn).await?);
        };
        let name = format!("once {site} {} {}", key.scope, key.key);
        if !try_lock(conn, name.as_bytes()).await? {
            return Err(Refusal::IdempotencyInProgress.into());
        }
        if let Some(answer) = find_answer(conn, (site, &key.scope, &key.key), now - MEMORY).await? {
            return replay(key, answer);
        }
        let reply = (self.encode)(&work(conn).await?)?;
        upsert_answer(conn, &store(key, &reply, (site, now))?).await?;
        Ok(reply)
    }
}

fn replay(key: &RequestKey, answer: StoredAnswer) -> Result<Reply> {
    if answer.request_hash != key.request_hash {
        return Err(Refusal::IdempotencyKeyReused.into());
    }
    let status =
        u16::try_from(answer.status).map_err(|fault| Error::internal("a stored answer", fault))?;
    Ok(Reply {
        status,
        location: answer.location,
        body: answer.body,
        origin: Origin::Replayed,
    })
}

fn store(
    key: &RequestKey,
    reply: &Reply,
    (site, now): (Uuid, DateTime<Utc>),
) -> Result<StoredAnswer> {
    Ok(StoredAnswer {
        site_id: site,
        scope: key.scope.clone(),
        idempotency_key: key.key.clone(),
        request_hash: key.request_hash.clone(),
        status: i16::try_from(reply.status).map_err(|fault| Error::internal("an answer", fault))?,
        location: reply.location.clone(),
        body: reply.body.clone(),
        created_at: now,
    })
}
