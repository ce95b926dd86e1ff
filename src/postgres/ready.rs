//! Waits until the server accepts a connection, and makes sure of our role and our database.

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

/// The role that the service connects as. It owns its database and may make others, but is no
/// superuser, so that what works here also works on a managed server.
const ROLE: &str = "SELECT FROM pg_roles WHERE rolname = 'moderato'";
const MAKE_ROLE: &str = "CREATE ROLE moderato LOGIN CREATEDB";
const DATABASE: &str = "SELECT FROM pg_database WHERE datname = 'moderato'";
const MAKE_DATABASE: &str = "CREATE DATABASE moderato OWNER moderato";

pub(super) enum Answer {
    /// The server accepts connections, and the role and the database exist.
    Ready,
    /// The server answers that it is starting, recovering or stopping.
    Starting,
    /// No server answers.
    Silent,
}

/// Connects to the server on a separate small runtime, for the keeper's thread.
pub(super) struct Visitor {
    runtime: Runtime,
    config: Config,
}

impl Visitor {
    pub(super) fn new(socket: &Path) -> io::Result<Self> {
        let mut config = Config::new();
        config
            .host_path(socket)
            .user("postgres")
            .dbname("postgres")
            .application_name("moderato-supervisor");
        config.connect_timeout(Duration::from_secs(5));

        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, config })
    }

    /// Asks once.
    ///
    /// # Errors
    /// What the server refused for another reason than that it is starting or stopping.
    pub(super) fn ask(&self) -> Result<Answer, tokio_postgres::Error> {
        self.runtime.block_on(async {
            let (client, connection) = match self.config.connect(NoTls).await {
                Ok(connected) => connected,
                Err(error) => match error.code() {
                    None => return Ok(Answer::Silent),
                    Some(code) if *code == SqlState::CANNOT_CONNECT_NOW => {
                        return Ok(Answer::Starting);
                    }
                    Some(_) => return Err(error),
                },
            };

            let driver = tokio::spawn(connection);
            let furnished = furnish(&client).await;
            drop(client);
            if let Ok(Err(error)) = driver.await {
                tracing::debug!(%error, "the connection that looked whether Postgres is ready");
            }

            furnished.map(|()| Answer::Ready)
        })
    }
}

async fn furnish(client: &Client) -> Result<(), tokio_postgres::Error> {
    for (look, make) in [(ROLE, MAKE_ROLE), (DATABASE, MAKE_DATABASE)] {
        if client.query_opt(look, &[]).await?.is_none() {
            client.batch_execute(make).await?;
        }
    }
    Ok(())
}
