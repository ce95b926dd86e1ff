//! Connections on lease: the pool takes one back only once it is idle.
//!
//! A request may be dropped at any moment, since its client may hang up. Postgres continues with
//! the statement, so the session is in use until the statement has ended. A connection that
//! returned earlier would give the next request another request's answer or transaction, and
//! opening a replacement would exceed the pool's limit.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;
use diesel_async::{AsyncConnection, SimpleAsyncConnection, TransactionManager};
use tokio::runtime::Handle;

use crate::db::connection::connect::Connection;
use crate::db::connection::thread_pools::PooledConnection;
use crate::error::Result;

/// A connection in use, outside a transaction or in one.
pub struct LeasedConnection {
    /// `Some` until the lease is dropped.
    connection: Option<PooledConnection>,
    /// Statements that were begun and whose outcome was not received. A statement that returns rows
    /// counts until its first row has arrived: the rest follows without a request.
    statements: Arc<AtomicUsize>,
    transaction: Transaction,
}

/// Whether the connection is in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// A BEGIN, COMMIT or ROLLBACK was sent, and its outcome is not known.
    Unknown,
}

/// How long a connection may take to become idle. `statement_timeout` is half of it.
const PATIENCE: Duration = Duration::from_secs(10);

type Transactions = <Connection as AsyncConnection>::TransactionManager;

impl LeasedConnection {
    pub fn new(mut connection: PooledConnection) -> Self {
        let statements = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&statements);

        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { .. } => drop(count.fetch_add(1, Ordering::Relaxed)),
            InstrumentationEvent::FinishQuery { .. } => drop(count.fetch_sub(1, Ordering::Relaxed)),
            _ => {}
        });

        Self {
            connection: Some(connection),
            statements,
            transaction: Transaction::None,
        }
    }

    /// Begins a transaction. It is rolled back unless it is committed before the lease ends.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn begin(&mut self) -> Result<()> {
        self.transaction = Transaction::Unknown;
        Transactions::begin_transaction(&mut **self).await?;
        self.transaction = Transaction::Open;

        Ok(())
    }

    /// # Errors
    /// The refusal of Postgres; `Unavailable` when the database does not answer.
    pub async fn commit(&mut self) -> Result<()> {
        self.transaction = Transaction::Unknown;
        Transactions::commit_transaction(&mut **self).await?;
        self.note_end();

        Ok(())
    }

    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn roll_back(&mut self) -> Result<()> {
        self.transaction = Transaction::Unknown;
        Transactions::rollback_transaction(&mut **self).await?;
        self.note_end();

        Ok(())
    }

    /// Closes the connection instead of returning it to the pool.
    pub fn close(mut self) {
        drop(Settling(self.connection.take()));
    }

    /// Notes that the transaction has ended. Postgres answers in order, so statements that were
    /// given up earlier have ended, too.
    fn note_end(&mut self) {
        self.transaction = Transaction::None;
        self.statements.store(0, Ordering::Relaxed);
    }
}

impl Deref for LeasedConnection {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "only a drop takes the connection")]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a connection")
    }
}

impl DerefMut for LeasedConnection {
    #[expect(clippy::expect_used, reason = "only a drop takes the connection")]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a connection")
    }
}

impl Drop for LeasedConnection {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        if self.transaction == Transaction::None && self.statements.load(Ordering::Relaxed) == 0 {
            return drop(connection);
        }

        let settling = Settling(Some(connection));
        // Without a runtime no task can wait for it, so it is closed.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(settle(settling, self.transaction));
        }
    }
}

/// A connection that is not idle. It is closed unless it becomes idle, also where the wait is cut
/// off.
struct Settling(Option<PooledConnection>);

impl Drop for Settling {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            connection.close();
        }
    }
}

/// Waits for the statements under way, ends the transaction, and returns the connection to the
/// pool.
async fn settle(mut settling: Settling, transaction: Transaction) {
    let Some(connection) = settling.0.as_deref_mut() else {
        return;
    };

    let becomes_idle = async {
        match transaction {
            Transaction::None => connection.batch_execute("").await.is_ok(),
            Transaction::Open => Transactions::rollback_transaction(connection).await.is_ok(),
            // Diesel has lost track of the transaction and treats the connection as broken. After
            // the rollback its session is idle, and ends as soon as the connection is closed.
            Transaction::Unknown => {
                connection.batch_execute("ROLLBACK").await.ok();
                false
            }
        }
    };

    let is_idle = tokio::time::timeout(PATIENCE, becomes_idle).await;
    if is_idle.unwrap_or(false) {
        drop(settling.0.take());
    }
}
