//! Follows what all instances commit, by a connection that is notified when to look and misses
//! nothing.
//!
//! An event that the snapshot of the last look does not show is new, in whatever order events are
//! committed. So a transaction that stays open neither hides nor delays the events of others. The
//! order of events does not matter here.

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

/// A connection that follows the events. After an error it must be replaced.
pub(crate) struct Follower {
    client: Client,
    look: Statement,
    /// The snapshot of the last look, as Postgres writes it.
    snapshot: String,
    notified: Arc<Notify>,
    _driver: JoinSet<()>,
}

/// How long a statement may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// A notification need not wait for the disk: a follower that misses it looks a moment later.
/// Sequential scans are off because Postgres does not know that only the newest events are read, and
/// would read the whole table for them.
pub const SESSION: &str = "SET statement_timeout = '1s'; SET synchronous_commit = off; \
     SET enable_seqscan = off; SET application_name = 'moderato follower'; LISTEN moderato_events";
const NOTIFY: &str = "NOTIFY moderato_events";
/// The events that a snapshot does not show; by `events_order_idx`.
pub const LOOK: &str = include_str!("list_new_events.sql");

impl Follower {
    /// Opens the connection. Every event that is committed from now on is new.
    ///
    /// # Errors
    /// `Unavailable` when that takes longer than `limit`.
    pub(crate) async fn open(target: &Target, limit: Duration) -> Result<Self> {
        let notified = Arc::<Notify>::default();
        let notify = Arc::clone(&notified);

        let opening = async {
            let listening = open_listening(target.clone(), move || notify.notify_one()).await;
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
                notified,
                _driver: driver,
            })
        };

        tokio::time::timeout(limit, opening)
            .await
            .map_err(unavailable)?
    }

    /// What the events reach that were committed since the last look.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer in time.
    pub(crate) async fn look(&mut self) -> Result<Vec<Reach>> {
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

    /// Notifies every follower, on this and other instances, that there are new events.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer in time.
    pub(crate) async fn notify(&self) -> Result<()> {
        let notifying = self.client.batch_execute(NOTIFY);

        tokio::time::timeout(PATIENCE, notifying)
            .await
            .map_err(unavailable)?
            .map_err(unavailable)
    }

    /// Waits for a notification, or the end of the connection, since the call before.
    pub(crate) async fn notified(&self) {
        self.notified.notified().await;
    }
}

fn unavailable(fault: impl Into<crate::error::Cause>) -> Error {
    Error::unavailable("the events", fault)
}
