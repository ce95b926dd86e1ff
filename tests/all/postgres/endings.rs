//! However the service ends, Postgres ends in order, and the next start works.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use moderato::postgres::supervise::Server;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::support::{
    ask, cluster, connect, names_in, open_folder, postmaster, private_folder, start,
};
use crate::support::eventually::eventually;

/// Names the data folder to the helper below.
const HELD: &str = "MODERATO_TEST_HELD_FOLDER";

/// Not a test but the service that the tests below kill: this binary, started again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the other tests, as the service that they kill"]
#[expect(clippy::print_stdout, reason = "the one who waits reads it")]
async fn hold() {
    let Some(folder) = std::env::var_os(HELD) else {
        return;
    };
    let server = start(Path::new(&folder)).await;
    println!("\n{}", server.url());
    std::future::pending::<()>().await;
}

struct Service {
    process: Child,
    url: String,
}

impl Service {
    fn start(data_dir: &Path) -> Self {
        let mut process = Self::command(data_dir).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines
            .map_while(Result::ok)
            .find(|line| line.starts_with("postgresql://"))
            .unwrap();
        Self { process, url }
    }

    fn command(data_dir: &Path) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "postgres::endings::hold",
            "--ignored",
            "--nocapture",
        ]);
        command.env(HELD, data_dir).stdout(Stdio::piped());
        command
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_service_leaves_no_orphan() {
    let folder = open_folder();
    let service = Service::start(folder.path());
    let process = postmaster(folder.path()).unwrap();
    let client = connect(&service.url).await;
    client
        .batch_execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('kept')")
        .await
        .unwrap();
    service.kill();
    eventually(
        "Postgres removes its lock file",
        Duration::from_secs(10),
        async || postmaster(folder.path()).is_none(),
    )
    .await;
    eventually("its process is gone", Duration::from_secs(10), async || {
        is_gone(process)
    })
    .await;
    let server = start(folder.path()).await;
    assert_eq!(ask(&server, "SELECT word FROM kept").await, "kept");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_waits_for_the_server_of_a_killed_service() {
    let folder = private_folder();
    let service = Service::start(folder.path());
    let client = connect(&service.url).await;
    client
        .batch_execute("CREATE TABLE kept AS SELECT generate_series(1, 200000) AS number")
        .await
        .unwrap();
    service.kill();
    let server = start(folder.path()).await;
    assert_eq!(
        ask(&server, "SELECT count(*)::text FROM kept").await,
        "200000"
    );
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_killed_while_it_makes_the_cluster_leaves_no_half_of_it() {
    for folder in [open_folder(), private_folder()] {
        let mut service = Service::command(folder.path()).spawn().unwrap();
        let begun = async || {
            names_in(folder.path())
                .iter()
                .any(|name| name.starts_with("postgres-unfinished-"))
        };
        eventually("the initialisation begins", Duration::from_secs(10), begun).await;
        service.kill().unwrap();
        service.wait().unwrap();
        assert!(!cluster(folder.path()).exists());
        let server = start(folder.path()).await;
        assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
        server.stop().await.unwrap();
        assert!(
            names_in(folder.path())
                .iter()
                .all(|name| ["postgres", "postgres-socket"].contains(&name.as_str()))
        );
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
    start(folder.path()).await.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_by_itself_is_started_again() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let client = connect(server.url()).await;
    client
        .batch_execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('kept')")
        .await
        .unwrap();
    let process = postmaster(folder.path()).unwrap();
    kill(Pid::from_raw(process), Signal::SIGKILL).unwrap();
    eventually(
        "the server lets clients in again",
        Duration::from_secs(20),
        async || answers(&server).await,
    )
    .await;
    assert_ne!(postmaster(folder.path()), Some(process));
    assert_eq!(ask(&server, "SELECT word FROM kept").await, "kept");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn a_stale_lock_file_that_names_one_of_our_threads_does_not_bar_the_start() {
    let folder = open_folder();
    start(folder.path()).await.stop().await.unwrap();
    let (told, thread_id) = std::sync::mpsc::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let thread = std::thread::spawn(move || {
        told.send(nix::unistd::gettid()).unwrap();
        ended.recv().unwrap_err();
    });
    let stale = format!(
        "{}\n/old\n1700000000\n5432\n\n\n\nready\n",
        thread_id.recv().unwrap()
    );
    let file = cluster(folder.path()).join("postmaster.pid");
    std::fs::write(&file, stale).unwrap();
    let server = start(folder.path()).await;
    assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
    server.stop().await.unwrap();
    drop(end);
    thread.join().unwrap();
}

async fn answers(server: &Server) -> bool {
    match tokio_postgres::connect(server.url(), tokio_postgres::NoTls).await {
        Ok((client, connection)) => {
            tokio::spawn(connection);
            client.simple_query("SELECT 1").await.is_ok()
        }
        Err(_) => false,
    }
}

/// No such process, or one that has ended and that nobody has asked after.
fn is_gone(process: i32) -> bool {
    if kill(Pid::from_raw(process), None).is_err() {
        return true;
    }
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    status
        .rsplit(") ")
        .next()
        .is_some_and(|rest| rest.starts_with('Z'))
}
