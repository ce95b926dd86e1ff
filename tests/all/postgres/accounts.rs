//! The account that Postgres runs as, its environment, and the folders that it can be given.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::path::Path;

use moderato::postgres::{Options, Programs};
use nix::unistd::{User, geteuid};

use super::support::{
    assert_answers, cluster, is_root, open_folder, postmaster, private_folder, refusal,
    socket_folder, start, start_and_stop,
};

/// The account that owns the cluster in a data folder.
fn owner(data_dir: &Path) -> u32 {
    fs::metadata(cluster(data_dir)).unwrap().uid()
}

/// Gives a file, or a folder with all that is in it, to an account.
fn give(path: &Path, uid: u32, gid: u32) {
    lchown(path, Some(uid), Some(gid)).unwrap();

    if fs::symlink_metadata(path).unwrap().is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path(), uid, gid);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn postgres_runs_as_an_ordinary_account_without_groups_of_root() {
    let folder = open_folder();
    let server = start(folder.path()).await;

    let process = postmaster(folder.path()).unwrap();
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let field = |name: &str| {
        let mut lines = status.lines();
        let value = lines.find_map(|line| line.strip_prefix(name));
        value.unwrap().trim().to_owned()
    };
    let uid = if is_root() {
        assert_eq!(field("Groups:"), "");
        let named = |name| User::from_name(name).unwrap();
        named("postgres").or_else(|| named("nobody")).unwrap().uid
    } else {
        geteuid()
    };

    assert_eq!(field("Uid:"), format!("{uid}\t{uid}\t{uid}\t{uid}"));
    assert_eq!(owner(folder.path()), uid.as_raw());
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn a_folder_below_one_that_only_the_service_may_enter_works() {
    let folder = private_folder();
    let data_dir = folder.path().join("data");

    for _ in 0..2 {
        let server = start(&data_dir).await;
        assert_answers(&server).await;

        // Root's Postgres may not enter this folder; the service's own account may.
        let socket = socket_folder(server.url());
        assert_eq!(socket.starts_with(folder.path()), !is_root());

        server.stop().await.unwrap();
    }

    let permissions = fs::metadata(folder.path()).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o700);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_postgres_of_a_service_gets_none_of_its_environment() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let process = postmaster(folder.path()).unwrap();
    // The server sets its own title and OOM variables; it takes no setting from outside.
    let known = [
        "PATH",
        "LD_LIBRARY_PATH",
        "LC_ALL",
        "TZ",
        "PG_GRANDPARENT_PID",
    ];

    if let Ok(environment) = fs::read(format!("/proc/{process}/environ")) {
        let environment = String::from_utf8_lossy(&environment);
        for variable in environment.split_terminator('\0') {
            let name = variable.split('=').next().unwrap();
            assert!(variable.is_empty() || known.contains(&name), "{name}");
        }
    }

    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn root_takes_over_a_cluster_that_root_copied_here() {
    if !is_root() {
        return;
    }
    let folder = open_folder();
    start_and_stop(folder.path()).await;
    let owner_before = owner(folder.path());
    give(folder.path(), 0, 0);

    let server = start(folder.path()).await;

    assert_answers(&server).await;
    assert_eq!(owner(folder.path()), owner_before);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn root_leaves_a_cluster_to_the_ordinary_user_who_made_it() {
    if !is_root() {
        return;
    }
    let folder = open_folder();
    start_and_stop(folder.path()).await;
    let nobody = User::from_name("nobody").unwrap().unwrap();
    let uid = nobody.uid.as_raw();
    give(&cluster(folder.path()), uid, nobody.gid.as_raw());
    fs::remove_dir_all(folder.path().join("postgres-socket")).unwrap();

    let server = start(folder.path()).await;

    assert_eq!(owner(folder.path()), uid);
    assert_answers(&server).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_folder_without_programs_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");

    let line = refusal(Options {
        programs: Programs::Folder(folder.path().join("bin")),
        ..Options::new(&data_dir)
    })
    .await;

    assert!(line.contains("no program `initdb`"), "{line}");
    assert!(!data_dir.exists());
}
