//! The beginning and the end of one run of the server.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::account::Account;
use super::control::Control;
use super::find::Installation;
use super::folder::Folder;
use super::launch::{self, Place};
use super::log::{self, Log};
use super::ready::{Answer, Visitor};
use super::socket::Urls;
#[cfg(not(target_os = "linux"))]
use super::watchdog::Watchdog;
use super::{Options, initialise, lock_file, programs, socket};
use crate::error::{Error, Result};

/// The settings that no configuration file may change. Durability: data is on the disk before a
/// client gets the answer. Privacy: the log gets no statement, no value and no detail of a
/// row.
const SETTINGS: [&str; 14] = [
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "log_destination=stderr",
    "logging_collector=off",
    "log_line_prefix=",
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_statement=none",
    "log_parameter_max_length_on_error=0",
];

/// How long a server that is still shutting down may keep the cluster before the start is given up.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long the socket may be silent although the server's process lives. A server that recovers
/// from a crash answers that it does, so no limit applies to it.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(10);
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(100);

/// Everything that stays the same from one run to the next.
pub(super) struct Site {
    folder: Folder,
    account: Account,
    programs: Installation,
    socket: PathBuf,
}

impl Site {
    pub(super) fn urls(&self) -> Urls {
        socket::urls(&self.socket)
    }

    /// Removes the socket's folder if it is not in the data folder, and releases the data folder.
    pub(super) fn leave(self) {
        if !self.socket.starts_with(self.folder.root())
            && let Err(error) = fs::remove_dir(&self.socket)
        {
            tracing::debug!(%error, folder = %self.socket.display(), "the folder of the socket is kept");
        }
    }
}

/// A server's process, its log and its watchdog.
pub(super) struct Running {
    process: Child,
    attendants: Attendants,
}

/// A server that accepts connections, and the place where it runs.
pub(super) struct Begun {
    pub(super) site: Site,
    pub(super) running: Running,
}

struct Attendants {
    log: Log,
    #[cfg(not(target_os = "linux"))]
    watchdog: Watchdog,
}

/// Claims the folder, finds the programs, makes the cluster if it is missing, and starts the
/// server.
///
/// # Errors
/// Those of [`super::supervise::Server::start`].
pub(super) fn begin(options: &Options, control: &Control) -> Result<Begun> {
    let folder = Folder::claim(&options.data_dir)?;

    let prepared = Account::choose(&folder.cluster()).and_then(|account| {
        let programs = programs::choose(options, &folder, &account)?;
        initialise::ensure(&folder, &programs, &account)?;
        let socket = socket::prepare(&folder, &account)?;
        Ok((account, programs, socket))
    });

    let (account, programs, socket) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            folder.abandon();
            return Err(error);
        }
    };

    let site = Site {
        folder,
        account,
        programs,
        socket,
    };
    let running = launch(&site, control)?;

    tracing::info!(
        postgres.version = site.programs.major,
        postgres.account = site.account.name(),
        folder = %site.folder.cluster().display(),
        socket = %site.socket.display(),
        "the embedded Postgres is ready"
    );

    Ok(Begun { site, running })
}

/// Starts the server. While an earlier one still shuts down in the same folder, the start is tried
/// again.
///
/// # Errors
/// `Setup` with what the server said if it does not start.
pub(super) fn launch(site: &Site, control: &Control) -> Result<Running> {
    let visitor = Visitor::new(&site.socket)
        .map_err(|source| Error::internal("starting a runtime", source))?;
    let given_up = Instant::now() + PATIENCE;

    loop {
        let running = spawn(site, control)?;
        let process = running.process.id();

        match running.until_ready(&site.folder.cluster(), &visitor, control)? {
            Start::Ready(running) => return Ok(running),
            Start::Ended(_) if control.is_stopping() => {
                return Err(Error::setup("Moderato was told to stop."));
            }
            Start::Ended(reason) if lock_file::is_held(&reason) && Instant::now() < given_up => {
                tracing::debug!(
                    reason,
                    process,
                    "an earlier Postgres still holds the cluster"
                );
                control.stopped_within(BETWEEN_ATTEMPTS);
            }
            Start::Ended(reason) => return Err(refused(site, &reason)),
        }
    }
}

enum Start {
    Ready(Running),
    /// The server's process ended, for this reason.
    Ended(String),
}

impl Running {
    /// Waits until the server and all its children have ended.
    pub(super) fn wait(self, control: &Control) -> Result<ExitStatus> {
        let Self {
            mut process,
            attendants,
        } = self;
        attendants.dismiss()?;
        control.reap(&mut process)
    }

    fn until_ready(
        mut self,
        cluster: &Path,
        visitor: &Visitor,
        control: &Control,
    ) -> Result<Start> {
        let mut last_heard = Instant::now();

        loop {
            if control.try_reap(&mut self.process)?.is_some() {
                let said = self.attendants.dismiss()?;
                for line in &said {
                    tracing::debug!(line, "postgres, before it ended");
                }
                return Ok(Start::Ended(log::reason(&said)));
            }

            // Until the cluster is this process's, an earlier server may still answer at the
            // socket.
            let answer = if lock_file::holder(cluster) == Some(self.process.id()) {
                visitor.ask()
            } else {
                Ok(Answer::Silent)
            };

            match answer {
                Ok(Answer::Ready) => {
                    self.attendants.log.settle();
                    return Ok(Start::Ready(self));
                }
                Ok(Answer::Starting) => last_heard = Instant::now(),
                Ok(Answer::Silent) if last_heard.elapsed() < LONGEST_SILENCE => {}
                Ok(Answer::Silent) => {
                    return self.give_up(control, "its socket does not answer".into());
                }
                Err(error) => return self.give_up(control, error.into()),
            }

            std::thread::sleep(BETWEEN_QUESTIONS);
        }
    }

    fn give_up(self, control: &Control, cause: crate::error::Cause) -> Result<Start> {
        control.end_process();
        self.wait(control)?;
        Err(Error::internal(
            "the first connection to the embedded Postgres",
            cause,
        ))
    }
}

fn spawn(site: &Site, control: &Control) -> Result<Running> {
    let cluster = site.folder.cluster();
    let place = Place::of(&cluster, &site.account)?;

    let mut command = launch::command(&site.programs.bin.join("postgres"), &site.account);
    command.arg("-D").arg(place.name());

    for setting in SETTINGS
        .iter()
        .map(OsStr::new)
        .chain([socket::setting(&site.socket).as_os_str()])
    {
        command.arg("-c").arg(setting);
    }

    if let Some(number) = lock_file::mistaken(&cluster) {
        command.env("PG_GRANDPARENT_PID", number.to_string());
    }

    command.stdout(Stdio::null()).stderr(Stdio::piped());
    launch::tie(&mut command, place);

    let mut process = command
        .spawn()
        .map_err(|source| Error::internal("starting Postgres", source))?;

    control.watch(&process)?;

    match Attendants::of(&mut process, &site.account) {
        Ok(attendants) => Ok(Running {
            process,
            attendants,
        }),
        Err(error) => {
            control.end_process();
            control.reap(&mut process)?;
            Err(error)
        }
    }
}

impl Attendants {
    #[cfg_attr(
        target_os = "linux",
        expect(unused_variables, reason = "the watchdog runs as the server does")
    )]
    fn of(process: &mut Child, account: &Account) -> Result<Self> {
        let said = process.stderr.take();
        let said = said.ok_or_else(|| Error::internal("starting Postgres", "it has no output"))?;

        Ok(Self {
            #[cfg(not(target_os = "linux"))]
            watchdog: Watchdog::over(process.id(), account)
                .map_err(|source| Error::internal("starting the watchdog of Postgres", source))?,
            log: Log::follow(said)
                .map_err(|source| Error::internal("starting a thread", source))?,
        })
    }

    /// Waits until no process can write to the log any more. Returns the lines of the start.
    fn dismiss(self) -> Result<Vec<String>> {
        let said = self.log.drain();

        #[cfg(not(target_os = "linux"))]
        self.watchdog
            .release()
            .map_err(|source| Error::internal("releasing the watchdog", source))?;

        Ok(said)
    }
}

fn refused(site: &Site, reason: &str) -> Error {
    let cluster = site.folder.cluster();

    if lock_file::is_held(reason) {
        let number = lock_file::holder(&cluster)
            .map_or_else(String::new, |number| format!(" (process {number})"));
        return Error::setup(format!(
            "Another Postgres{number} runs in {}: stop it first. If there is no such process, remove the file \
             postmaster.pid in that folder.",
            cluster.display()
        ));
    }
    Error::setup(format!(
        "Postgres {} does not start in {}: {reason}. Its log lines are in the debug log.",
        site.programs.major,
        cluster.display()
    ))
}
