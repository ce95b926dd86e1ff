//! `moderato doctor` finds the faults of a service, and changes nothing.

use std::fs::{Permissions, set_permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::support::command_line::{SERVE, moderato, printed, stdout, terminate};
use crate::support::database::{database, empty_database};

/// Examines a data folder and its own database.
fn examine(data_dir: &Path) -> Output {
    moderato(data_dir, &["doctor"]).output().unwrap()
}

/// Examines a data folder and this database.
fn examine_database(data_dir: &Path, database_url: &str) -> Output {
    moderato(data_dir, &["doctor"])
        .env("DATABASE_URL", database_url)
        .output()
        .unwrap()
}

/// What the doctor said of a fault, in which it named the remedy.
#[track_caller]
fn found(examined: &Output, fault: &str, remedy: &str) -> String {
    let said = stdout(examined);
    assert_eq!(examined.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("FAIL  {fault}:")), "{said}");
    assert!(said.contains(remedy), "{said}");

    said
}

#[test]
fn a_service_that_runs_is_examined_without_stopping_it() {
    let folder = TempDir::new().unwrap();
    let mut serve = moderato(folder.path(), &SERVE).spawn().unwrap();
    let output = BufReader::new(serve.stdout.take().unwrap());
    let mut lines = output.lines().map(Result::unwrap);
    assert!(lines.by_ref().any(|line| line.contains("documentation:")));

    let said = printed(&examine(folder.path()));

    assert!(!said.contains("FAIL"), "{said}");
    assert!(terminate(&mut serve).success());
    printed(&examine(folder.path()));
}

#[test]
fn before_the_first_start_nothing_is_wrong_and_nothing_is_made() {
    let folder = TempDir::new().unwrap();
    let data_dir = folder.path().join("data");

    printed(&examine(&data_dir));

    assert!(!data_dir.exists());
}

#[test]
fn a_database_that_does_not_answer_is_reported_with_the_variable_to_change() {
    let folder = TempDir::new().unwrap();
    let nowhere = "postgres://nobody@127.0.0.1:1/none";

    let examined = examine_database(folder.path(), nowhere);

    let said = found(&examined, "database", "DATABASE_URL");
    assert!(
        !said.contains("migrations"),
        "a check that is not possible is not reported: {said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_migrations_and_open_keys_are_reported_with_the_commands_that_mend_them() {
    let folder = TempDir::new().unwrap();
    let data_dir = folder.path();

    let empty = empty_database().await;
    let examined = examine_database(data_dir, &empty);
    found(&examined, "migrations", "moderato migrate");

    let migrated = database().await;
    printed(&examine_database(data_dir, &migrated));

    let mut rotate = moderato(data_dir, &["admin", "rotate-key"]);
    printed(&rotate.output().unwrap());
    let keys = data_dir.join("jwt-keys.pem");
    set_permissions(keys, Permissions::from_mode(0o644)).unwrap();
    let examined = examine_database(data_dir, &migrated);
    found(&examined, "keys", "chmod 600");
}
