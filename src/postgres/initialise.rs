//! Makes a cluster beside its final place, and moves it there only when it is complete.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::account::Account;
use super::find::Installation;
use super::folder::Folder;
use super::launch::{self, Place};
use super::memory;
use crate::error::{Error, Result};

/// The beginning of the name of a cluster that is not finished.
const UNFINISHED: &str = "postgres-unfinished-";
/// How long the processes of a killed initialisation may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

/// Makes the cluster if the data folder has none. Runs on the thread that lives as long as the
/// service.
///
/// # Errors
/// `Setup` if the cluster's folder holds something that is no whole cluster (it is never removed),
/// or if `initdb` fails, with the last line that it said.
pub(super) fn ensure(folder: &Folder, programs: &Installation, account: &Account) -> Result<()> {
    let failed = |error: io::Error| {
        Error::setup(format!(
            "{} cannot be written: {error}.",
            folder.root().display()
        ))
    };
    sweep(folder.root()).map_err(failed)?;

    let cluster = folder.cluster();
    match state(&cluster).map_err(failed)? {
        State::Whole => return adopt(&cluster, account),
        State::Partial => {
            return Err(Error::setup(format!(
                "{} holds files but is no whole Postgres cluster: restore it from a backup, or move it away to \
                 begin anew.",
                cluster.display()
            )));
        }
        State::Missing => {}
    }

    let unfinished = folder
        .root()
        .join(format!("{UNFINISHED}{}", std::process::id()));
    DirBuilder::new()
        .mode(0o700)
        .create(&unfinished)
        .map_err(failed)?;

    let made = File::open(&unfinished)
        .and_then(|opened| account.take(&opened))
        .map_err(|error| not_given(&unfinished, account, &error))
        .and_then(|()| initdb(&unfinished, programs, account))
        .and_then(|()| memory::configure(&unfinished).map_err(failed))
        .and_then(|()| fs::rename(&unfinished, &cluster).map_err(failed))
        .and_then(|()| {
            File::open(folder.root())
                .and_then(|root| root.sync_all())
                .map_err(failed)
        });

    if made.is_err() {
        sweep(folder.root()).map_err(failed)?;
    }

    made
}

enum State {
    Missing,
    /// Something that Postgres did not finish, or that is not its own.
    Partial,
    Whole,
}

fn state(cluster: &Path) -> io::Result<State> {
    if !cluster.exists() || fs::read_dir(cluster)?.next().is_none() {
        return Ok(State::Missing);
    }
    // initdb writes the first of these early and the second late.
    let whole = cluster.join("PG_VERSION").is_file() && cluster.join("global/pg_control").is_file();
    Ok(if whole { State::Whole } else { State::Partial })
}

/// A cluster that was copied here by root is given to the account that runs it.
fn adopt(cluster: &Path, account: &Account) -> Result<()> {
    let adopted = fs::metadata(cluster).and_then(|found| match account {
        Account::Other { uid, .. } if found.uid() != *uid => account.take_tree(cluster),
        _ => Ok(()),
    });
    adopted.map_err(|error| not_given(cluster, account, &error))
}

/// Removes what a killed initialisation has left. The lock on the data folder says that no other
/// service still writes it.
fn sweep(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a folder that a dying initdb may still be removing too, or that its last child still
/// writes to.
fn remove(path: &Path) -> io::Result<()> {
    let given_up = Instant::now() + PATIENCE;

    loop {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error)
                if error.kind() == io::ErrorKind::DirectoryNotEmpty
                    && Instant::now() < given_up =>
            {
                std::thread::sleep(BETWEEN_ATTEMPTS);
            }
            removed => return removed,
        }
    }
}

fn initdb(cluster: &Path, programs: &Installation, account: &Account) -> Result<()> {
    tracing::info!(
        postgres.version = programs.major,
        "making a new database cluster"
    );

    let place = Place::of(cluster, account)?;
    let mut command = launch::command(&programs.bin.join("initdb"), account);
    command.arg("--pgdata").arg(place.name());
    command.args([
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
    ]);
    // The permissions of the socket's folder decide who may connect; the server listens nowhere
    // else.
    command.args([
        "--auth-local=trust",
        "--auth-host=reject",
        "--no-instructions",
    ]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    launch::tie(&mut command, place);

    let output = command
        .output()
        .map_err(|source| Error::internal("starting initdb", source))?;
    if output.status.success() {
        return Ok(());
    }

    let said = String::from_utf8_lossy(&output.stderr);
    for line in said.lines() {
        tracing::warn!(line, "initdb");
    }

    let complaint = said
        .lines()
        .find(|line| line.contains("error:") || line.contains("FATAL:"));
    let complaint = complaint
        .or_else(|| said.lines().last())
        .unwrap_or("it said nothing");

    Err(Error::setup(format!(
        "initdb of Postgres {} failed: {}.",
        programs.major,
        complaint.trim_end_matches('.')
    )))
}

fn not_given(path: &Path, account: &Account, error: &io::Error) -> Error {
    Error::setup(format!(
        "{} cannot be given to {}, as whom Postgres runs ({error}): start Moderato as an ordinary user, or choose \
         a data directory on a local disk.",
        path.display(),
        account.name()
    ))
}
