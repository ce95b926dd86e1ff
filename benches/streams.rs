//! What do idle live streams cost? Resident memory of the service before and with many of them, and
//! how long a comment takes from its approval to all of them.
//!
//!     cargo bench --bench streams
//!     cargo bench --bench streams -- --streams 1000
//!
//! It starts the service with an embedded Postgres in a folder of its own, and opens the streams
//! over loopback, a hundred from each address. Both processes need two open files for each stream
//! at most: `ulimit -Hn` says how many they may have.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::panic,
    reason = "a measure prints what it found, and stops at a surprise"
)]

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const PER_ADDRESS: usize = 100;
const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "as idle as ten thousand streams";
/// Long enough for every stream's first heartbeat.
const QUIET: Duration = Duration::from_secs(20);
/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the streams have received so far.
#[derive(Default)]
struct Received {
    ready: AtomicUsize,
    approved: AtomicUsize,
}

struct Service {
    process: Child,
    address: SocketAddr,
    article: String,
    _folder: tempfile::TempDir,
}

fn main() {
    let mut arguments = std::env::args()
        .skip_while(|argument| argument != "--streams")
        .skip(1);
    let count = arguments.next().map_or(10_000, |count| {
        count.parse().expect("--streams takes a number")
    });
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, most, most).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(count));
}

async fn run(count: usize) {
    let service = Service::start(count);
    let token = service.sign_in().await;
    let comment = service.post().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = service.resident();
    let received = Arc::new(Received::default());
    let began = Instant::now();
    for number in 0..count {
        let stream = service.open(number).await;
        tokio::spawn(listen(stream, Arc::clone(&received)));
    }
    wait_for(&received.ready, count).await;
    let opening = began.elapsed();
    tokio::time::sleep(QUIET).await;
    let busy = service.resident();
    let began = Instant::now();
    service.approve(&token, &comment).await;
    let acknowledged = began.elapsed();
    wait_for(&received.approved, count).await;
    let told = began.elapsed();
    println!("| figure | measured |\n|---|---|");
    println!("| live streams | {count} |");
    println!(
        "| resident memory of the idle service | {:.1} MB |",
        megabytes(idle)
    );
    println!("| the same with the streams | {:.1} MB |", megabytes(busy));
    println!(
        "| for the streams | {:.1} MB |",
        megabytes(busy.saturating_sub(idle))
    );
    println!(
        "| for each stream | {:.1} KB |",
        busy.saturating_sub(idle) as f64 / count as f64
    );
    println!("| opening all of them | {:.1} s |", opening.as_secs_f64());
    println!(
        "| an approval is acknowledged after | {:.0} ms |",
        acknowledged.as_secs_f64() * 1_000.0
    );
    println!(
        "| and has reached the last stream after | {:.0} ms |",
        told.as_secs_f64() * 1_000.0
    );
    println!(
        "| resident memory after that | {:.1} MB |",
        megabytes(service.resident())
    );
    println!(
        "| the service ends within | {:.1} s |",
        service.stop().as_secs_f64()
    );
}

impl Service {
    fn start(streams: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The embedded Postgres does not run as root, and must be able to pass this folder.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_moderato"))
            .args(["serve", "--demo"])
            .env("MODERATO_LISTEN", "127.0.0.1:0")
            .env("MODERATO_DATA_DIR", folder.path().join("data"))
            .env("MODERATO_ADMIN_EMAIL", EMAIL)
            .env("MODERATO_ADMIN_PASSWORD", PASSWORD)
            .env("MODERATO_STREAMS", streams.to_string())
            .env("MODERATO_STREAMS_PER_ADDRESS", PER_ADDRESS.to_string())
            .env("MODERATO_RATE_LIMITS", "off")
            .env("RUST_LOG", "warn")
            .env_remove("DATABASE_URL")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (address, article) = beginning(process.stdout.take().unwrap());
        Self {
            process,
            address,
            article,
            _folder: folder,
        }
    }

    async fn open(&self, number: usize) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        let host = u8::try_from(1 + number / PER_ADDRESS).expect("at most 25,400 streams");
        socket
            .bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, host), 0)))
            .unwrap();
        let mut stream = socket.connect(self.address).await.unwrap();
        let head = format!(
            "GET /v1/articles/{}/events HTTP/1.1\r\nHost: bench\r\n\r\n",
            self.article
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    async fn sign_in(&self) -> String {
        let answer = self
            .send(
                "/v1/auth/token",
                None,
                &json!({ "email": EMAIL, "password": PASSWORD }),
            )
            .await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn post(&self) -> String {
        let author = json!({ "name": "Bench", "email": EMAIL });
        let body =
            json!({ "author": author, "body": "One comment for ten thousand readers who wait." });
        let path = format!("/v1/articles/{}/comments", self.article);
        self.send(&path, None, &body).await["comment"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    async fn approve(&self, token: &str, comment: &str) {
        let path = format!("/v1/admin/comments/{comment}/decisions");
        self.send(
            &path,
            Some(token),
            &json!({ "action": "approve", "version": 1 }),
        )
        .await;
    }

    async fn send(&self, path: &str, token: Option<&str>, body: &Value) -> Value {
        let mut request = reqwest::Client::new()
            .post(format!("http://{}{path}", self.address))
            .json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        answer.json().await.unwrap()
    }

    /// In kilobytes, as the kernel counts it.
    fn resident(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How long it takes to go down with all streams open.
    fn stop(mut self) -> Duration {
        let began = Instant::now();
        kill(
            Pid::from_raw(i32::try_from(self.process.id()).unwrap()),
            Signal::SIGTERM,
        )
        .unwrap();
        assert!(self.process.wait().unwrap().success());
        began.elapsed()
    }
}

/// Where the service says that it listens, and the demo's article.
fn beginning(output: ChildStdout) -> (SocketAddr, String) {
    let mut address = None;
    for line in BufReader::new(output).lines() {
        let line = line.unwrap();
        if let Some((_, url)) = line.split_once("listens on http://") {
            address = Some(url.parse().unwrap());
        }
        if let Some((_, thread)) = line.split_once("/v1/articles/") {
            return (
                address.unwrap(),
                thread.split('/').next().unwrap().to_owned(),
            );
        }
    }
    panic!("the service did not start")
}

/// Counts what comes, until the stream ends.
async fn listen(mut stream: TcpStream, received: Arc<Received>) {
    let mut buffer = [0_u8; 1_024];
    while let Ok(length @ 1..) = stream.read(&mut buffer).await {
        let text = String::from_utf8_lossy(&buffer[..length]);
        received
            .ready
            .fetch_add(text.matches("event: ready").count(), Ordering::Relaxed);
        received
            .approved
            .fetch_add(text.matches("event: approved").count(), Ordering::Relaxed);
    }
}

async fn wait_for(counter: &AtomicUsize, count: usize) {
    let began = Instant::now();
    while counter.load(Ordering::Relaxed) < count {
        let come = counter.load(Ordering::Relaxed);
        assert!(began.elapsed() < PATIENCE, "only {come} of {count} came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1_024.0
}
