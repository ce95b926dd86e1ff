//! What can the person at the machine do about accounts and keys, with and without a running service?

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::StatusCode;
use serde_json::json;
use tempfile::TempDir;

use super::{ACCOUNTS, EMAIL, PASSWORD, holder, sign_in};
use crate::support::app::TestApp;
use crate::support::command_line::{complaint, moderato, printed};

/// Runs `moderato admin` on a database, with this on its standard input.
fn admin(database_url: &str, data_dir: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = moderato(data_dir, &[&["admin"], arguments].concat());
    let mut child = command.env("DATABASE_URL", database_url).stdin(Stdio::piped()).spawn().unwrap();
    // Who does not read it has closed it, perhaps already.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

fn shown_password(text: &str) -> String {
    text.lines().find_map(|line| line.strip_prefix("Password, shown once: ")).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_changed_and_closed_at_the_console() {
    let app = TestApp::start().await;
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str], input: &str| admin(&app.database_url, folder.path(), arguments, input);

    let made = printed(&run(&["create", EMAIL, "--password-file", "-"], &format!("{PASSWORD}\n")));
    assert!(!made.contains(PASSWORD), "a password that its owner knows is not repeated");
    let first = sign_in(&app, EMAIL, PASSWORD).await.expect(StatusCode::OK);
    holder(&app, &first).get(ACCOUNTS).await.expect(StatusCode::OK);
    assert!(complaint(&run(&["create", "Ada@example.org"], "")).contains("already"));
    assert!(complaint(&run(&["deactivate", EMAIL], "")).contains("last active admin"));

    let second = printed(&run(&["create", "second@example.org", "--name", "Second"], ""));
    let password = shown_password(&second);
    sign_in(&app, "second@example.org", &password).await.expect(StatusCode::OK);

    printed(&run(&["deactivate", EMAIL], ""));
    assert_eq!(holder(&app, &first).get("/v1/auth/me").await.status, StatusCode::UNAUTHORIZED);
    let password = shown_password(&printed(&run(&["set-password", EMAIL], "")));
    sign_in(&app, EMAIL, &password).await.expect(StatusCode::OK);

    let weak = run(&["set-password", EMAIL, "--password-file", "-"], "password1234\n");
    assert!(complaint(&weak).contains("Others would try this password first."));
    assert!(complaint(&run(&["deactivate", "nobody@example.org"], "")).contains("no account"));
}

#[test]
fn a_password_is_not_taken_from_the_command_line() {
    let folder = TempDir::new().unwrap();
    for arguments in
        [["admin", "create", EMAIL, "--password", PASSWORD], ["admin", "create", EMAIL, PASSWORD, ""]]
    {
        let output = moderato(folder.path(), &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn rotating_keeps_the_former_key_as_the_second() {
    let folder = TempDir::new().unwrap();
    let keys = || std::fs::read_to_string(folder.path().join("jwt-keys.pem")).unwrap();
    printed(&moderato(folder.path(), &["admin", "rotate-key"]).output().unwrap());
    let first = keys();
    printed(&moderato(folder.path(), &["admin", "rotate-key"]).output().unwrap());
    let second = keys();
    assert!(second.len() > first.len() && second.ends_with(&first));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_mended_and_a_key_rotated_while_the_service_runs_on_its_own_database() {
    let folder = TempDir::new().unwrap();
    let mut serve = moderato(folder.path(), &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    // Read on to the end: a service that nobody listens to any more ends.
    let mut lines = BufReader::new(serve.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut address = String::new();
    let mut email = String::new();
    for line in lines.by_ref() {
        if let Some((_, rest)) = line.split_once("The first admin:") {
            email = rest.trim().to_owned();
        }
        if let Some((_, rest)) = line.split_once("listens on ") {
            address = rest.trim().to_owned();
            break;
        }
    }
    let set = moderato(folder.path(), &["admin", "set-password", &email]).output().unwrap();
    let password = shown_password(&printed(&set));
    let client = reqwest::Client::new();
    let sign_in = async || {
        let body = json!({ "email": email, "password": password });
        let sent = client.post(format!("{address}/v1/auth/token")).json(&body).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::OK);
        sent.json::<serde_json::Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned()
    };
    let before = sign_in().await;
    printed(&moderato(folder.path(), &["admin", "rotate-key"]).output().unwrap());
    let after = sign_in().await;
    assert_ne!(before.split('.').next(), after.split('.').next(), "another key has another name");
    for token in [before, after] {
        let me = client.get(format!("{address}/v1/auth/me")).bearer_auth(token).send().await.unwrap();
        assert_eq!(me.status(), StatusCode::OK);
    }
    kill(Pid::from_raw(serve.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert!(serve.wait().unwrap().success());
}
