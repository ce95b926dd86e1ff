//! Idempotent requests: a request that is sent again gets the stored answer of the first time.

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::idempotency::{AnswerKey, StoredAnswer, find_answer, upsert_answer};
use crate::domain::ids::SiteId;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};

/// An answer as bytes, so that it can be stored in the transaction that makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The path of what the request created.
    pub location: Option<String>,
    /// JSON.
    pub body: Vec<u8>,
    pub origin: Origin,
}

/// Whether the answer is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Made,
    Replayed,
}

/// The client's key for one request.
#[derive(Debug, Clone)]
pub struct RequestKey {
    /// The operation, with its path's ids and the caller or author: keys of different ones never
    /// meet.
    pub scope: String,
    /// As the client sent it.
    pub key: String,
    /// A hash of method, path and body.
    pub request_hash: Vec<u8>,
}

/// A request that creates a `T`: its key, if the client sent one, and how its answer is encoded.
pub struct Idempotent<'a, T> {
    pub key: Option<RequestKey>,
    pub encode: &'a (dyn Fn(&T) -> Result<Reply> + 'a),
}

/// How long a key is remembered.
pub(crate) const KEY_LIFETIME: Duration = Duration::hours(24);

/// Runs `work` in one transaction and stores its answer there, so that the answer is stored if and
/// only if the work is. A request that was answered before gets that answer and does no work.
///
/// `site` is [`SiteId::NONE`] for what belongs to no site.
///
/// # Errors
/// `IdempotencyInProgress` while another request with the key runs; `IdempotencyKeyReused` when
/// the key belongs to another request; else those of `work`.
pub async fn transaction<T>(
    app: &App,
    site: SiteId,
    idempotent: Idempotent<'_, T>,
    work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
) -> Result<Reply> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            idempotent.run(conn, site, app.clock.now(), work).await
        })
        .await
}

/// As [`transaction`], where the site has to be read first. `find_site` runs at the start of the
/// transaction, also for a request that was answered before. Besides the site it returns what it
/// read, for `work`.
///
/// # Errors
/// As [`transaction`], and those of `find_site`.
pub(crate) async fn transaction_of_found_site<S, T>(
    app: &App,
    idempotent: Idempotent<'_, T>,
    find_site: impl AsyncFnOnce(&mut Connection) -> Result<(SiteId, S)>,
    work: impl AsyncFnOnce(&mut Connection, S) -> Result<T>,
) -> Result<Reply> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let (site, found) = find_site(conn).await?;
            let work = async |conn: &mut Connection| work(conn, found).await;

            idempotent.run(conn, site, app.clock.now(), work).await
        })
        .await
}

impl<T> Idempotent<'_, T> {
    async fn run(
        &self,
        conn: &mut Connection,
        site: SiteId,
        now: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<Reply> {
        let Some(key) = &self.key else {
            return (self.encode)(&work(conn).await?);
        };

        let lock = format!("once {site} {} {}", key.scope, key.key);
        if !try_lock(conn, lock.as_bytes()).await? {
            return Err(Refusal::IdempotencyInProgress.into());
        }

        if let Some(answer) = find_answer(conn, key.at(site), now - KEY_LIFETIME).await? {
            return replay(key, answer);
        }

        let reply = (self.encode)(&work(conn).await?)?;
        upsert_answer(conn, &stored_answer(key, &reply, site, now)?).await?;

        Ok(reply)
    }
}

impl RequestKey {
    fn at(&self, site: SiteId) -> AnswerKey<'_> {
        AnswerKey {
            site,
            scope: &self.scope,
            key: &self.key,
        }
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

fn stored_answer(
    key: &RequestKey,
    reply: &Reply,
    site: SiteId,
    now: DateTime<Utc>,
) -> Result<StoredAnswer> {
    let status =
        i16::try_from(reply.status).map_err(|fault| Error::internal("an answer", fault))?;

    Ok(StoredAnswer {
        site_id: site,
        scope: key.scope.clone(),
        idempotency_key: key.key.clone(),
        request_hash: key.request_hash.clone(),
        status,
        location: reply.location.clone(),
        body: reply.body.clone(),
        created_at: now,
    })
}
