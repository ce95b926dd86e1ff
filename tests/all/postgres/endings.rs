//! However the service ends, Postgres ends in order, and the next start works.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use moderato::postgres::supervise::Server;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio_postgres::NoTls;

use super::support::{
    ask, assert_answers, cluster, names_in, open_folder, postmaster, private_folder, start,
    start_and_stop,
};
use crate::support::database::connect;
use crate::support::eventually::eventually;

/// The variable that names the data folder to the helper below.
const HELD: &str = "MODERATO_TEST_HELD_FOLDER";

const WRITE: &str = "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('kept')";

/// Not a test but the service that the tests below kill: this binary, started again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the other tests, as the service that they kill"]
#[expect(clippy::print_stdout, reason = "the test that waits for it reads it")]
async fn hold() {
    let Some(folder) = std::env::var_os(HELD) else {
        return;
    };

    let server = start(Path::new(&folder)).await;
    println!("\n{}", server.url());

    std::future::pending::<()>().await;
}

/// A process with a server, which a test kills.
struct Killable {
    process: Child,
    /// The URL of its database.
    url: String,
}

impl Killable {
    fn start(data_dir: &Path) -> Self {
        let mut process = Self::spawn(data_dir);
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut lines = output.lines().map_while(Result::ok);
        let url = lines.find(|line| line.starts_with("postgresql://"));

        Self {
            process,
            url: url.unwrap(),
        }
    }

    /// Starts the process, without waiting for its server.
    fn spawn(data_dir: &Path) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "postgres::endings::hold",
                "--ignored",
                "--nocapture",
            ])
            .env(HELD, data_dir)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_service_leaves_no_orphan() {
    let folder = open_folder();
    let service = Killable::start(folder.path());
    let process = postmaster(folder.path()).unwrap();
    let client = connect(&service.url).await;
    client.batch_execute(WRITE).await.unwrap();

    service.kill();

    let within = Duration::from_secs(10);
    eventually("Postgres removes its lock file", within, async || {
        postmaster(folder.path()).is_none()
    })
    .await;
    eventually("its process is gone", within, async || is_gone(process)).await;

    let server = start(folder.path()).await;
    assert_eq!(ask(&server, "SELECT word FROM kept").await, "kept");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_waits_for_the_server_of_a_killed_service() {
    let folder = private_folder();
    let service = Killable::start(folder.path());
    let client = connect(&service.url).await;
    let write = "CREATE TABLE kept AS SELECT generate_series(1, 200000) AS number";
    client.batch_execute(write).await.unwrap();

    service.kill();

    let server = start(folder.path()).await;
    let count = ask(&server, "SELECT count(*)::text FROM kept").await;
    assert_eq!(count, "200000");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_killed_while_it_makes_the_cluster_leaves_no_half_of_it() {
    for folder in [open_folder(), private_folder()] {
        let mut service = Killable::spawn(folder.path());
        let has_begun = async || {
            let names = names_in(folder.path());
            names
                .iter()
                .any(|name| name.starts_with("postgres-unfinished-"))
        };
        let within = Duration::from_secs(10);
        eventually("the initialisation begins", within, has_begun).await;

        service.kill().unwrap();
        service.wait().unwrap();

        assert!(!cluster(folder.path()).exists());
        let server = start(folder.path()).await;
        assert_answers(&server).await;
        server.stop().await.unwrap();
        for name in names_in(folder.path()) {
            let is_known = ["postgres", "postgres-socket"].contains(&name.as_str());
            assert!(is_known, "left behind: {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_is_gone_and_was_shut_down_in_order() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let process = postmaster(folder.path()).unwrap();
    let idle = connect(server.url()).await;

    server.stop().await.unwrap();

    assert_eq!(postmaster(folder.path()), None);
    assert!(is_gone(process));
    assert!(idle.query_one("SELECT 1", &[]).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_server_is_gone_too() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let process = postmaster(folder.path()).unwrap();

    drop(server);

    assert!(is_gone(process));
    start_and_stop(folder.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_by_itself_is_started_again() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let client = connect(server.url()).await;
    client.batch_execute(WRITE).await.unwrap();
    let process = postmaster(folder.path()).unwrap();

    kill(Pid::from_raw(process), Signal::SIGKILL).unwrap();

    let within = Duration::from_secs(20);
    eventually("the server accepts clients again", within, async || {
        answers(&server).await
    })
    .await;
    assert_ne!(postmaster(folder.path()), Some(process));
    assert_eq!(ask(&server, "SELECT word FROM kept").await, "kept");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn a_stale_lock_file_that_names_one_of_our_threads_does_not_bar_the_start() {
    let folder = open_folder();
    start_and_stop(folder.path()).await;

    // A thread that lives until `end` is dropped.
    let (send_id, id) = mpsc::channel();
    let (end, ended) = mpsc::channel::<()>();
    let thread = std::thread::spawn(move || {
        send_id.send(nix::unistd::gettid()).unwrap();
        ended.recv().unwrap_err();
    });
    let id = id.recv().unwrap();
    let stale = format!("{id}\n/old\n1700000000\n5432\n\n\n\nready\n");
    let file = cluster(folder.path()).join("postmaster.pid");
    std::fs::write(&file, stale).unwrap();

    let server = start(folder.path()).await;

    assert_answers(&server).await;
    server.stop().await.unwrap();
    drop(end);
    thread.join().unwrap();
}

async fn answers(server: &Server) -> bool {
    let Ok((client, connection)) = tokio_postgres::connect(server.url(), NoTls).await else {
        return false;
    };
    tokio::spawn(connection);

    client.simple_query("SELECT 1").await.is_ok()
}

/// Whether there is no such process, or one that has ended and whose parent has not asked for its
/// status.
fn is_gone(process: i32) -> bool {
    if kill(Pid::from_raw(process), None).is_err() {
        return true;
    }

    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = status.rsplit(") ").next();

    state.is_some_and(|state| state.starts_with('Z'))
}
