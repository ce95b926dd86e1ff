//! Idempotent requests: a request that is sent again does no work and gets the answer of the first
//! time, made anew from what the request created. No text and no token is stored for it.

use chrono::Duration;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::idempotency::{AnswerKey, StoredAnswer, find_answer, upsert_answer};
use crate::domain::ids::SiteId;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};

/// An answer as bytes.
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

/// The result of a request, which can be read again after it was stored.
pub trait Recallable: Sized {
    /// Ids and numbers that name the result. It is stored for a day: it holds no text, no name, no
    /// email address and no token.
    type Receipt: Serialize + DeserializeOwned;

    fn receipt(&self) -> Self::Receipt;

    /// The result as it is now; `None` if it is gone.
    fn recall(
        conn: &mut Connection,
        app: &App,
        receipt: Self::Receipt,
    ) -> impl Future<Output = Result<Option<Self>>>;
}

/// A request that creates a `T`: its key, if the client sent one, and how its answer is encoded.
pub struct Idempotent<'a, T> {
    pub key: Option<RequestKey>,
    pub encode: &'a (dyn Fn(&T) -> Result<Reply> + 'a),
}

/// How long a key is remembered.
pub(crate) const KEY_LIFETIME: Duration = Duration::hours(24);

/// Runs `work` in one transaction and stores its receipt there, so that it is stored if and only if
/// the work is. A request that was answered before gets the same answer and does no work.
///
/// `site` is [`SiteId::NONE`] for what belongs to no site.
///
/// # Errors
/// `IdempotencyInProgress` while another request with the key runs; `IdempotencyKeyReused` when
/// the key belongs to another request; `Gone` if what the first request created is gone; else those
/// of `work`.
pub async fn transaction<T: Recallable>(
    app: &App,
    site: SiteId,
    idempotent: Idempotent<'_, T>,
    work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
) -> Result<Reply> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| idempotent.run(conn, app, site, work).await)
        .await
}

/// As [`transaction`], where the site has to be read first. `find_site` runs at the start of the
/// transaction, also for a request that was answered before. Besides the site it returns what it
/// read, for `work`.
///
/// # Errors
/// As [`transaction`], and those of `find_site`.
pub(crate) async fn transaction_of_found_site<S, T: Recallable>(
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

            idempotent.run(conn, app, site, work).await
        })
        .await
}

impl<T: Recallable> Idempotent<'_, T> {
    async fn run(
        &self,
        conn: &mut Connection,
        app: &App,
        site: SiteId,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<Reply> {
        let Some(key) = &self.key else {
            return (self.encode)(&work(conn).await?);
        };

        let lock = format!("once {site} {} {}", key.scope, key.key);
        if !try_lock(conn, lock.as_bytes()).await? {
            return Err(Refusal::IdempotencyInProgress.into());
        }

        let now = app.clock.now();
        if let Some(answer) = find_answer(conn, key.at(site), now - KEY_LIFETIME).await? {
            return self.replay(conn, app, key, answer).await;
        }

        let result = work(conn).await?;
        let reply = (self.encode)(&result)?;
        let answer = StoredAnswer {
            site_id: site,
            scope: key.scope.clone(),
            idempotency_key: key.key.clone(),
            request_hash: key.sealed_hash(app),
            status: stored_status(reply.status)?,
            location: reply.location.clone(),
            receipt: Some(stored_receipt(&result)?),
            created_at: now,
        };
        upsert_answer(conn, &answer).await?;

        Ok(reply)
    }

    /// The answer to a request that was answered before.
    async fn replay(
        &self,
        conn: &mut Connection,
        app: &App,
        key: &RequestKey,
        answer: StoredAnswer,
    ) -> Result<Reply> {
        if !key.is_of(app, &answer) {
            return Err(Refusal::IdempotencyKeyReused.into());
        }

        // An instance of an earlier release stored an answer without a receipt.
        let receipt = answer.receipt.ok_or(Refusal::Gone)?;
        let receipt = serde_json::from_value(receipt)
            .map_err(|fault| Error::internal("a stored receipt", fault))?;
        let result = T::recall(conn, app, receipt).await?.ok_or(Refusal::Gone)?;

        let status = u16::try_from(answer.status)
            .map_err(|fault| Error::internal("a stored answer", fault))?;
        Ok(Reply {
            status,
            location: answer.location,
            body: (self.encode)(&result)?.body,
            origin: Origin::Replayed,
        })
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

    /// The hash as it is stored: sealed, since a short text is quick to guess from a plain hash.
    fn sealed_hash(&self, app: &App) -> Vec<u8> {
        app.secrets.seal("request", &self.request_hash)
    }

    /// Whether the answer belongs to this request. Earlier releases stored plain hashes.
    fn is_of(&self, app: &App, answer: &StoredAnswer) -> bool {
        let hash = &answer.request_hash;

        app.secrets.is_sealed("request", &self.request_hash, hash)
            || answer.receipt.is_none() && *hash == self.request_hash
    }
}

fn stored_status(status: u16) -> Result<i16> {
    i16::try_from(status).map_err(|fault| Error::internal("an answer", fault))
}

fn stored_receipt<T: Recallable>(result: &T) -> Result<serde_json::Value> {
    serde_json::to_value(result.receipt()).map_err(|fault| Error::internal("a receipt", fault))
}
