//! As whom Postgres runs, and which folders it can be given.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use moderato::postgres::{Options, Programs};
use nix::unistd::{User, geteuid};

use super::durability::socket_folder;
use super::support::{
    ask, cluster, is_root, open_folder, postmaster, private_folder, refusal, start,
};

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn postgres_runs_as_an_ordinary_account_without_groups_of_roots() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let process = postmaster(folder.path()).unwrap();
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let field = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .trim()
            .to_owned()
    };
    let uid = if is_root() {
        assert_eq!(field("Groups:"), "");
        let named = |name| User::from_name(name).unwrap();
        named("postgres").or_else(|| named("nobody")).unwrap().uid
    } else {
        geteuid()
    };
    assert_eq!(field("Uid:"), format!("{uid}\t{uid}\t{uid}\t{uid}"));
    assert_eq!(
        fs::metadata(cluster(folder.path())).unwrap().uid(),
        uid.as_raw()
    );
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn a_folder_below_one_that_only_the_service_may_enter_works() {
    let folder = private_folder();
    let data_dir = folder.path().join("data");
    for _ in 0..2 {
        let server = start(&data_dir).await;
        assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
        // Root's Postgres cannot walk here; the service's own account can.
        assert_eq!(
            socket_folder(server.url()).starts_with(folder.path()),
            !is_root()
        );
        server.stop().await.unwrap();
    }
    assert_eq!(
        fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777,
        0o700
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_postgres_of_a_service_gets_none_of_its_environment() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    let process = postmaster(folder.path()).unwrap();
    if let Ok(environment) = fs::read(format!("/proc/{process}/environ")) {
        let environment = String::from_utf8_lossy(&environment).into_owned();
        for variable in environment
            .split('\0')
            .filter(|variable| !variable.is_empty())
        {
            let name = variable.split('=').next().unwrap();
            let known = [
                "PATH",
                "LD_LIBRARY_PATH",
                "LC_ALL",
                "TZ",
                "PG_GRANDPARENT_PID",
            ];
            // The server sets its own title and OOM variables; it takes no setting from outside.
            assert!(known.contains(&name), "{name}");
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
    start(folder.path()).await.stop().await.unwrap();
    let owner = fs::metadata(cluster(folder.path())).unwrap().uid();
    give_to_root(folder.path());
    let server = start(folder.path()).await;
    assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
    assert_eq!(fs::metadata(cluster(folder.path())).unwrap().uid(), owner);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn root_leaves_a_cluster_to_the_ordinary_user_who_made_it() {
    if !is_root() {
        return;
    }
    let folder = open_folder();
    start(folder.path()).await.stop().await.unwrap();
    let nobody = User::from_name("nobody").unwrap().unwrap();
    give(
        &cluster(folder.path()),
        nobody.uid.as_raw(),
        nobody.gid.as_raw(),
    );
    fs::remove_dir_all(folder.path().join("postgres-socket")).unwrap();
    let server = start(folder.path()).await;
    assert_eq!(
        fs::metadata(cluster(folder.path())).unwrap().uid(),
        nobody.uid.as_raw()
    );
    assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_folder_without_programs_is_refused() {
    let folder = open_folder();
    let options = Options {
        programs: Programs::Folder(folder.path().join("bin")),
        ..Options::new(folder.path().join("data"))
    };
    let line = refusal(options).await;
    assert!(line.contains("no program `initdb`"), "{line}");
    assert!(!folder.path().join("data").exists());
}

fn give_to_root(path: &std::path::Path) {
    give(path, 0, 0);
}

fn give(path: &std::path::Path, uid: u32, gid: u32) {
    std::os::unix::fs::lchown(path, Some(uid), Some(gid)).unwrap();
    if fs::symlink_metadata(path).unwrap().is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path(), uid, gid);
        }
    }
}
