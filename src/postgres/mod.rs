//! The embedded server: makes a running, private Postgres of a data folder. Knows no table.
//!
//! [`supervise::Server`] is the door. It claims the folder (`folder`), decides as whom Postgres
//! runs (`account`) and which programs it runs (`programs`, `find`, `fetch`), makes the cluster
//! once (`initialise`), starts the server (`run`) and keeps it alive until it is stopped.
//! `docs/EMBEDDED_POSTGRES.md` is the operator's view of the same.

mod account;
mod control;
mod download;
pub mod fetch;
mod find;
mod folder;
mod hint;
mod initialise;
mod launch;
mod lock_file;
mod log;
mod memory;
mod programs;
mod ready;
mod run;
mod socket;
pub mod supervise;
#[cfg(any(test, not(target_os = "linux")))]
mod watchdog;

use std::path::PathBuf;

use fetch::Pin;

/// What the embedded server needs to know; plain values.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds everything; made if missing. The cluster is its subfolder `postgres`.
    pub data_dir: PathBuf,
    pub programs: Programs,
    /// The address of a folder that holds the pinned archive, such as
    /// `https://mirror.example/postgres`; `None`: the releases of the project that builds it.
    pub mirror: Option<String>,
    /// The archive to fetch where no Postgres is installed; `None`: this platform has no pinned
    /// download.
    pub pin: Option<Pin>,
}

/// Where the programs `postgres` and `initdb` come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Programs {
    /// From the machine if it has Postgres 14 or newer, else fetched.
    Search,
    /// From this folder and no other.
    Folder(PathBuf),
    /// Fetched, even if the machine has a Postgres.
    Fetch,
}

impl Options {
    /// The defaults: search the machine, else fetch the pinned release from where it is published.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            programs: Programs::Search,
            mirror: None,
            pin: Pin::for_this_platform(),
        }
    }
}
