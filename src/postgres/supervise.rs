//! Keeps the embedded Postgres alive, and ends it, on one thread that lives as long as the service.

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use super::Options;
use super::control::Control;
use super::run::{self, Begun, Running, Site};
use super::socket::Urls;
use super::{folder, socket};
use crate::error::{Error, Result};

/// How long a server that ended by itself is left alone before it is started again; doubles to the
/// longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A running private Postgres. It ends with [`Server::stop`], when this value is dropped (which
/// waits for it), or when the process ends for any reason. If it ends by itself, it is started
/// again.
#[derive(Debug)]
pub struct Server {
    urls: Urls,
    control: Arc<Control>,
    keeper: Option<JoinHandle<Result<()>>>,
}

impl Server {
    /// Starts Postgres in the data folder, making the cluster first if there is none; returns when
    /// it lets its first client in. Works in any runtime: the waiting is done on a thread of its
    /// own. Dropping the future ends what it began.
    ///
    /// # Errors
    /// `Setup`, in one line that says what to do, if the folder is in use, belongs to somebody
    /// else, was written by another major version or is no whole cluster, or if no Postgres can be
    /// had or started.
    pub async fn start(options: Options) -> Result<Self> {
        let control = Arc::new(Control::default());
        let (ready, started) = oneshot::channel();

        let theirs = Arc::clone(&control);
        let keeper = thread::Builder::new().name("postgres-keeper".to_owned());
        let keeper = keeper.spawn(move || keep(&options, &theirs, ready));
        let keeper = keeper.map_err(|source| Error::internal("starting a thread", source))?;

        // Until it has the thread, a drop of this value (a caller that gave up) asks for the stop
        // but does not wait for it.
        let mut server = Self {
            urls: Urls::default(),
            control,
            keeper: None,
        };
        server.urls = started
            .await
            .map_err(|source| Error::internal("the keeper of Postgres", source))??;
        server.keeper = Some(keeper);
        Ok(server)
    }

    /// The connection string of database `moderato`, over the Unix socket, as the role that owns
    /// it and its tables.
    pub fn url(&self) -> &str {
        &self.urls.owner
    }

    /// The same as the role that serves.
    pub fn service_url(&self) -> &str {
        &self.urls.service
    }

    /// Shuts Postgres down (it cancels the clients' statements, writes all data to disk and exits)
    /// and waits for it. Close the pool first.
    ///
    /// # Errors
    /// `Internal` if it did not exit in order. What was committed is safe even so.
    pub async fn stop(mut self) -> Result<()> {
        self.control.stop();
        let keeper = self.keeper.take();
        let ended = tokio::task::spawn_blocking(move || keeper.map_or(Ok(()), join)).await;
        ended.map_err(|source| Error::internal("stopping Postgres", source))?
    }
}

/// The connection strings of the server that another process runs on this data folder, if one does.
pub(crate) fn urls_of_running(data_dir: &Path) -> Option<Urls> {
    let root = folder::held(data_dir)?;
    socket::find(&root).map(|socket| socket::urls(&socket))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.control.stop();
        if let Some(keeper) = self.keeper.take()
            && let Err(error) = join(keeper)
        {
            tracing::warn!(%error, "the embedded Postgres did not end in order");
        }
    }
}

fn join(keeper: JoinHandle<Result<()>>) -> Result<()> {
    keeper
        .join()
        .unwrap_or_else(|_| Err(Error::internal("the keeper of Postgres", "it panicked")))
}

/// The keeper's work: starts the server, reports that, and starts it again whenever it ends by
/// itself, until the stop.
fn keep(options: &Options, control: &Control, ready: oneshot::Sender<Result<Urls>>) -> Result<()> {
    let Begun { site, running } = match run::begin(options, control) {
        Ok(begun) => begun,
        Err(error) => {
            if ready.send(Err(error)).is_err() {
                tracing::debug!("the caller of a failed start has gone");
            }
            return Ok(());
        }
    };

    if ready.send(Ok(site.urls())).is_err() {
        control.stop();
    }

    let ended = tend(&site, running, control);
    site.leave();

    ended
}

fn tend(site: &Site, mut running: Running, control: &Control) -> Result<()> {
    loop {
        let status = running.wait(control)?;
        if control.is_stopping() {
            return match status.success() {
                true => Ok(()),
                false => Err(Error::internal(
                    "stopping Postgres",
                    format!("it ended with {status}"),
                )),
            };
        }

        tracing::error!(%status, "the embedded Postgres ended by itself and is started again");
        match again(site, control) {
            Some(next) => running = next,
            None => return Ok(()),
        }
    }
}

/// Tries to start the server until that succeeds; `None`: the stop came first.
fn again(site: &Site, control: &Control) -> Option<Running> {
    let mut pause = FIRST_PAUSE;

    loop {
        if control.stopped_within(pause) {
            return None;
        }

        match run::launch(site, control) {
            Ok(running) => return Some(running),
            Err(error) => {
                tracing::error!(%error, "the embedded Postgres could not be started again")
            }
        }

        pause = LONGEST_PAUSE.min(pause * 2);
    }
}
