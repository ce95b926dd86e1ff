//! A start without its database ends with code 1 and a line that says what to check.

use std::net::TcpListener;
use std::process::Output;

use tempfile::TempDir;

use crate::support::command_line::{SERVE, complaint, moderato};

fn serve_on(url: &str, arguments: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();

    moderato(folder.path(), arguments)
        .env("DATABASE_URL", url)
        .output()
        .unwrap()
}

#[track_caller]
fn assert_advised(output: &Output) {
    assert_eq!(output.status.code(), Some(1));

    let line = complaint(output);
    let advice = "check DATABASE_URL, and whether its server runs and accepts this machine";
    assert!(line.contains(advice), "{line}");
}

#[test]
fn a_server_that_does_not_run_ends_every_command_with_advice() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);

    for arguments in [&SERVE[..], &["migrate"], &["migrate", "--check"]] {
        assert_advised(&serve_on(
            &format!("postgres://ada@{address}/none"),
            arguments,
        ));
    }
}

#[test]
fn a_server_that_accepts_and_says_nothing_ends_the_start_with_advice() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();

    assert_advised(&serve_on(&format!("postgres://ada@{address}/none"), &SERVE));
}
