//! `moderato doctor`: does everything stand that the service needs, and if not, what mends it?

use std::path::Path;

use nix::sys::statvfs::statvfs;

use crate::cli::database::Database;
use crate::cli::options::ServeOptions;
use crate::cli::{Outcome, describe, say};
use crate::db::connection::migrate::pending_migrations;
use crate::error::{Error, Result};

/// Below this much free space Postgres may soon refuse to write.
const LEAST_FREE_MEBIBYTES: u64 = 512;

/// Prints one line for each check. A data directory that does not exist yet is not made.
///
/// # Errors
/// `Setup` when a check fails.
pub async fn examine(options: ServeOptions) -> Outcome {
    let config = options.config()?;
    let mut patient = Patient { failures: 0 };
    patient.report("disk", disk(&config.data_dir))?;
    patient.report(
        "keys",
        keys(config.auth.jwt_key_file.as_deref(), &config.data_dir),
    )?;
    if config.database.url.is_none() && !config.data_dir.exists() {
        let fresh = "no data directory yet; `moderato serve` makes it".to_owned();
        patient.report("database", Ok(fresh))?;
    } else {
        match Database::join_or_open(config.database.clone(), &config.data_dir).await {
            Err(error) => patient.report("database", Err(error))?,
            Ok(database) => {
                match pending_migrations(database.url()).await {
                    Err(fault) => patient.report("database", Err(unanswered(&fault)))?,
                    Ok(pending) => {
                        patient.report("database", Ok("it answers".to_owned()))?;
                        patient.report("migrations", migrations(&pending))?;
                    }
                }
                database.close().await?;
            }
        }
    }
    patient.verdict()
}

struct Patient {
    failures: u32,
}

impl Patient {
    fn report(&mut self, name: &str, outcome: Result<String>) -> Outcome {
        match outcome {
            Ok(text) => say::answer(&format!("ok    {name}: {text}")),
            Err(error) => {
                self.failures += 1;
                say::answer(&format!("FAIL  {name}: {}", describe(&error)))
            }
        }
    }

    fn verdict(&self) -> Outcome {
        match self.failures {
            0 => Ok(()),
            count => Err(Error::setup(format!(
                "{count} of the checks failed; see above."
            ))),
        }
    }
}

fn disk(data_dir: &Path) -> Result<String> {
    let existing = data_dir
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or_else(|| Path::new("."));
    let status =
        statvfs(existing).map_err(|fault| Error::internal("asking for free space", fault))?;
    let free = status
        .fragment_size()
        .saturating_mul(status.blocks_available())
        / (1024 * 1024);
    if free < LEAST_FREE_MEBIBYTES {
        let text = format!("{free} MiB free under {}: make room.", existing.display());
        return Err(Error::setup(text));
    }
    Ok(format!("{free} MiB free under {}", existing.display()))
}

fn keys(file: Option<&Path>, data_dir: &Path) -> Result<String> {
    let path = file.map_or_else(
        || data_dir.join(crate::auth::key_file::FILE_NAME),
        Path::to_path_buf,
    );
    if !path.exists() {
        return match file {
            Some(_) => Err(Error::setup(format!(
                "MODERATO_JWT_KEY_FILE names {}, which is not there: put the keys there or unset it.",
                path.display()
            ))),
            None => Ok("none yet; the first start makes them".to_owned()),
        };
    }
    let (keys, _) = crate::auth::key_file::read(&path)?;
    Ok(format!("{} in {}", keys.len(), path.display()))
}

/// The embedded server has let somebody in before we come here, so this is about one that was
/// named.
fn unanswered(fault: &Error) -> Error {
    let why = describe(fault);
    Error::setup(format!(
        "{why}: look at DATABASE_URL, and whether its server runs and lets this machine in"
    ))
}

fn migrations(pending: &[String]) -> Result<String> {
    match pending.len() {
        0 => Ok("all applied".to_owned()),
        count => Err(Error::setup(format!(
            "{count} missing. Run: moderato migrate"
        ))),
    }
}
