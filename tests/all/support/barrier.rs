//! A lock of the test that holds requests back, so that two of them meet.

use tokio_postgres::Client;

use super::service::Service;

/// A locked table. Requests that need it wait until the barrier opens.
pub struct Barrier {
    sql: Client,
}

impl Barrier {
    /// Locks a table: `Barrier::lock(&service, "sites IN ACCESS EXCLUSIVE MODE")`.
    pub async fn lock(service: &Service, lock: &str) -> Self {
        let sql = service.connect().await;
        let begin = format!("BEGIN; LOCK TABLE {lock}");
        sql.batch_execute(&begin).await.unwrap();

        Self { sql }
    }

    /// Keeps all requests from writing to a table.
    pub async fn before_writes(service: &Service, table: &str) -> Self {
        Self::lock(service, &format!("{table} IN SHARE ROW EXCLUSIVE MODE")).await
    }

    /// Returns once so many sessions wait, for this lock or for one that waits for it.
    pub async fn gathers(&self, waiting: i64) {
        self.gathers_queries("%", waiting).await;
    }

    /// Returns once so many sessions wait with a query that is LIKE this.
    pub async fn gathers_queries(&self, query: &str, waiting: i64) {
        let count = "SELECT count(*) FROM pg_stat_activity \
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1";
        let waiting_now = async || -> i64 {
            let row = self.sql.query_one(count, &[&query]).await.unwrap();
            row.get(0)
        };

        // A transaction keeps the list of sessions that it saw first. It has to look again, since
        // a session that waits may have connected later.
        while waiting_now().await < waiting {
            let look_again = "SELECT pg_stat_clear_snapshot()";
            self.sql.execute(look_again, &[]).await.unwrap();
        }
    }

    pub async fn opens(&self) {
        self.sql.batch_execute("COMMIT").await.unwrap();
    }
}
