//! Folders, clients and questions to the system that the tests of the embedded server share.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use moderato::error::Error;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A folder that everybody may pass through, as `/srv` is.
pub fn open_folder() -> TempDir {
    folder(0o755)
}

/// A folder that only its owner may enter, as `/root` is.
pub fn private_folder() -> TempDir {
    folder(0o700)
}

fn folder(mode: u32) -> TempDir {
    let permissions = std::fs::Permissions::from_mode(mode);
    let folder = tempfile::Builder::new()
        .prefix("moderato-test-")
        .tempdir()
        .unwrap();
    std::fs::set_permissions(folder.path(), permissions).unwrap();
    folder
}

pub async fn start(data_dir: &Path) -> Server {
    Server::start(Options::new(data_dir)).await.unwrap()
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

pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

pub async fn ask(server: &Server, question: &str) -> String {
    connect(server.url())
        .await
        .query_one(question, &[])
        .await
        .unwrap()
        .get(0)
}

pub fn cluster(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres")
}

/// The process that the cluster's lock file names; `None` after an orderly end.
pub fn postmaster(data_dir: &Path) -> Option<i32> {
    let text = std::fs::read_to_string(cluster(data_dir).join("postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

pub fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// The sorted names in a folder; none if there is no such folder.
pub fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
