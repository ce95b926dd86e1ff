//! What did others commit since the last look? A connection of its own, which is told when to look
//! and misses nothing.
//!
//! What is not visible in the snapshot of the last look is new, in whatever order it was committed,
//! so a transaction that stays open neither hides what others commit nor delays it. The order of
//! the events is for other readers.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use crate::db::connection::connect::{Target, open_listening};
use crate::domain::event::Reach;
use crate::domain::ids::ArticleId;
use crate::error::{Error, Result};

/// A connection that follows the events. After a fault it is of no use any more.
pub struct Follower {
    client: Client,
    look: Statement,
    /// Of the last look, as Postgres writes it.
    snapshot: String,
    heard: Arc<Notify>,
    _driver: JoinSet<()>,
}

/// How long opening may take, and each statement: silence is a fault.
const OPENING: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(1);
/// A notification is no promise: whoever misses it looks a moment later. So it need not wait for
/// the disk. Postgres cannot know that what is asked for is always the newest, and would read the
/// whole table for it.
pub const SESSION: &str = "SET statement_timeout = '1s'; SET synchronous_commit = off; \
     SET enable_seqscan = off; SET application_name = 'moderato follower'; LISTEN moderato_events";
const NOTIFY: &str = "NOTIFY moderato_events";
/// A transaction that the snapshot does not show was either under way then, or began later; by
/// `events_order_idx`.
pub const LOOK: &str = "WITH seen AS (SELECT $1::text::pg_snapshot AS snapshot), new AS (\
       SELECT e.kind, e.article_id, e.payload ->> 'status' AS status FROM events e \
       WHERE e.transaction_id >= (SELECT pg_snapshot_xmax(snapshot) FROM seen) \
       UNION ALL \
       SELECT e.kind, e.article_id, e.payload ->> 'status' FROM events e \
       WHERE e.transaction_id = ANY (ARRAY(SELECT pg_snapshot_xip(snapshot) FROM seen))) \
     SELECT pg_current_snapshot()::text, new.kind, new.article_id, new.status \
     FROM (VALUES (1)) AS always LEFT JOIN new ON true";

impl Follower {
    /// Opens the connection; what is committed from now on is new.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer in time.
    pub async fn open(target: &Target) -> Result<Self> {
        let heard = Arc::<Notify>::default();
        let ear = Arc::clone(&heard);
        let opening = async {
            let listening = open_listening(target.clone(), move || ear.notify_one()).await;
            let (client, driver) = listening.map_err(unavailable)?;
            client.batch_execute(SESSION).await.map_err(unavailable)?;
            let look = client.prepare(LOOK).await.map_err(unavailable)?;
            let row = client
                .query_one("SELECT pg_current_snapshot()::text", &[])
                .await
                .map_err(unavailable)?;
            let snapshot = row.try_get(0).map_err(unavailable)?;
            Ok(Self {
                client,
                look,
                snapshot,
                heard,
                _driver: driver,
            })
        };
        tokio::time::timeout(OPENING, opening)
            .await
            .map_err(unavailable)?
    }

    /// What each event reaches that was committed since the last look.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer in time.
    pub async fn look(&mut self) -> Result<Vec<Reach>> {
        let snapshot: [&(dyn ToSql + Sync); 1] = [&self.snapshot];
        let looking = self.client.query(&self.look, &snapshot);
        let rows = tokio::time::timeout(PATIENCE, looking)
            .await
            .map_err(unavailable)?
            .map_err(unavailable)?;
        let mut reached = Vec::new();
        for row in rows {
            self.snapshot = row.try_get(0).map_err(unavailable)?;
            let kind: Option<&str> = row.try_get(1).map_err(unavailable)?;
            let article: Option<Uuid> = row.try_get(2).map_err(unavailable)?;
            let status: Option<&str> = row.try_get(3).map_err(unavailable)?;
            reached.extend(kind.map(|kind| Reach::of(kind, article.map(ArticleId), status)));
        }
        Ok(reached)
    }

    /// Tells every follower, on this and other instances, that there is something to look at.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer in time.
    pub async fn notify(&self) -> Result<()> {
        let telling = self.client.batch_execute(NOTIFY);
        tokio::time::timeout(PATIENCE, telling)
            .await
            .map_err(unavailable)?
            .map_err(unavailable)
    }

    /// Returns when somebody has told, or the connection has ended, since the call before.
    pub async fn heard(&self) {
        self.heard.notified().await;
    }
}

fn unavailable(fault: impl Into<crate::error::Cause>) -> Error {
    Error::unavailable("the events", fault)
}
