//! Chooses the Postgres programs for a data folder: those asked for, else the machine's, else
//! fetched ones.

use std::path::{Path, PathBuf};

use super::account::Account;
use super::fetch;
use super::find::{self, Installation};
use super::folder::Folder;
use super::{Options, Programs, hint};
use crate::error::{Error, Result};

/// Where root keeps fetched programs if the account of Postgres cannot walk to the data folder.
const SHARED: &str = "/var/cache/moderato/postgres-programs";

/// Programs of the major version that wrote the cluster, or of any from 14 on if there is none yet.
///
/// # Errors
/// `Setup`, with the line that mends it, if no fitting programs can be had.
pub(super) fn choose(
    options: &Options,
    folder: &Folder,
    account: &Account,
) -> Result<Installation> {
    let written_by = cluster_version(&folder.cluster())?;
    let fits = |found: &Installation| written_by.is_none_or(|major| major == found.major);

    if let Programs::Folder(bin) = &options.programs {
        let found = find::inspect(bin, account).map_err(|reason| {
            Error::setup(format!(
                "The Postgres folder {} cannot be used: {reason}.",
                bin.display()
            ))
        })?;
        return if fits(&found) {
            Ok(found)
        } else {
            Err(other_version(folder, written_by, &[found.major]))
        };
    }

    let store = store(folder, account);
    let mut seen = Vec::new();
    for bin in offered(options, &store, account) {
        match find::inspect(&bin, account) {
            Ok(found) if fits(&found) => return Ok(found),
            Ok(found) => seen.push(found.major),
            Err(reason) => {
                tracing::debug!(folder = %bin.display(), reason, "not a Postgres to use")
            }
        }
    }

    match &options.pin {
        Some(pin) if written_by.is_none_or(|major| Some(major) == pin.major()) => {
            let fetched = fetch::fetch(pin, options.mirror.as_deref(), &store, account);
            match fetched {
                // The machine has a Postgres of another version, which tells the operator more than
                // the failed download.
                Err(fault) if written_by.is_some() && !seen.is_empty() => {
                    tracing::warn!(error.what = %fault, "the Postgres of this cluster could not be fetched");
                    Err(other_version(folder, written_by, &seen))
                }
                other => other,
            }
        }
        _ if written_by.is_some() => Err(other_version(folder, written_by, &seen)),
        _ => Err(Error::setup(format!(
            "No PostgreSQL {} or newer was found, and there is no pinned download for {} on {}: {}.",
            find::OLDEST,
            std::env::consts::OS,
            std::env::consts::ARCH,
            hint::install()
        ))),
    }
}

/// The major version in the cluster's PG_VERSION; `None`: there is no cluster yet.
///
/// # Errors
/// `Setup` if the file is there and cannot be read as a version.
fn cluster_version(cluster: &Path) -> Result<Option<u32>> {
    let path = cluster.join("PG_VERSION");

    match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::setup(format!(
            "{} cannot be read: {error}.",
            path.display()
        ))),
        Ok(text) => match find::leading_number(&text) {
            Some(major) => Ok(Some(major)),
            None => Err(Error::setup(format!(
                "{} holds no version: restore the folder from a backup, or move it away.",
                path.display()
            ))),
        },
    }
}

fn store(folder: &Folder, account: &Account) -> PathBuf {
    let near = folder.programs();
    if account.blocked_at(&near).is_none() {
        near
    } else {
        PathBuf::from(SHARED)
    }
}

fn offered(options: &Options, store: &Path, account: &Account) -> Vec<PathBuf> {
    let fetched = options.pin.as_ref().map(|pin| fetch::home(pin, store));
    match options.programs {
        Programs::Search => find::candidates(account)
            .into_iter()
            .chain(fetched)
            .collect(),
        Programs::Folder(_) | Programs::Fetch => fetched.into_iter().collect(),
    }
}

fn other_version(folder: &Folder, written_by: Option<u32>, seen: &[u32]) -> Error {
    let written_by = written_by.unwrap_or_default();
    let seen: Vec<String> = seen.iter().map(u32::to_string).collect();
    let seen = if seen.is_empty() {
        "none that fits".to_owned()
    } else {
        seen.join(", ")
    };

    Error::setup(format!(
        "{} was written by Postgres {written_by}, but found here is: {seen}. Install Postgres {written_by} again, \
         or upgrade the folder with pg_upgrade as docs/EMBEDDED_POSTGRES.md shows.",
        folder.cluster().display()
    ))
}
