//! The server's life: it binds, serves on its own threads, and drains at a signal.

mod paced;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use actix_http::{Extensions, HttpService, KeepAlive, Response};
use actix_service::{Service, ServiceFactoryExt, apply_fn_factory, fn_service, map_config};
use actix_web::dev::{AppConfig, Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App as Endpoints, web};
use futures_util::TryFutureExt;
use futures_util::future::{Either, ready};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::config::HttpConfig;
use crate::db::connection::thread_pools::use_thread_pool;
use crate::error::{Error, Result};
use crate::http::connection_caps::Place;
use crate::http::connection_deadlines::{ConnectionLimits, LeastPace};
use crate::http::contract::openapi::document_json;
use crate::http::contract::table;
use crate::http::layer::cache_hit::answer_from_cache;
use crate::http::layer::fallback::fallback;
use crate::http::layer::layer;
use crate::http::register;
use crate::http::state::HttpState;
use crate::http::web::register as web_pages;
use crate::server::paced::PacedStream;

/// How long an idle connection is kept for the next request.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// How long a client may take to hang up after the last answer.
const HANG_UP: Duration = Duration::from_secs(1);
/// A phone on a poor network takes 4 kB a second. Below that a client only holds memory.
const LEAST_BYTES_PER_SECOND: u32 = 4_000;
/// Bytes that the kernel takes for a client beyond those that are on their way.
const UNSENT_BYTES: u32 = 32 * 1024;
/// Connections that wait in the kernel while the limit is reached.
const BACKLOG: u32 = 1_024;
/// The answer to a connection above the limit of its address. Nothing of it has been read.
const TOO_MANY_CONNECTIONS: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\n\
    content-length: 0\r\nconnection: close\r\n\r\n";
/// The time in which requests on new connections are read before the server stops. A client tries
/// again to connect after a second, and must find a closed port then.
const SETTLING: Duration = Duration::from_millis(500);
/// Additional routes of the caller.
pub(crate) type Routes = fn(&mut ServiceConfig);

/// A service that listens; [`Application::run_until`] serves.
pub struct Application {
    address: SocketAddr,
    /// The socket that the server listens on, for the end of listening.
    listener: TcpListener,
    state: HttpState,
    server: Server,
}

impl Application {
    /// Binds the address of `config` (port 0: any free one). Call it on a runtime; requests are
    /// served on threads of their own.
    ///
    /// # Errors
    /// `Setup` when the address cannot be bound.
    pub fn build(config: &HttpConfig, app: Arc<App>) -> Result<Self> {
        Self::with_routes(config, app, |_| {})
    }

    /// As [`Application::build`], with additional routes that no document lists: for tests of the
    /// edge itself.
    ///
    /// # Errors
    /// As [`Application::build`].
    pub fn with_routes(config: &HttpConfig, app: Arc<App>, further: Routes) -> Result<Self> {
        let unusable = |fault: io::Error| {
            Error::setup(format!(
                "Cannot listen on {}: {fault}. Choose another with MODERATO_LISTEN.",
                config.listen
            ))
        };

        let listener = bind(config.listen).map_err(unusable)?;
        let address = listener.local_addr().map_err(unusable)?;
        let state = HttpState::new(config.clone(), app, table::routes(), document_json())?;
        let listening = listener.try_clone().map_err(unusable)?;
        let server = serve(listening, &state, further).map_err(unusable)?;

        Ok(Self {
            address,
            listener,
            state,
            server,
        })
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`. From then on readiness answers 503, while all else is served as before
    /// for the `drain_delay`, in which balancers take notice; then no connection is accepted any
    /// more, and requests in flight have the `drain_timeout`.
    ///
    /// # Errors
    /// `Internal` when the server ends by itself.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<()> {
        let Self {
            listener,
            state,
            server,
            ..
        } = self;
        let handle = server.handle();
        let mut serving = tokio::spawn(server);

        let ended = tokio::select! {
            ended = &mut serving => Some(ended),
            () = stop => None,
        };

        match ended {
            Some(Ok(Err(fault))) => Err(Error::internal("the server", fault)),
            Some(Err(fault)) => Err(Error::internal("the server", fault)),
            Some(Ok(Ok(()))) => Err(Error::internal("the server", "it ended by itself")),
            None => drain(listener, &state, &handle).await,
        }
    }
}

/// A future that completes at SIGTERM or SIGINT. From the call on, even before the future is
/// awaited, these signals no longer end the process by themselves.
///
/// # Errors
/// `Setup` when signals cannot be listened to.
pub(crate) fn told_to_stop() -> Result<impl Future<Output = ()>> {
    let unusable = |fault: io::Error| Error::setup(format!("Cannot listen to signals: {fault}."));
    let mut terminate = signal(SignalKind::terminate()).map_err(unusable)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(unusable)?;

    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Raises the limit on open files as far as the system allows. Every connection is an open file,
/// and the usual limit is 1,024.
pub(crate) fn allow_connections() {
    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most));
    if let Err(fault) = raised {
        tracing::warn!(error.what = %fault, "the limit on open files could not be raised");
    }
}

async fn drain(listener: TcpListener, state: &HttpState, handle: &ServerHandle) -> Result<()> {
    tracing::info!("draining: readiness answers 503 from now on");
    state.draining.begin();
    tokio::time::sleep(state.config.drain_delay).await;

    // Connections that are not accepted yet, or whose request is not read yet, would be reset when
    // the server stops, and no proxy repeats a POST that it has sent.
    ignore_new_connections(&listener);
    drop(listener);
    tokio::time::sleep(SETTLING.min(state.config.drain_delay)).await;

    tracing::info!("stopping: no new connections, live streams end, requests in flight finish");
    // Readers of live streams connect again by themselves, to another instance.
    state.app.events.live.end();
    handle.stop(true).await;

    Ok(())
}

/// Makes the kernel ignore attempts to connect: a client tries again after a second, and is then
/// refused, since the server has stopped. Connections that exist already are still accepted.
#[cfg(target_os = "linux")]
fn ignore_new_connections(listener: &TcpListener) {
    use socket2::SockFilter;

    // In the classic Berkeley packet filter, which sees a segment from its TCP header on (RFC 9293,
    // section 3.1): load the byte of the flags; if it has SYN, take nothing of the segment.
    let filter = [
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x45, 0, 1, 0x02),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    if let Err(fault) = socket2::SockRef::from(listener).attach_filter(&filter) {
        tracing::warn!(error.what = %fault, "connections that are opened now may be reset");
    }
}

#[cfg(not(target_os = "linux"))]
fn ignore_new_connections(_: &TcpListener) {}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;

    Ok(listener)
}

fn serve(listener: TcpListener, state: &HttpState, further: Routes) -> io::Result<Server> {
    let state = state.clone();
    let config = Arc::clone(&state.config);
    let workers = config.workers.max(1);

    let builder = Server::build()
        .workers(workers)
        .backlog(BACKLOG)
        .max_concurrent_connections(
            ((config.connection_limit + config.streams.in_all) / workers).max(1),
        )
        .shutdown_timeout(config.drain_timeout.as_secs().max(1))
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();

    let limits = ConnectionLimits {
        head: config.read_deadline,
        idle: KEEP_ALIVE,
        stalled_write: config.read_deadline,
        pace: LeastPace {
            grace: config.read_deadline,
            bytes_per_second: LEAST_BYTES_PER_SECOND,
            kept_by_kernel: UNSENT_BYTES,
        },
    };

    // A thread that replaces a panicked one has no share of the connections, and uses those that
    // other threads do not need.
    let started = Arc::<AtomicUsize>::default();
    let server = builder.listen("http", listener, move || {
        let stopping = stopping.clone();
        let state = state.clone();
        let door = state.clone();
        use_thread_pool(started.fetch_add(1, Relaxed));

        let endpoints = Endpoints::new()
            .app_data(Data::new(state.clone()))
            .app_data(Data::from(Arc::clone(&state.app)))
            .configure(further)
            .configure(register)
            .configure(web_pages)
            .default_service(web::to(fallback))
            .wrap(from_fn(layer));

        let endpoints = map_config(endpoints, |()| AppConfig::default());
        let answers =
            apply_fn_factory(
                endpoints,
                move |request, endpoints: &_| match answer_from_cache(&request, &state) {
                    Some(response) => Either::Left(ready(Ok(response))),
                    None => Either::Right(Service::call(endpoints, request).map_ok(Response::from)),
                },
            );

        let http = HttpService::<PacedStream, _, _>::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KeepAlive::Timeout(KEEP_ALIVE))
            .client_request_timeout(limits.head)
            .client_disconnect_timeout(HANG_UP)
            .on_connect_ext(|stream: &PacedStream, extensions: &mut Extensions| {
                extensions.insert(stream.deadlines());
            })
            .h1(answers);

        fn_service(move |stream: TcpStream| {
            let (place, clock) = (place_of(&stream, &door), door.clock().clone());

            async move {
                let Some(place) = place? else {
                    return Err(refuse_connection(stream).await);
                };
                let peer = stream.peer_addr().ok();
                stream.set_nodelay(true)?;
                bound_unsent(&stream)?;

                Ok::<_, io::Error>((PacedStream::new(stream, limits, clock, place), peer))
            }
        })
        .map_err(
            |fault| tracing::debug!(error.what = %fault, "a connection ended before it was served"),
        )
        .and_then(http.map_err(|fault| tracing::debug!(error.what = ?fault, "a connection ended")))
    })?;

    Ok(server.run())
}

/// Bounds what the kernel takes beyond the bytes that are on their way. By default that is
/// megabytes, which would count as taken by the client. Only Linux is asked: on other systems a
/// slow reader is cut later.
#[cfg(target_os = "linux")]
fn bound_unsent(stream: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT_BYTES)
}

#[cfg(not(target_os = "linux"))]
fn bound_unsent(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

/// The place of a new connection among those of its address; `None` if there are too many.
fn place_of(stream: &TcpStream, state: &HttpState) -> io::Result<Option<Place>> {
    let place = state.connections.admit(stream.peer_addr()?.ip());

    if place.is_none() {
        state.metrics.connection_refused();
    }
    Ok(place)
}

/// Tells a client whose address has too many connections why this one ends. A new connection has
/// room for the words, so writing them does not wait.
async fn refuse_connection(mut stream: TcpStream) -> io::Error {
    let written = stream.write_all(TOO_MANY_CONNECTIONS).await;

    written
        .err()
        .unwrap_or_else(|| io::Error::other("its address has too many connections"))
}
