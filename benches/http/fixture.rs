//! On what is it measured? An embedded Postgres of its own, as durable as the service's, with a
//! database for each purpose.

use std::path::PathBuf;
use std::time::Duration;

use moderato::db::migrate::run_migrations;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use super::load::Load;

pub struct Stage {
    server: Server,
    /// As Postgres's own superuser.
    sql: Client,
    folder: TempDir,
    /// Where the programs of Postgres are.
    pub programs: PathBuf,
    /// Whether `pg_stat_statements` is there.
    pub statistics: bool,
}

const HAS_STATISTICS: &str =
    "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'";
const PROGRAMS: &str = "SELECT setting FROM pg_config WHERE name = 'BINDIR'";

impl Stage {
    pub async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Server::start(Options::new(folder.path())).await.unwrap();
        let mut sql = connect(&as_superuser(server.url(), "postgres")).await;
        let statistics = sql
            .query_one(HAS_STATISTICS, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            > 0;
        if statistics {
            let preload = "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'";
            sql.batch_execute(preload).await.unwrap();
            drop(sql);
            server.stop().await.unwrap();
            server = Server::start(Options::new(folder.path())).await.unwrap();
            sql = connect(&as_superuser(server.url(), "postgres")).await;
            sql.batch_execute("CREATE EXTENSION pg_stat_statements")
                .await
                .unwrap();
        }
        let programs = PathBuf::from(
            sql.query_one(PROGRAMS, &[])
                .await
                .unwrap()
                .get::<_, String>(0),
        );
        Self {
            server,
            sql,
            folder,
            programs,
            statistics,
        }
    }

    /// A new database with the service's schema; its address.
    pub async fn database(&self, name: &str) -> String {
        self.sql
            .batch_execute(&format!("CREATE DATABASE {name} OWNER moderato"))
            .await
            .unwrap();
        let url = at_database(self.server.url(), name);
        run_migrations(&url).await.unwrap();
        url
    }

    /// To fill a database as nobody else may: references are not checked, for the data is made to
    /// hold them.
    pub async fn filler(&self, database: &str) -> Client {
        let sql = connect(&as_superuser(self.server.url(), database)).await;
        sql.batch_execute("SET session_replication_role = replica")
            .await
            .unwrap();
        sql
    }

    pub async fn say(&self, statements: &str) {
        self.sql.batch_execute(statements).await.unwrap();
    }

    pub async fn text(&self, query: &str) -> String {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }

    /// What Postgres counted in `database` during one turn of `load`, for each request.
    pub async fn count(&self, database: &str, load: &Load, time: Duration) -> String {
        if !self.statistics {
            return "pg_stat_statements is not there: install the server's contrib modules."
                .to_owned();
        }
        self.say("SELECT pg_stat_statements_reset()").await;
        let count = load.turn(time, 0).count;
        let select = "SELECT sum(calls)::bigint, sum(total_exec_time)::float8 FROM pg_stat_statements s \
            JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1";
        let row = self.sql.query_one(select, &[&database]).await.unwrap();
        let (calls, milliseconds): (i64, f64) = (row.get(0), row.get(1));
        format!(
            "pg_stat_statements counted {:.1} statements and {:.2} ms of execution for each of {count:.0} requests.",
            calls as f64 / count,
            milliseconds / count
        )
    }

    /// A folder for scripts and logs.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub async fn end(self) {
        drop(self.sql);
        self.server.stop().await.unwrap();
        self.folder.close().unwrap();
    }
}

fn at_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

fn as_superuser(url: &str, database: &str) -> String {
    at_database(url, database).replacen("moderato@", "postgres@", 1)
}

pub async fn connect(url: &str) -> Client {
    let (sql, driver) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(driver);
    sql
}
