//! The database that a command works on: the named one, or the embedded one, started for it.

use std::path::Path;

use crate::cli::outcome::unanswered;
use crate::config::DatabaseConfig;
use crate::error::{Error, Result};
use crate::postgres::supervise::{Server, url_of_running};
use crate::postgres::{Options, Programs};

/// A database to connect to, and the embedded server, which must live as long.
pub struct Database {
    pub config: DatabaseConfig,
    embedded: Option<Server>,
}

impl Database {
    /// Starts the embedded Postgres in `data_dir` unless `config` names a database.
    ///
    /// # Errors
    /// `Setup` with what the operator has to do.
    pub async fn open(config: DatabaseConfig, data_dir: &Path) -> Result<Self> {
        if config.url.is_some() {
            return Ok(Self {
                config,
                embedded: None,
            });
        }

        let programs = config
            .pg_bin
            .clone()
            .map_or(Programs::Search, Programs::Folder);
        let options = Options {
            programs,
            mirror: config.pg_mirror.clone(),
            ..Options::new(data_dir)
        };

        let server = Server::start(options).await?;
        let config = DatabaseConfig {
            url: Some(server.url().to_owned()),
            ..config
        };

        Ok(Self {
            config,
            embedded: Some(server),
        })
    }

    /// As [`Database::open`], but while a service runs on `data_dir`, its server is used, so that a
    /// command does not need the service to stop. For every command but the service itself.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub(crate) async fn join_or_open(config: DatabaseConfig, data_dir: &Path) -> Result<Self> {
        match url_of_running(data_dir) {
            Some(url) if config.url.is_none() => Ok(Self {
                config: DatabaseConfig {
                    url: Some(url),
                    ..config
                },
                embedded: None,
            }),
            Some(_) | None => Self::open(config, data_dir).await,
        }
    }

    /// The connection string.
    pub fn url(&self) -> &str {
        self.config.url.as_deref().unwrap_or_default()
    }

    /// A failure of a command, with what to check if a server that the operator named does not
    /// answer.
    pub(crate) fn advise(&self, error: Error) -> Error {
        match error {
            Error::Unavailable { .. } if self.embedded.is_none() => unanswered(&error),
            other => other,
        }
    }

    /// Stops the embedded Postgres, if there is one, and waits for it.
    ///
    /// # Errors
    /// `Internal` when it does not stop cleanly.
    pub async fn close(self) -> Result<()> {
        match self.embedded {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }
}
