//! The streams to Postgres whose errors carry their SQLSTATE: over TCP, with TLS or without, and
//! over Unix sockets.

use std::future::{Ready, ready};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::TryFutureExt;
use futures_util::future::MapOk;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio_postgres::Config;
use tokio_postgres::Socket;
use tokio_postgres::config::Host;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

use crate::db::connection::sqlstate::CodedStream;

/// Wraps the streams of another connector, so that their errors carry their SQLSTATE.
#[derive(Clone)]
pub(super) struct Coded<T>(pub(super) T);

impl<S, T: MakeTlsConnect<S>> MakeTlsConnect<S> for Coded<T> {
    type Stream = CodedStream<T::Stream>;
    type TlsConnect = Coded<T::TlsConnect>;
    type Error = T::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Self::TlsConnect, T::Error> {
        self.0.make_tls_connect(domain).map(Coded)
    }
}

impl<S, T: TlsConnect<S>> TlsConnect<S> for Coded<T> {
    type Stream = CodedStream<T::Stream>;
    type Error = T::Error;
    type Future = MapOk<T::Future, fn(T::Stream) -> CodedStream<T::Stream>>;

    fn connect(self, stream: S) -> Self::Future {
        self.0.connect(stream).map_ok(CodedStream::new)
    }
}

impl<S: TlsStream + Unpin> TlsStream for CodedStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.get_ref().channel_binding()
    }
}

/// A connector that encrypts nothing. With it and with TLS negotiated directly, which sends the
/// server no request for TLS, the driver lets an unencrypted TCP stream be wrapped.
#[derive(Clone, Copy)]
pub(super) struct Unencrypted;

/// A TCP connection as it is.
pub(super) struct PlainStream(Socket);

impl MakeTlsConnect<Socket> for Unencrypted {
    type Stream = PlainStream;
    type TlsConnect = Self;
    type Error = io::Error;

    fn make_tls_connect(&mut self, _: &str) -> io::Result<Self> {
        Ok(*self)
    }
}

impl TlsConnect<Socket> for Unencrypted {
    type Stream = PlainStream;
    type Error = io::Error;
    type Future = Ready<io::Result<PlainStream>>;

    fn connect(self, stream: Socket) -> Self::Future {
        ready(Ok(PlainStream(stream)))
    }
}

impl TlsStream for PlainStream {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for PlainStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for PlainStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// The Unix sockets that the URL names, in its order. Where it gives IP addresses, too, the driver
/// uses those instead.
pub(super) fn unix_sockets(config: &Config) -> Vec<PathBuf> {
    if !config.get_hostaddrs().is_empty() {
        return Vec::new();
    }

    let ports = config.get_ports();
    let hosts = config.get_hosts().iter().enumerate();
    let sockets = hosts.filter_map(|(index, host)| {
        let Host::Unix(folder) = host else {
            return None;
        };
        let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
        Some(folder.join(format!(".s.PGSQL.{port}")))
    });

    sockets.collect()
}

/// Connects to a Unix socket, within the limit that the URL sets.
///
/// # Errors
/// The system's, or that the time is over.
pub(super) async fn open_unix_socket(
    path: &Path,
    config: &Config,
) -> io::Result<CodedStream<UnixStream>> {
    let opening = UnixStream::connect(path);
    let stream = match config.get_connect_timeout() {
        Some(limit) => tokio::time::timeout(*limit, opening).await??,
        None => opening.await?,
    };

    Ok(CodedStream::new(stream))
}
