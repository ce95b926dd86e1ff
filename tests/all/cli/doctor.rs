//! Does the doctor find what ails a service, and leave alone what does not?

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::support::command_line::{moderato, stdout};
use crate::support::database::{database, empty_database};

#[test]
fn a_service_that_runs_is_looked_at_without_stopping_it() {
    let folder = TempDir::new().unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--drain-seconds", "0"];
    let mut serve = moderato(folder.path(), &arguments).spawn().unwrap();
    let mut lines = BufReader::new(serve.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(lines.by_ref().any(|line| line.contains("documentation:")));
    let examined = moderato(folder.path(), &["doctor"]).output().unwrap();
    assert!(examined.status.success(), "{}", stdout(&examined));
    assert!(!stdout(&examined).contains("FAIL"), "{}", stdout(&examined));
    kill(
        Pid::from_raw(serve.id().try_into().unwrap()),
        Signal::SIGTERM,
    )
    .unwrap();
    assert!(serve.wait().unwrap().success());
    let examined = moderato(folder.path(), &["doctor"]).output().unwrap();
    assert!(examined.status.success(), "{}", stdout(&examined));
}

#[test]
fn before_the_first_start_nothing_is_wrong_and_nothing_is_made() {
    let folder = TempDir::new().unwrap();
    let data_dir = folder.path().join("data");
    let examined = moderato(&data_dir, &["doctor"]).output().unwrap();
    assert!(examined.status.success(), "{}", stdout(&examined));
    assert!(!data_dir.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer_is_told_with_what_to_do() {
    let folder = TempDir::new().unwrap();
    let mut doctor = moderato(folder.path(), &["doctor"]);
    let examined = doctor
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .output()
        .unwrap();
    assert_eq!(examined.status.code(), Some(1));
    let said = stdout(&examined);
    assert!(
        said.contains("FAIL  database:") && said.contains("DATABASE_URL"),
        "{said}"
    );
    assert!(
        !said.contains("migrations"),
        "what cannot be known is not told: {said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_migrations_and_open_keys_are_told_with_what_mends_them() {
    let folder = TempDir::new().unwrap();
    let examine = |url: &str| {
        let output = moderato(folder.path(), &["doctor"])
            .env("DATABASE_URL", url)
            .output()
            .unwrap();
        (output.status.code(), stdout(&output))
    };
    let (code, said) = examine(&empty_database().await);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("FAIL  migrations:") && said.contains("moderato migrate"),
        "{said}"
    );

    let migrated = database().await;
    let (code, said) = examine(&migrated);
    assert_eq!(code, Some(0), "{said}");
    let made = moderato(folder.path(), &["admin", "rotate-key"])
        .output()
        .unwrap();
    assert!(made.status.success());
    let keys = folder.path().join("jwt-keys.pem");
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = examine(&migrated);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("FAIL  keys:") && said.contains("chmod 600"),
        "{said}"
    );
}
