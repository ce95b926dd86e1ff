//! Tells the keeper's thread to stop, and never signals another program's process.

use std::process::{Child, ExitStatus};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::error::{Error, Result};

/// Shared by the owner of the server and its keeper.
#[derive(Debug, Default)]
pub(super) struct Control {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stopping: bool,
    /// The server's process, from its start until just before it is reaped. Outside of that time
    /// the number may belong to another process.
    process: Option<Pid>,
}

impl Control {
    /// Asks the server for a fast shutdown, now or as soon as it has been started.
    pub(super) fn stop(&self) {
        let mut state = self.lock();
        if !state.stopping {
            state.stopping = true;
            interrupt(state.process);
            self.changed.notify_all();
        }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lock().stopping
    }

    /// Waits for `pause`, or until the stop. Returns whether the stop has come.
    pub(super) fn stopped_within(&self, pause: Duration) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), pause, |state| !state.stopping);

        waited.unwrap_or_else(PoisonError::into_inner).0.stopping
    }

    /// Asks this one process for a fast shutdown; another may be started after it.
    pub(super) fn end_process(&self) {
        interrupt(self.lock().process);
    }

    /// From here on a stop reaches this process.
    pub(super) fn watch(&self, child: &Child) -> Result<()> {
        let number = i32::try_from(child.id());
        let number =
            number.map_err(|source| Error::internal("the process number of Postgres", source))?;

        let mut state = self.lock();
        state.process = Some(Pid::from_raw(number));
        if state.stopping {
            interrupt(state.process);
        }

        Ok(())
    }

    /// Waits for a process that is about to exit, and forgets its number before it can become
    /// another's.
    pub(super) fn reap(&self, child: &mut Child) -> Result<ExitStatus> {
        let mut state = self.lock();
        state.process = None;
        child
            .wait()
            .map_err(|source| Error::internal("waiting for Postgres", source))
    }

    /// The same for a process that may live on: `None` if it does.
    pub(super) fn try_reap(&self, child: &mut Child) -> Result<Option<ExitStatus>> {
        let mut state = self.lock();
        let ended = child
            .try_wait()
            .map_err(|source| Error::internal("watching Postgres", source))?;
        if ended.is_some() {
            state.process = None;
        }

        Ok(ended)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn interrupt(process: Option<Pid>) {
    if let Some(process) = process
        && let Err(error) = kill(process, Signal::SIGINT)
    {
        tracing::warn!(%error, "Postgres could not be told to stop");
    }
}
