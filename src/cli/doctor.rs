//! `moderato doctor`: checks what the service needs, and says how to mend what is missing.

use std::path::Path;
use std::time::Duration;

use nix::sys::statvfs::statvfs;

use crate::cli::database::Database;
use crate::cli::options::ServeOptions;
use crate::cli::outcome::{Outcome, describe, unanswered};
use crate::cli::say;
use crate::cli::warnings::{Warning, find_weaknesses, judge_role};
use crate::db::connection::freshness::is_distant;
use crate::db::connection::migrate::{measure_round_trip, pending_migrations};
use crate::db::connection::roles::read_rights;
use crate::error::{Error, Result};

/// Below this much free space Postgres may soon refuse to write.
const LEAST_FREE_MEBIBYTES: u64 = 512;

/// Prints one line for each check. Creates no data directory.
///
/// # Errors
/// `Setup` when a check fails.
pub async fn examine(options: ServeOptions) -> Outcome {
    let config = options.config()?;

    let mut report = Report { failures: 0 };
    for warning in find_weaknesses(&config)? {
        report.warn(&warning)?;
    }
    report.add("disk", disk(&config.data_dir))?;
    report.add(
        "keys",
        keys(config.auth.jwt_key_file.as_deref(), &config.data_dir),
    )?;

    if config.database.url.is_none() && !config.data_dir.exists() {
        let fresh = "no data directory yet; `moderato serve` creates it".to_owned();
        report.add("database", Ok(fresh))?;
    } else {
        match Database::join_or_open(config.database.clone(), &config.data_dir).await {
            Err(error) => report.add("database", Err(error))?,
            Ok(database) => {
                match examine_database(database.url()).await {
                    Err(fault) => report.add("database", Err(unanswered(&fault)))?,
                    Ok(Examined {
                        pending,
                        round_trip,
                    }) => {
                        report.add("database", Ok(answers_after(round_trip)))?;
                        report.add("migrations", migrations(&pending))?;
                        report.judge_role(database.url()).await?;
                    }
                }
                database.close().await?;
            }
        }
    }

    report.verdict()
}

struct Report {
    failures: u32,
}

impl Report {
    fn add(&mut self, name: &str, outcome: Result<String>) -> Outcome {
        match outcome {
            Ok(text) => say::answer(&format!("ok    {name}: {text}")),
            Err(error) => {
                self.failures += 1;
                say::answer(&format!("FAIL  {name}: {}", describe(&error)))
            }
        }
    }

    fn warn(&self, warning: &Warning) -> Outcome {
        say::answer(&format!("warn  {}: {}", warning.subject, warning.text))
    }

    /// Says which role serves, and whether it can rewrite what it has recorded.
    async fn judge_role(&self, url: &str) -> Outcome {
        let rights = read_rights(url).await?;

        match judge_role(&rights) {
            Some(warning) => self.warn(&warning),
            None => say::answer(&format!(
                "ok    roles: {} serves and owns nothing; it can only append to the audit log",
                rights.role
            )),
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
        let text = format!(
            "{free} MiB free under {}: free some space.",
            existing.display()
        );
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
                "MODERATO_JWT_KEY_FILE names {}, which does not exist: put the keys there or unset it.",
                path.display()
            ))),
            None => Ok("none yet; the first start creates them".to_owned()),
        };
    }

    let keys = crate::auth::key_file::read(&path)?.keys;

    Ok(format!("{} in {}", keys.len(), path.display()))
}

/// What a check of the database finds.
struct Examined {
    pending: Vec<String>,
    round_trip: Duration,
}

async fn examine_database(url: &str) -> Result<Examined> {
    Ok(Examined {
        pending: pending_migrations(url).await?,
        round_trip: measure_round_trip(url).await?,
    })
}

fn answers_after(round_trip: Duration) -> String {
    let time = round_trip.as_secs_f64() * 1_000.0;

    if is_distant(round_trip) {
        format!(
            "it answers after {time:.0} ms, which makes every request slow: run Moderato in the same region as its database"
        )
    } else {
        format!("it answers after {time:.1} ms")
    }
}

fn migrations(pending: &[String]) -> Result<String> {
    match pending.len() {
        0 => Ok("all applied".to_owned()),
        count => Err(Error::setup(format!(
            "{count} missing. Run: moderato migrate"
        ))),
    }
}
