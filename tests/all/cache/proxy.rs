//! A way to the database that a test can freeze, cut, lengthen and mend.

use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A port on loopback that leads to the database's socket.
pub struct Proxy {
    pub url: String,
    state: watch::Sender<State>,
    _accepting: JoinSet<()>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// Connections are kept, and no byte passes.
    Frozen,
    /// Bytes arrive so much later.
    Late(Duration),
    /// Connections are closed, and new ones end at once.
    Cut,
}

impl Proxy {
    pub async fn to(database_url: &str) -> Self {
        let (server, database) = database_url.rsplit_once('/').unwrap();
        let folder = server.rsplit_once('@').unwrap().1;
        let folder = percent_decode_str(folder).decode_utf8().unwrap();
        let socket = PathBuf::from(folder.into_owned()).join(".s.PGSQL.5432");

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("postgres://moderato@{address}/{database}");

        let (state, seen) = watch::channel(State::Open);
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, socket, seen));

        Self {
            url,
            state,
            _accepting: accepting,
        }
    }

    pub fn freeze(&self) {
        self.state.send_replace(State::Frozen);
    }

    /// Bytes arrive so much later from now on, in each direction.
    pub fn delay(&self, by: Duration) {
        self.state.send_replace(State::Late(by));
    }

    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    pub fn mend(&self) {
        self.state.send_replace(State::Open);
    }
}

async fn accept(listener: TcpListener, socket: PathBuf, state: watch::Receiver<State>) {
    let mut running = JoinSet::new();

    loop {
        let (near, _) = listener.accept().await.unwrap();
        if *state.borrow() == State::Cut {
            continue;
        }

        let far = UnixStream::connect(&socket).await.unwrap();
        let (near_in, near_out) = near.into_split();
        let (far_in, far_out) = far.into_split();
        let (here, there) = (state.clone(), state.clone());

        running.spawn(async move {
            tokio::select! {
                () = pass(near_in, far_out, here) => {}
                () = pass(far_in, near_out, there) => {}
            }
        });
    }
}

/// Passes bytes on until either side ends or the way is cut.
async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut state: watch::Receiver<State>,
) {
    let mut buffer = vec![0; 64 * 1024];

    loop {
        let now = *state.borrow_and_update();
        let read = async {
            match now {
                State::Open | State::Late(_) => from.read(&mut buffer).await.unwrap_or(0),
                State::Frozen | State::Cut => std::future::pending().await,
            }
        };
        if now == State::Cut {
            return;
        }

        tokio::select! {
            biased;
            changed = state.changed() => if changed.is_err() { return },
            length = read => {
                if let State::Late(by) = now {
                    tokio::time::sleep(by).await;
                }
                if length == 0 || to.write_all(&buffer[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
