//! On a server of the operator, one role migrates and another serves, and commands say which holds.

use std::process::Output;

use tempfile::TempDir;

use crate::support::command_line::{complaint, moderato, printed, stderr, stdout};
use crate::support::database::empty_database;

/// Runs a command as the role that serves; `owner` is the URL of the other one.
fn run(arguments: &[&str], service: &str, owner: Option<&str>) -> Output {
    let folder = TempDir::new().unwrap();
    let mut command = moderato(folder.path(), arguments);
    command.env("DATABASE_URL", service);
    if let Some(owner) = owner {
        command.env("MODERATO_MIGRATION_DATABASE_URL", owner);
    }

    command.output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_migrates_and_the_service_then_needs_no_right_to() {
    let owner = empty_database().await;
    let service = owner.replacen("moderato_owner@", "moderato@", 1);

    let refused = complaint(&run(&["migrate"], &service, None));
    assert!(
        refused.contains("MODERATO_MIGRATION_DATABASE_URL"),
        "{refused}"
    );
    let missing = complaint(&run(&["migrate", "--check"], &service, None));
    assert!(missing.contains("Missing: "), "{missing}");

    let applied = printed(&run(&["migrate"], &service, Some(&owner)));
    assert!(applied.starts_with("Applied "), "{applied}");

    let current = printed(&run(&["migrate"], &service, None));
    assert_eq!(current.trim(), "The schema is up to date.");
    let examined = printed(&run(&["doctor"], &service, None));
    assert!(
        examined.contains("ok    roles: moderato serves"),
        "{examined}"
    );
    printed(&run(&["audit", "verify"], &service, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_role_for_both_works_and_the_doctor_says_so() {
    let owner = empty_database().await;

    printed(&run(&["migrate"], &owner, None));

    let examined = printed(&run(&["doctor"], &owner, None));
    assert!(
        examined.contains("warn  roles: The service connects as moderato_owner"),
        "{examined}"
    );
}

#[test]
fn a_password_on_the_command_line_is_refused_and_not_repeated() {
    let folder = TempDir::new().unwrap();
    let url = "postgres://ada:plum-tree-19@127.0.0.1:1/none";

    for (option, variable) in [
        ("--database-url", "DATABASE_URL"),
        ("--database-read-url", "DATABASE_READ_URL"),
    ] {
        let output = moderato(folder.path(), &["migrate", option, url])
            .output()
            .unwrap();

        let said = complaint(&output);
        assert!(
            said.contains(&format!("set {variable} in the environment")),
            "{said}"
        );
        assert!(!said.contains("plum-tree-19"), "{said}");
    }

    // Without a password it is as before: nothing answers there.
    let plain = [
        "migrate",
        "--database-url",
        "postgres://ada@127.0.0.1:1/none",
    ];
    let said = complaint(&moderato(folder.path(), &plain).output().unwrap());
    assert!(!said.contains("in the environment"), "{said}");
}

#[test]
fn no_help_text_shows_a_secret_of_the_environment() {
    let folder = TempDir::new().unwrap();
    let secrets = [
        ("DATABASE_URL", "postgres://ada:planted-one@h/d"),
        ("DATABASE_READ_URL", "postgres://ada:planted-two@h/d"),
        (
            "MODERATO_MIGRATION_DATABASE_URL",
            "postgres://ada:planted-three@h/d",
        ),
        (
            "MODERATO_PG_MIRROR",
            "https://ada:planted-four@mirror.example",
        ),
        ("MODERATO_ADMIN_PASSWORD", "planted-five"),
    ];

    for command in ["serve", "migrate", "doctor", "audit", "admin", "duplicates"] {
        let mut help = moderato(folder.path(), &[command, "--help"]);
        let output = help.envs(secrets).output().unwrap();

        let said = stdout(&output) + &stderr(&output);
        assert!(said.contains("Usage"), "{said}");
        assert!(!said.contains("planted"), "{command}: {said}");
    }
}
