//! An embedded Postgres with a database for each part of the benchmark, and services on them.

use std::path::{Path, PathBuf};

use tokio_postgres::Client;

use super::support::postgres::{Postgres, connect};
use super::support::rows;
use super::support::scratch::Scratch;
use super::support::service::{self, Service};

/// Databases, and the programs that measure them.
pub struct Fixture {
    postgres: Postgres,
    /// A session of Postgres's own superuser.
    pub sql: Client,
    /// The folder of Postgres's programs.
    pub programs: PathBuf,
    /// Whether `pg_stat_statements` is installed.
    pub has_statistics: bool,
}

/// The setting of a service that answers every request from the database.
pub const NO_CACHE: (&str, &str) = ("MODERATO_CACHE_BYTES", "0");

const HAS_STATISTICS: &str =
    "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'";
const PROGRAMS: &str = "SELECT setting FROM pg_config WHERE name = 'BINDIR'";

impl Fixture {
    pub async fn prepare() -> Self {
        let mut postgres = Postgres::start().await;
        let mut sql = connect(&postgres.superuser_url("postgres")).await;

        let has_statistics = rows::number(&sql, HAS_STATISTICS).await > 0;
        if has_statistics {
            let preload = "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'";
            sql.batch_execute(preload).await.unwrap();
            drop(sql);

            postgres = postgres.restart().await;
            sql = connect(&postgres.superuser_url("postgres")).await;
            sql.batch_execute("CREATE EXTENSION pg_stat_statements")
                .await
                .unwrap();
        }
        let programs = PathBuf::from(rows::text(&sql, PROGRAMS).await);

        Self {
            postgres,
            sql,
            programs,
            has_statistics,
        }
    }

    /// Creates a database with the service's schema and returns its URL.
    pub async fn create_database(&self, name: &str) -> String {
        self.postgres.create_database(name).await
    }

    /// A session to fill a database quickly. References are not checked, since the data satisfies
    /// them.
    pub async fn filling_session(&self, database: &str) -> Client {
        let sql = connect(&self.postgres.superuser_url(database)).await;
        sql.batch_execute("SET session_replication_role = replica")
            .await
            .unwrap();

        sql
    }

    /// Starts the service on the database at this URL.
    pub fn start_service(&self, database: &str, settings: &[(&str, &str)]) -> Service {
        let data = self.scratch().subfolder("service");
        let mut command = service::command(&data);
        command
            .env("DATABASE_URL", database)
            .envs(settings.iter().copied());

        Service::start(command, data.join("log"))
    }

    pub fn scratch(&self) -> &Scratch {
        self.postgres.scratch()
    }

    /// A folder for signing keys.
    pub fn keys(&self) -> &Path {
        self.scratch().path()
    }

    pub async fn stop(self) {
        drop(self.sql);
        self.postgres.stop().await;
    }
}
