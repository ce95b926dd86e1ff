//! Acknowledged writes are on the disk, and other accounts cannot read them.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::{Duration, Instant};

use moderato::postgres::supervise::Server;
use tokio_postgres::error::SqlState;

use super::support::{ask, cluster, execute, open_folder, socket_folder, start, start_and_stop};
use crate::support::database::connect;

/// The value of a setting.
async fn setting(server: &Server, name: &str) -> String {
    ask(server, &format!("SELECT current_setting('{name}')")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_setting_that_protects_data_is_off() {
    let folder = open_folder();
    let server = start(folder.path()).await;

    for (name, value) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("max_connections", "100"),
    ] {
        assert_eq!(setting(&server, name).await, value, "{name}");
    }
    let collation = "SELECT datcollate::text FROM pg_database WHERE datname = current_database()";
    assert_eq!(ask(&server, collation).await, "C");

    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_in_a_file_cannot_switch_durability_off() {
    let folder = open_folder();
    start_and_stop(folder.path()).await;
    let file = cluster(folder.path()).join("postgresql.auto.conf");
    let settings = "fsync = off\nfull_page_writes = off\nlisten_addresses = '*'\n";
    std::fs::write(file, settings).unwrap();

    let server = start(folder.path()).await;

    assert_eq!(setting(&server, "fsync").await, "on");
    assert_eq!(setting(&server, "full_page_writes").await, "on");
    assert_eq!(setting(&server, "listen_addresses").await, "");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_way_in_is_a_socket_in_a_private_folder() {
    let folder = open_folder();

    let server = start(folder.path()).await;

    assert_eq!(setting(&server, "listen_addresses").await, "");
    let socket = socket_folder(server.url());
    assert_eq!(socket, folder.path().join("postgres-socket"));

    let socket = std::fs::metadata(&socket).unwrap();
    let cluster = std::fs::metadata(cluster(folder.path())).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o700);
    assert_eq!(socket.uid(), cluster.uid());
    assert_eq!(cluster.mode() & 0o777, 0o700);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_role_owns_the_database_another_serves_and_none_is_a_superuser() {
    let folder = open_folder();

    let server = start(folder.path()).await;

    let user = ask(&server, "SELECT current_user::text").await;
    assert_eq!(user, "moderato_owner");
    let database = ask(&server, "SELECT current_database()::text").await;
    assert_eq!(database, "moderato");
    assert_eq!(setting(&server, "is_superuser").await, "off");

    execute(server.url(), "CREATE TABLE kept (word text)").await;
    execute(server.url(), "CREATE DATABASE scratch").await;

    let service = connect(server.service_url()).await;
    let row = service.query_one("SELECT current_user::text", &[]).await;
    assert_eq!(row.unwrap().get::<_, &str>(0), "moderato");
    for refused in [
        "CREATE TABLE other (word text)",
        "SELECT FROM kept",
        "CREATE DATABASE other",
    ] {
        let refusal = service.batch_execute(refused).await.unwrap_err();
        assert_eq!(
            refusal.code(),
            Some(&SqlState::INSUFFICIENT_PRIVILEGE),
            "{refused}"
        );
    }
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_is_quick_and_keeps_the_written_rows() {
    let folder = open_folder();

    let begun = Instant::now();
    let server = start(folder.path()).await;
    let first = begun.elapsed();
    let write = "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('Ärger')";
    execute(server.url(), write).await;
    server.stop().await.unwrap();

    let begun = Instant::now();
    let server = start(folder.path()).await;
    let second = begun.elapsed();
    assert_eq!(ask(&server, "SELECT word FROM kept").await, "Ärger");
    server.stop().await.unwrap();

    print_durations(first, second);
    assert!(first < Duration::from_secs(10), "first start: {first:?}");
    assert!(second < Duration::from_secs(2), "second start: {second:?}");
}

#[expect(
    clippy::print_stderr,
    reason = "shown with --nocapture, for measurements"
)]
fn print_durations(first: Duration, second: Duration) {
    eprintln!("first start {first:?}, second start {second:?}");
}
