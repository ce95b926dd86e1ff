//! What can the person at the machine do about accounts and keys, with and without a running
//! service?

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use reqwest::StatusCode;
use tempfile::TempDir;

use super::{ACCOUNTS, EMAIL, PASSWORD, holder, sign_in};
use crate::support::app::TestApp;
use crate::support::command_line::{Serving, complaint, moderato, printed};

/// Runs `moderato admin` on a database, with this on its standard input.
fn admin(database_url: &str, data_dir: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = moderato(data_dir, &[&["admin"], arguments].concat());
    let mut child = command
        .env("DATABASE_URL", database_url)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not read it has closed it, perhaps already.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

fn shown_password(text: &str) -> String {
    text.lines()
        .find_map(|line| line.strip_prefix("Password, shown once: "))
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_changed_and_closed_at_the_console() {
    let app = TestApp::start().await;
    let folder = TempDir::new().unwrap();
    let run =
        |arguments: &[&str], input: &str| admin(&app.database_url, folder.path(), arguments, input);

    let made = printed(&run(
        &["create", EMAIL, "--password-file", "-"],
        &format!("{PASSWORD}\n"),
    ));
    assert!(
        !made.contains(PASSWORD),
        "a password that its owner knows is not repeated"
    );
    let first = sign_in(&app, EMAIL, PASSWORD).await.expect(StatusCode::OK);
    holder(&app, &first)
        .get(ACCOUNTS)
        .await
        .expect(StatusCode::OK);
    assert!(complaint(&run(&["create", "Ada@example.org"], "")).contains("already"));
    assert!(complaint(&run(&["deactivate", EMAIL], "")).contains("last active admin"));

    let second = printed(&run(
        &["create", "second@example.org", "--name", "Second"],
        "",
    ));
    let password = shown_password(&second);
    sign_in(&app, "second@example.org", &password)
        .await
        .expect(StatusCode::OK);

    printed(&run(&["deactivate", EMAIL], ""));
    assert_eq!(
        holder(&app, &first).get("/v1/auth/me").await.status,
        StatusCode::UNAUTHORIZED
    );
    let password = shown_password(&printed(&run(&["set-password", EMAIL], "")));
    sign_in(&app, EMAIL, &password).await.expect(StatusCode::OK);

    let weak = run(
        &["set-password", EMAIL, "--password-file", "-"],
        "password1234\n",
    );
    assert!(complaint(&weak).contains("Others would try this password first."));
    assert!(complaint(&run(&["deactivate", "nobody@example.org"], "")).contains("no account"));
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
    let keys = || std::fs::read_to_string(folder.path().join("jwt-keys.pem")).unwrap();
    printed(
        &moderato(folder.path(), &["admin", "rotate-key"])
            .output()
            .unwrap(),
    );
    let first = keys();
    printed(
        &moderato(folder.path(), &["admin", "rotate-key"])
            .output()
            .unwrap(),
    );
    let second = keys();
    assert!(second.len() > first.len() && second.ends_with(&first));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_mended_and_a_key_rotated_while_the_service_runs_on_its_own_database() {
    let serving = Serving::start();
    let email = serving.told("The first admin:");
    let set = serving.beside(&["admin", "set-password", email]);
    let password = shown_password(&printed(&set));
    let before = serving.sign_in(email, &password).await;
    printed(&serving.beside(&["admin", "rotate-key"]));
    let after = serving.sign_in(email, &password).await;
    assert_ne!(
        before.split('.').next(),
        after.split('.').next(),
        "another key has another name"
    );
    let client = reqwest::Client::new();
    for token in [before, after] {
        let me = client
            .get(format!("{}/v1/auth/me", serving.address))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(me.status(), StatusCode::OK);
    }
    serving.stop();
}
