//! What was acknowledged is on the disk, and nobody else can read it.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio_postgres::config::Host;

use super::support::{ask, cluster, connect, open_folder, start};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_protects_data_is_off() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    for (setting, value) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
        ("TimeZone", "UTC"),
        ("max_connections", "100"),
    ] {
        let query = match setting {
            "lc_collate" => {
                "SELECT datcollate::text FROM pg_database WHERE datname = current_database()"
                    .to_owned()
            }
            _ => format!("SELECT current_setting('{setting}')"),
        };
        assert_eq!(ask(&server, &query).await, value, "{setting}");
    }
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_in_a_file_cannot_switch_durability_off() {
    let folder = open_folder();
    start(folder.path()).await.stop().await.unwrap();
    let file = cluster(folder.path()).join("postgresql.auto.conf");
    std::fs::write(
        file,
        "fsync = off\nfull_page_writes = off\nlisten_addresses = '*'\n",
    )
    .unwrap();
    let server = start(folder.path()).await;
    assert_eq!(ask(&server, "SELECT current_setting('fsync')").await, "on");
    assert_eq!(
        ask(&server, "SELECT current_setting('full_page_writes')").await,
        "on"
    );
    assert_eq!(
        ask(&server, "SELECT current_setting('listen_addresses')").await,
        ""
    );
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_way_in_is_a_socket_in_a_private_folder() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    assert_eq!(
        ask(&server, "SELECT current_setting('listen_addresses')").await,
        ""
    );
    let socket = socket_folder(server.url());
    assert_eq!(socket, folder.path().join("postgres-socket"));
    let found = std::fs::metadata(&socket).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o700);
    assert_eq!(
        found.uid(),
        std::fs::metadata(cluster(folder.path())).unwrap().uid()
    );
    assert_eq!(
        std::fs::metadata(cluster(folder.path())).unwrap().mode() & 0o777,
        0o700
    );
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_owns_its_database_but_is_no_superuser() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    assert_eq!(ask(&server, "SELECT current_user::text").await, "moderato");
    assert_eq!(
        ask(&server, "SELECT current_database()::text").await,
        "moderato"
    );
    assert_eq!(
        ask(&server, "SELECT current_setting('is_superuser')").await,
        "off"
    );
    let client = connect(server.url()).await;
    client
        .batch_execute("CREATE TABLE kept (word text)")
        .await
        .unwrap();
    client
        .batch_execute("CREATE DATABASE scratch")
        .await
        .unwrap();
    drop(client);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_is_quick_and_keeps_what_was_written() {
    let folder = open_folder();
    let begun = Instant::now();
    let server = start(folder.path()).await;
    let first = begun.elapsed();
    let client = connect(server.url()).await;
    client
        .batch_execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('Ärger')")
        .await
        .unwrap();
    drop(client);
    server.stop().await.unwrap();

    let begun = Instant::now();
    let server = start(folder.path()).await;
    let second = begun.elapsed();
    assert_eq!(ask(&server, "SELECT word FROM kept").await, "Ärger");
    server.stop().await.unwrap();
    println_durations(first, second);
    assert!(first < Duration::from_secs(10), "first start: {first:?}");
    assert!(second < Duration::from_secs(2), "second start: {second:?}");
}

#[expect(
    clippy::print_stderr,
    reason = "shown with --nocapture, for whoever measures"
)]
fn println_durations(first: Duration, second: Duration) {
    eprintln!("first start {first:?}, second start {second:?}");
}

/// The folder in the host part of a connection string.
pub fn socket_folder(url: &str) -> PathBuf {
    let config: tokio_postgres::Config = url.parse().unwrap();
    match config.get_hosts() {
        [Host::Unix(folder)] => folder.clone(),
        other => panic!("not one socket: {other:?}"),
    }
}
