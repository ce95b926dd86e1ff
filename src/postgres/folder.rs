//! The claim on a data folder: one service at a time, by a lock that the kernel releases with the
//! process.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::unistd::geteuid;

use crate::error::{Error, Result};

/// The folder of the socket, in the data folder.
pub(super) const SOCKET: &str = "postgres-socket";

/// A claimed data folder. Dropping it releases the claim.
#[derive(Debug)]
pub(super) struct Folder {
    /// Absolute, without links.
    root: PathBuf,
    /// The folder itself, open and locked. Without a lock file, nothing is left behind, and a change
    /// of owner locks no later service out.
    _lock: File,
    made_here: bool,
}

impl Folder {
    /// Makes the folder if it is missing and takes the lock.
    ///
    /// # Errors
    /// `Setup` if another service holds the folder, or if it cannot be made, opened or locked.
    pub(super) fn claim(data_dir: &Path) -> Result<Self> {
        let made_here = !data_dir.exists();

        // Where the service is root, Postgres runs as another account, which must be able to enter
        // the folder, though not to list it.
        let mode = if geteuid().is_root() { 0o711 } else { 0o700 };
        let made = DirBuilder::new()
            .recursive(true)
            .mode(mode)
            .create(data_dir);
        let opened = made
            .and_then(|()| fs::canonicalize(data_dir))
            .and_then(|root| {
                let opened = File::open(&root)?;
                Ok((root, opened))
            });

        let (root, lock) = opened.map_err(|error| unusable(data_dir, &error))?;

        match lock_patiently(&lock) {
            Ok(()) => Ok(Self {
                root,
                _lock: lock,
                made_here,
            }),
            Err(TryLockError::WouldBlock) => Err(Error::setup(format!(
                "The data directory {} is in use by another Moderato: stop that one first, or choose another \
                 data directory.",
                root.display()
            ))),
            Err(TryLockError::Error(error)) => Err(unusable(&root, &error)),
        }
    }

    /// The folder of the Postgres cluster (what Postgres calls its data directory).
    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// The folder of the socket, if its path is short enough.
    pub(super) fn socket(&self) -> PathBuf {
        self.root.join(SOCKET)
    }

    /// The folder of the programs that were fetched.
    pub(super) fn programs(&self) -> PathBuf {
        self.root.join("postgres-programs")
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// After a failed start: removes a folder that this start made and left empty.
    pub(super) fn abandon(self) {
        if self.made_here
            && let Err(error) = fs::remove_dir(&self.root)
        {
            tracing::debug!(%error, "the new data directory is kept, because it is not empty");
        }
    }
}

/// How long to wait for a lock whose holder is about to end: a service that was just killed, or a
/// child of ours between fork and exec, which holds every open file for a moment.
const PATIENCE: Duration = Duration::from_secs(1);

fn lock_patiently(lock: &File) -> Result<(), TryLockError> {
    let begun = Instant::now();

    loop {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            outcome => return outcome,
        }
    }
}

/// The data folder without links, if another process holds it.
pub(super) fn held(data_dir: &Path) -> Option<PathBuf> {
    let root = fs::canonicalize(data_dir).ok()?;
    let taken = File::open(&root).ok()?.try_lock();
    matches!(taken, Err(TryLockError::WouldBlock)).then_some(root)
}

fn unusable(path: &Path, error: &std::io::Error) -> Error {
    Error::setup(format!(
        "The data directory {} cannot be used ({error}): choose a folder on a local disk that the user of \
         Moderato may write to.",
        path.display()
    ))
}
