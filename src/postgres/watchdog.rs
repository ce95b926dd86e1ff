//! Ends Postgres after the service was killed, on systems without a parent-death signal.
//!
//! A shell that waits on a pipe. The service holds the other end and never writes until Postgres
//! has ended; when the service dies, however it dies, the system closes the pipe and the shell
//! sends Postgres SIGINT.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use super::account::Account;
use super::launch;

const SCRIPT: &str = r#"read -r line; [ "$line" = ended ] || kill -INT "$0""#;

pub(super) struct Watchdog {
    shell: Child,
}

impl Watchdog {
    pub(super) fn over(process: u32, account: &Account) -> io::Result<Self> {
        let mut command = launch::command(Path::new("/bin/sh"), account);
        command.args(["-c", SCRIPT, &process.to_string()]);
        let shell = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { shell })
    }

    /// Postgres has ended by itself: its number may soon be another's, so the shell must not use
    /// it.
    pub(super) fn release(mut self) -> io::Result<()> {
        if let Some(mut pipe) = self.shell.stdin.take() {
            pipe.write_all(b"ended\n")?;
        }
        self.shell.wait().map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_closed_pipe_ends_the_watched_process() {
        let mut watched = Command::new("sleep").arg("60").spawn().unwrap();
        let mut watchdog = Watchdog::over(watched.id(), &Account::Own).unwrap();
        drop(watchdog.shell.stdin.take());
        assert_eq!(watched.wait().unwrap().signal(), Some(2));
        watchdog.shell.wait().unwrap();
    }

    #[test]
    fn a_released_watchdog_harms_nobody() {
        let mut watched = Command::new("sleep").arg("60").spawn().unwrap();
        Watchdog::over(watched.id(), &Account::Own)
            .unwrap()
            .release()
            .unwrap();
        assert_eq!(watched.try_wait().unwrap(), None);
        watched.kill().unwrap();
        watched.wait().unwrap();
    }
}
