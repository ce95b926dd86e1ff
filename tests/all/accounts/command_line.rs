//! `moderato admin`: accounts and keys from the command line, with and without a running service.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use reqwest::{Client, StatusCode};
use serde_json::json;
use tempfile::TempDir;

use super::EMAIL;
use crate::support::accounts::{ACCOUNTS, ME, PASSWORD};
use crate::support::command_line::{Serving, complaint, moderato, printed};
use crate::support::service::Service;

/// `moderato admin` on a database.
struct AdminCommand<'a> {
    database_url: &'a str,
    data_dir: &'a Path,
}

impl AdminCommand<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with_input(arguments, "")
    }

    /// Runs it with this text on its standard input.
    fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = moderato(self.data_dir, &[&["admin"], arguments].concat())
            .env("DATABASE_URL", self.database_url)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();

        // A program that does not read its input may have closed it already.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).ok();
        drop(stdin);

        child.wait_with_output().unwrap()
    }
}

fn shown_password(text: &str) -> String {
    text.lines()
        .find_map(|line| line.strip_prefix("One-time password, shown once: "))
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_created_changed_and_closed_from_the_command_line() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let folder = TempDir::new().unwrap();
    let admin = AdminCommand {
        database_url: service.database_url(),
        data_dir: folder.path(),
    };
    let from_input = ["--password-file", "-"];

    let create = [["create", EMAIL], from_input].concat();
    let created = printed(&admin.run_with_input(&create, &format!("{PASSWORD}\n")));
    assert!(
        !created.contains(PASSWORD),
        "a password that its owner knows is not repeated"
    );
    let first = service.bearer(&reader.sign_in(EMAIL, PASSWORD).await.access);
    first.get(ACCOUNTS).await.ok();

    let again = complaint(&admin.run(&["create", "Ada@example.org"]));
    assert!(again.contains("already"));
    let last = complaint(&admin.run(&["deactivate", EMAIL]));
    assert!(last.contains("last active admin"));

    let second = admin.run(&["create", "second@example.org", "--name", "Second"]);
    let password = shown_password(&printed(&second));
    reader.sign_in("second@example.org", &password).await;

    printed(&admin.run(&["deactivate", EMAIL]));
    first.get(ME).await.refused(401, "unauthenticated");

    let password = shown_password(&printed(&admin.run(&["set-password", EMAIL])));
    reader.sign_in(EMAIL, &password).await;

    let set = [["set-password", EMAIL], from_input].concat();
    let weak = complaint(&admin.run_with_input(&set, "password1234\n"));
    assert!(weak.contains("Others would try this password first."));
    let unknown = complaint(&admin.run(&["deactivate", "nobody@example.org"]));
    assert!(unknown.contains("no account"));
}

#[test]
fn a_password_is_not_taken_from_the_command_line() {
    let folder = TempDir::new().unwrap();

    for arguments in [
        ["admin", "create", EMAIL, "--password", PASSWORD],
        ["admin", "create", EMAIL, PASSWORD, ""],
    ] {
        let output = moderato(folder.path(), &arguments).output().unwrap();

        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn rotating_keeps_the_former_key_as_the_second() {
    let folder = TempDir::new().unwrap();
    let rotate = || {
        let mut command = moderato(folder.path(), &["admin", "rotate-key"]);
        printed(&command.output().unwrap());

        std::fs::read_to_string(folder.path().join("jwt-keys.pem")).unwrap()
    };

    let first = rotate();
    let second = rotate();

    assert!(second.len() > first.len() && second.ends_with(&first));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_set_and_a_key_rotated_while_the_service_runs_on_its_own_database() {
    let serving = Serving::start();
    let email = serving.told("The first admin:");
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, PASSWORD).unwrap();
    let set = [
        "admin",
        "set-password",
        email,
        "--password-file",
        file.to_str().unwrap(),
    ];
    printed(&serving.beside(&set));

    let before = serving.sign_in(email, PASSWORD).await;
    printed(&serving.beside(&["admin", "rotate-key"]));
    let after = serving.sign_in(email, PASSWORD).await;

    assert_ne!(
        before.split('.').next(),
        after.split('.').next(),
        "another key has another name"
    );

    let client = Client::new();
    for token in [before, after] {
        let me = client
            .get(format!("{}{ME}", serving.address))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();

        assert_eq!(me.status(), StatusCode::OK);
    }

    serving.stop();
}
