//! Starts a Postgres program with a bare environment, tied to the life of the service.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::unistd::{getpid, getppid};

use super::account::Account;
use crate::error::{Error, Result};

/// The variables of our environment that a Postgres program gets: the folders of libraries and
/// programs. Others may hold secrets of the service or settings (`PG...`) that change what Postgres
/// does.
const KEPT: [&str; 4] = [
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
];

/// A command that runs `program` as `account` in `/`, with a bare environment, no input, and in a
/// separate process group, so that Ctrl-C at a terminal reaches the service alone.
pub(super) fn command(program: &Path, account: &Account) -> Command {
    let mut command = Command::new(program);

    let kept = KEPT
        .iter()
        .filter_map(|name| std::env::var_os(name).map(|value| (name, value)));
    command
        .env_clear()
        .envs(kept)
        .env("LC_ALL", "C")
        .env("TZ", "UTC");
    command
        .current_dir("/")
        .stdin(Stdio::null())
        .process_group(0);

    if let Account::Other { uid, gid, .. } = account {
        // With a uid and no list of groups, the standard library also drops root's other groups.
        command.uid(*uid).gid(*gid);
    }

    command
}

/// How a Postgres program names the folder it works in.
pub(super) struct Place {
    name: PathBuf,
    /// Open where the name is one of an open file, which the program must inherit.
    opened: Option<File>,
}

impl Place {
    /// By its path where `account` can walk there. Where it cannot (a clone under `/root`, which is
    /// root's alone), Linux lets a process reach a folder through a file that it holds open,
    /// whatever the folders above say: the service opens it, as root, and Postgres gets that one
    /// folder and nothing else of root's.
    ///
    /// # Errors
    /// `Setup` if the folder cannot be reached and the system offers no such way.
    pub(super) fn of(folder: &Path, account: &Account) -> Result<Self> {
        let Some(wall) = account.blocked_at(folder) else {
            return Ok(Self {
                name: folder.to_owned(),
                opened: None,
            });
        };

        let opened =
            File::open(folder).map_err(|source| Error::internal("opening the cluster", source))?;
        let name = PathBuf::from(format!("/proc/self/fd/{}", opened.as_raw_fd()));
        if name.exists() {
            return Ok(Self {
                name,
                opened: Some(opened),
            });
        }

        Err(Error::setup(format!(
            "Postgres runs as {}, who may not enter {}: choose a data directory such as /var/lib/moderato, or \
             start Moderato as an ordinary user.",
            account.name(),
            wall.display()
        )))
    }

    pub(super) fn name(&self) -> &Path {
        &self.name
    }
}

/// Lets the child of `command` hold `place`, and ties it to the calling thread: when that thread
/// ends, however it ends, Linux sends the child SIGINT, at which Postgres shuts down in order. Call
/// it, and spawn, from a thread that lives as long as the service. Other systems have no such
/// signal; `watchdog` serves them.
#[expect(
    unsafe_code,
    reason = "the parent-death signal can only be set by the child, between fork and exec"
)]
pub(super) fn tie(command: &mut Command, place: Place) {
    let service = getpid();

    let in_the_child = move || -> io::Result<()> {
        if let Some(opened) = &place.opened {
            fcntl(opened, FcntlArg::F_SETFD(FdFlag::empty()))?;
        }

        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGINT)?;

        // A service that died before the line above sends no signal any more.
        if getppid() != service {
            return Err(Errno::ESRCH.into());
        }

        Ok(())
    };

    // SAFETY: the closure runs in the forked child, where only async-signal-safe calls are sound.
    // It makes three system calls (fcntl, prctl, getppid), allocates nothing (an `io::Error` of an
    // errno is a plain number) and takes no lock. It runs after the change of uid, which would
    // clear the signal.
    unsafe {
        command.pre_exec(in_the_child);
    }
}
