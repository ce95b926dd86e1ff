//! Folders, servers and questions to the system that the tests of the embedded server share.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use moderato::error::Error;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tempfile::TempDir;

use crate::support::database::connect;

/// A folder that every account may pass through, as `/srv` is.
pub fn open_folder() -> TempDir {
    folder(0o755)
}

/// A folder that only its owner may enter, as `/root` is.
pub fn private_folder() -> TempDir {
    folder(0o700)
}

fn folder(mode: u32) -> TempDir {
    let folder = tempfile::Builder::new()
        .prefix("moderato-test-")
        .tempdir()
        .unwrap();
    set_permissions(folder.path(), Permissions::from_mode(mode)).unwrap();

    folder
}

pub async fn start(data_dir: &Path) -> Server {
    Server::start(Options::new(data_dir)).await.unwrap()
}

/// Starts a server on a folder and stops it, so that the folder has a cluster.
pub async fn start_and_stop(data_dir: &Path) {
    start(data_dir).await.stop().await.unwrap();
}

/// The one line that tells the operator why the server does not start.
pub async fn refusal(options: Options) -> String {
    match Server::start(options).await {
        Err(Error::Setup(line)) => {
            assert!(!line.contains('\n'), "more than one line: {line}");
            line
        }
        Err(other) => panic!("not a matter of setup: {other:?}"),
        Ok(server) => panic!("started: {}", server.url()),
    }
}

/// The text that a query selects.
pub async fn ask(server: &Server, query: &str) -> String {
    let client = connect(server.url()).await;

    client.query_one(query, &[]).await.unwrap().get(0)
}

/// Executes statements, and closes the connection.
pub async fn execute(url: &str, statements: &str) {
    let client = connect(url).await;

    client.batch_execute(statements).await.unwrap();
}

/// Holds that a server answers.
pub async fn assert_answers(server: &Server) {
    assert_eq!(ask(server, "SELECT 'yes'").await, "yes");
}

pub fn cluster(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres")
}

/// The process that the cluster's lock file names; `None` after an orderly end.
pub fn postmaster(data_dir: &Path) -> Option<i32> {
    let file = cluster(data_dir).join("postmaster.pid");
    let text = std::fs::read_to_string(file).ok()?;

    text.lines().next()?.trim().parse().ok()
}

/// The folder of the socket in a connection string.
pub fn socket_folder(url: &str) -> PathBuf {
    let config: tokio_postgres::Config = url.parse().unwrap();

    match config.get_hosts() {
        [tokio_postgres::config::Host::Unix(folder)] => folder.clone(),
        other => panic!("not one socket: {other:?}"),
    }
}

pub fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// The sorted names in a folder; none if there is no such folder.
pub fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };

    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();

    names
}
