//! One data folder has one server, whatever its name and whatever files are in it.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::time::Duration;

use moderato::postgres::Options;
use moderato::postgres::fetch::Pin;
use moderato::postgres::supervise::Server;
use tokio::time::timeout;

use super::support::{
    ask, assert_answers, cluster, open_folder, refusal, socket_folder, start, start_and_stop,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_on_the_same_folder_is_refused() {
    let folder = open_folder();
    let server = start(folder.path()).await;

    let line = refusal(Options::new(folder.path())).await;

    assert!(line.contains("in use by another Moderato"), "{line}");
    assert_eq!(ask(&server, "SELECT 'still here'").await, "still here");
    server.stop().await.unwrap();
    start_and_stop(folder.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_with_spaces_commas_and_quotes_works() {
    let folder = open_folder();
    let data_dir = folder.path().join("my data, \"new\" 'x'");

    let server = start(&data_dir).await;

    assert_answers(&server).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_path_gets_its_socket_in_a_short_one() {
    let folder = open_folder();
    let data_dir = folder.path().join("a-rather-long-name-".repeat(10));

    for _ in 0..2 {
        let server = start(&data_dir).await;
        let socket = socket_folder(server.url());
        let length = socket.as_os_str().as_bytes().len();
        assert!(length < 60, "{}", socket.display());
        assert_answers(&server).await;

        server.stop().await.unwrap();

        assert!(!socket.exists(), "left behind: {}", socket.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_path_and_a_link_lead_to_the_same_folder() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let link = folder.path().join("link");
    start_and_stop(&data_dir).await;
    symlink("data", &link).unwrap();

    let server = start(&link).await;

    let line = refusal(Options::new(&data_dir)).await;
    assert!(line.contains("in use"), "{line}");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_another_major_version_is_refused_with_the_remedy() {
    let folder = open_folder();
    start_and_stop(folder.path()).await;
    let cluster = cluster(folder.path());
    fs::write(cluster.join("PG_VERSION"), "13\n").unwrap();

    let line = refusal(Options::new(folder.path())).await;

    assert!(line.contains("was written by Postgres 13"), "{line}");
    assert!(line.contains("pg_upgrade"), "{line}");
    assert!(cluster.join("global/pg_control").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_the_pinned_version_that_cannot_be_fetched_is_refused_with_its_version() {
    let folder = open_folder();
    start_and_stop(folder.path()).await;
    fs::write(cluster(folder.path()).join("PG_VERSION"), "99\n").unwrap();

    let line = refusal(Options {
        pin: Some(Pin {
            version: "99.0".to_owned(),
            file: "postgres.tar.gz".to_owned(),
            sha256: "0".repeat(64),
        }),
        mirror: Some("http://127.0.0.1:9".to_owned()),
        ..Options::new(folder.path())
    })
    .await;

    assert!(line.contains("was written by Postgres 99"), "{line}");
    assert!(line.contains("pg_upgrade"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_remains_of_a_killed_initialisation_are_removed() {
    let folder = open_folder();
    let left = folder.path().join("postgres-unfinished-1");
    fs::create_dir_all(left.join("base")).unwrap();
    fs::write(left.join("PG_VERSION"), "15\n").unwrap();

    let server = start(folder.path()).await;

    assert!(!left.exists());
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_is_not_whole_is_refused_and_kept() {
    let folder = open_folder();
    let cluster = cluster(folder.path());
    fs::create_dir_all(&cluster).unwrap();
    let note = cluster.join("base.tar");
    fs::write(&note, "somebody's").unwrap();

    let line = refusal(Options::new(folder.path())).await;

    assert!(line.contains("no whole Postgres cluster"), "{line}");
    assert_eq!(fs::read_to_string(&note).unwrap(), "somebody's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_configuration_is_reported_in_one_line() {
    let folder = open_folder();
    start_and_stop(folder.path()).await;
    let file = cluster(folder.path()).join("postgresql.auto.conf");
    fs::write(file, "shared_buffers = lots\n").unwrap();

    let line = refusal(Options::new(folder.path())).await;

    assert!(line.contains("does not start"), "{line}");
    assert!(
        line.contains("shared_buffers") || line.contains("configuration file"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_that_is_a_file_is_refused() {
    let folder = open_folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();

    let line = refusal(Options::new(&file)).await;

    assert!(line.contains("cannot be used"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_given_up_leaves_the_folder_free() {
    let folder = open_folder();
    let start = || Server::start(Options::new(folder.path()));

    let given_up = timeout(Duration::from_millis(150), start()).await;
    assert!(given_up.is_err());

    let mut again = start().await;
    while again
        .as_ref()
        .is_err_and(|error| error.to_string().contains("in use"))
    {
        tokio::task::yield_now().await;
        again = start().await;
    }
    again.unwrap().stop().await.unwrap();
}
