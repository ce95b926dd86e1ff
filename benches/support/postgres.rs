//! An embedded Postgres with the service's own durable settings, and its databases.

use moderato::db::connection::migrate::run_migrations;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tokio_postgres::{Client, NoTls};

use super::scratch::Scratch;

/// A running server with its data in a scratch folder. Dropping it stops the server, then removes
/// the folder.
pub struct Postgres {
    server: Server,
    scratch: Scratch,
}

impl Postgres {
    pub async fn start() -> Self {
        Self::start_in(Scratch::create()).await
    }

    async fn start_in(scratch: Scratch) -> Self {
        let options = Options::new(scratch.path().join("postgres"));
        let server = Server::start(options).await.unwrap();

        Self { server, scratch }
    }

    /// Stops the server and starts it again on the same data, for settings that need it.
    pub async fn restart(self) -> Self {
        self.server.stop().await.unwrap();

        Self::start_in(self.scratch).await
    }

    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// Creates a database with the service's schema and returns its URL.
    pub async fn create_database(&self, name: &str) -> String {
        let sql = connect(self.server.url()).await;
        sql.batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();

        let url = self.url(name);
        run_migrations(&url).await.unwrap();

        url
    }

    /// The URL of a database for the role that owns its tables.
    fn url(&self, database: &str) -> String {
        let (server, _) = self.server.url().rsplit_once('/').unwrap();

        format!("{server}/{database}")
    }

    /// The URL of a database for Postgres's own superuser.
    pub fn superuser_url(&self, database: &str) -> String {
        self.url(database)
            .replacen("moderato_owner@", "postgres@", 1)
    }

    pub async fn stop(self) {
        self.server.stop().await.unwrap();
    }
}

/// A connection that is driven until it is dropped.
pub async fn connect(url: &str) -> Client {
    let (sql, driver) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(driver);

    sql
}
