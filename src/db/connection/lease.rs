//! What becomes of a connection whose user goes away in the middle? The pool has it back once it is
//! at rest, not before.
//!
//! A request may be dropped at any moment, since its client may hang up. Postgres goes on with its
//! statement all the same, so until that has ended the session is in use: whoever was given it
//! would wait for a stranger's answer, or find themselves in a stranger's transaction; and to open
//! another one in its place would take more of them than there may be.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncConnection, SimpleAsyncConnection, TransactionManager};
use tokio::runtime::Handle;

use crate::db::connection::connect::Connection;
use crate::error::Result;

/// A connection in use, outside a transaction or in one.
pub struct LeasedConnection {
    /// Until this is dropped.
    connection: Option<Object<Connection>>,
    /// Statements that were begun and whose outcome nobody has learned. One that answers with rows
    /// counts until the first of them is there: the rest follows by itself.
    under_way: Arc<AtomicUsize>,
    transaction: Transaction,
}

/// Whether the connection is in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// It was about to begin or to end.
    Unknown,
}

/// How long a connection may take to come to rest. Nearly every statement ends by itself in half of
/// that.
const PATIENCE: Duration = Duration::from_secs(10);

type Transactions = <Connection as AsyncConnection>::TransactionManager;

impl LeasedConnection {
    pub fn new(mut connection: Object<Connection>) -> Self {
        let under_way = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&under_way);
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { .. } => drop(count.fetch_add(1, Ordering::Relaxed)),
            InstrumentationEvent::FinishQuery { .. } => drop(count.fetch_sub(1, Ordering::Relaxed)),
            _ => {}
        });
        Self {
            connection: Some(connection),
            under_way,
            transaction: Transaction::None,
        }
    }

    /// Begins a transaction, which must be ended before the connection is given back: otherwise it
    /// is rolled back.
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
    /// Whatever Postgres has against it; `Unavailable` when the database does not answer.
    pub async fn commit(&mut self) -> Result<()> {
        self.transaction = Transaction::Unknown;
        Transactions::commit_transaction(&mut **self).await?;
        self.rest();
        Ok(())
    }

    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn roll_back(&mut self) -> Result<()> {
        self.transaction = Transaction::Unknown;
        Transactions::rollback_transaction(&mut **self).await?;
        self.rest();
        Ok(())
    }

    /// Nobody may have this connection any more.
    pub fn throw_away(mut self) {
        drop(Leaving(self.connection.take()));
    }

    /// The transaction has ended. Postgres answers in order, so whatever was given up before has
    /// ended, too.
    fn rest(&mut self) {
        self.transaction = Transaction::None;
        self.under_way.store(0, Ordering::Relaxed);
    }
}

impl Deref for LeasedConnection {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "only a drop takes it away")]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a connection")
    }
}

impl DerefMut for LeasedConnection {
    #[expect(clippy::expect_used, reason = "only a drop takes it away")]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a connection")
    }
}

impl Drop for LeasedConnection {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        if self.transaction == Transaction::None && self.under_way.load(Ordering::Relaxed) == 0 {
            return drop(connection);
        }
        let leaving = Leaving(Some(connection));
        // Without a runtime there is nobody to wait, and it is thrown away.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(settle(leaving, self.transaction));
        }
    }
}

/// A connection that is not at rest. Unless it comes to rest it is thrown away, also where the wait
/// for that is cut off.
struct Leaving(Option<Object<Connection>>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

/// Waits for the end of what is under way and ends the transaction; then the pool has the
/// connection back.
async fn settle(mut leaving: Leaving, transaction: Transaction) {
    let Some(connection) = leaving.0.as_deref_mut() else {
        return;
    };
    let rests = async {
        match transaction {
            Transaction::None => connection.batch_execute("").await.is_ok(),
            Transaction::Open => Transactions::rollback_transaction(connection).await.is_ok(),
            // Diesel does not know any more how it stands, and takes the connection for broken. Its
            // session is idle then, and ends as soon as it is thrown away.
            Transaction::Unknown => {
                connection.batch_execute("ROLLBACK").await.ok();
                false
            }
        }
    };
    if tokio::time::timeout(PATIENCE, rests)
        .await
        .is_ok_and(|rests| rests)
    {
        drop(leaving.0.take());
    }
}
