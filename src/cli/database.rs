//! The database that a command works on: the named one, or the embedded one, started for it.

use std::path::Path;

use crate::cli::outcome::unanswered;
use crate::config::DatabaseConfig;
use crate::db::connection::migrate::run_migrations_for;
use crate::db::connection::pool::Pool;
use crate::db::connection::roles::SERVICE_ROLE;
use crate::db::connection::url::role_of;
use crate::error::{Error, Result};
use crate::flows::audit::remove_old::remove_old_audit;
use crate::postgres::supervise::{Server, urls_of_running};
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
            url: Some(server.service_url().to_owned()),
            migration_url: Some(server.url().to_owned()),
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
        match urls_of_running(data_dir) {
            Some(urls) if config.url.is_none() => Ok(Self {
                config: DatabaseConfig {
                    url: Some(urls.service),
                    migration_url: Some(urls.owner),
                    ..config
                },
                embedded: None,
            }),
            Some(_) | None => Self::open(config, data_dir).await,
        }
    }

    /// The connection string of the role that serves.
    pub fn url(&self) -> &str {
        self.config.url.as_deref().unwrap_or_default()
    }

    /// The connection string of the role that owns the tables.
    fn owner_url(&self) -> &str {
        let owner = self.config.migration_url.as_deref();

        owner.unwrap_or_else(|| self.url())
    }

    /// Applies the missing migrations as the owner of the tables, and gives the role that serves its
    /// rights. Returns the names of the migrations.
    ///
    /// # Errors
    /// Those of [`run_migrations_for`].
    pub(crate) async fn migrate(&self) -> Result<Vec<String>> {
        let service_role = role_of(self.url())?;
        let service_role = service_role.as_deref().unwrap_or(SERVICE_ROLE);

        run_migrations_for(self.owner_url(), service_role).await
    }

    /// Removes the entries of the audit log that are older than the settings say, as the owner of
    /// the tables. Returns their number.
    ///
    /// # Errors
    /// Those of [`remove_old_audit`].
    pub(crate) async fn remove_old_audit(&self) -> Result<usize> {
        let Some(days) = self.config.audit_days else {
            return Ok(0);
        };

        let owner = Pool::new(self.owner_url(), 1, 0)?;
        let removed = remove_old_audit(&owner, days).await;
        owner.close();

        removed
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
