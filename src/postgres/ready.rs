//! Waits until the server accepts a connection, and makes sure of our role and our database.

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

/// The role that migrates: it owns the database and its tables, and may make other databases, but is
/// no superuser, so that what works here also works on a managed server.
pub(super) const OWNER_ROLE: &str = "moderato_owner";
/// The role that serves. It owns nothing, so that it can change only what it was granted.
pub(super) const SERVICE_ROLE: &str = "moderato";

const DATABASE: &str = "moderato";

/// Something that must be there: a question that answers a row if it is, and what makes it.
struct Need {
    look: &'static str,
    make: &'static str,
}

/// What the server must have.
const SERVER_NEEDS: [Need; 3] = [
    Need {
        look: "SELECT FROM pg_roles WHERE rolname = 'moderato_owner'",
        make: "CREATE ROLE moderato_owner LOGIN CREATEDB",
    },
    Need {
        look: "SELECT FROM pg_roles WHERE rolname = 'moderato'",
        make: "CREATE ROLE moderato LOGIN",
    },
    Need {
        look: "SELECT FROM pg_database WHERE datname = 'moderato'",
        make: "CREATE DATABASE moderato OWNER moderato_owner",
    },
];

/// What the database must have.
const DATABASE_NEEDS: [Need; 2] = [
    // A cluster of a release before has one role, which owns everything. One transaction.
    Need {
        look: "SELECT FROM pg_roles WHERE rolname = 'moderato' AND NOT rolcreatedb",
        make: "REASSIGN OWNED BY moderato TO moderato_owner; ALTER ROLE moderato NOCREATEDB",
    },
    // Before Postgres 15 every role may make tables in this schema.
    Need {
        look: "SELECT WHERE NOT has_schema_privilege('moderato', 'public', 'CREATE')",
        make: "GRANT ALL ON SCHEMA public TO moderato_owner; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    },
];

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
            match furnish(&self.config, &SERVER_NEEDS).await {
                Ok(()) => {}
                Err(error) => match error.code() {
                    None => return Ok(Answer::Silent),
                    Some(code) if *code == SqlState::CANNOT_CONNECT_NOW => {
                        return Ok(Answer::Starting);
                    }
                    Some(_) => return Err(error),
                },
            }

            let mut database = self.config.clone();
            database.dbname(DATABASE);
            furnish(&database, &DATABASE_NEEDS)
                .await
                .map(|()| Answer::Ready)
        })
    }
}

/// Connects, and makes what is missing.
async fn furnish(config: &Config, needs: &[Need]) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let driver = tokio::spawn(connection);

    let furnished = make_missing(&client, needs).await;
    drop(client);
    if let Ok(Err(error)) = driver.await {
        tracing::debug!(%error, "the connection that looked whether Postgres is ready");
    }

    furnished
}

async fn make_missing(client: &Client, needs: &[Need]) -> Result<(), tokio_postgres::Error> {
    for Need { look, make } in needs {
        if client.query_opt(*look, &[]).await?.is_none() {
            client.batch_execute(make).await?;
        }
    }
    Ok(())
}
