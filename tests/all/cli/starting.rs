//! What does a start print, when it succeeds and when it does not?

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::readme::{fits, page};
use crate::support::command_line::{moderato, stderr, stdout};

/// What stands in the page after the command that starts the demo.
fn stated() -> Vec<String> {
    let page = page("README.md");
    let (_, after) = page
        .split_once("cargo run --release -- serve --demo")
        .unwrap();
    let block = after.split("```").nth(2).unwrap();
    block
        .trim_start_matches("text")
        .trim()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_first_start_prints_what_the_readme_shows_and_the_second_no_password() {
    let folder = TempDir::new().unwrap();
    let mut outputs = Vec::new();
    for _ in 0..2 {
        let arguments = [
            "serve",
            "--demo",
            "--listen",
            "127.0.0.1:0",
            "--drain-seconds",
            "0",
        ];
        let mut serve = moderato(folder.path(), &arguments).spawn().unwrap();
        let mut output = BufReader::new(serve.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let mut lines: Vec<String> = output
            .by_ref()
            .take_while(|line| !line.contains("thread:"))
            .collect();
        kill(
            Pid::from_raw(serve.id().try_into().unwrap()),
            Signal::SIGTERM,
        )
        .unwrap();
        lines.extend(output);
        assert!(serve.wait().unwrap().success());
        let mut logged = String::new();
        serve
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut logged)
            .unwrap();
        assert!(
            !logged.contains('\u{1b}'),
            "colours in a log that no terminal shows: {logged}"
        );
        assert!(
            !logged.contains("WARN") && !logged.contains("ERROR"),
            "a start and a stop: {logged}"
        );
        outputs.push(lines);
    }
    let stated: Vec<String> = stated()
        .iter()
        .map(|line| line.replace("127.0.0.1:8080", "…"))
        .collect();
    let stated: Vec<String> = stated
        .into_iter()
        .filter(|line| !line.contains("thread:"))
        .collect();
    assert_eq!(outputs[0].len(), stated.len(), "{outputs:?}");
    for (line, stated) in outputs[0].iter().zip(&stated) {
        assert!(fits(line, stated), "prints {line:?} and not {stated:?}");
    }
    assert!(
        !outputs[1].iter().any(|line| line.contains("assword")),
        "{outputs:?}"
    );
}

#[test]
fn a_start_that_fails_after_making_the_first_admin_has_shown_the_password() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = moderato(folder.path(), &["serve", "--listen", &address])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("Choose another with MODERATO_LISTEN."),
        "{}",
        stderr(&output)
    );
    assert!(
        stdout(&output).contains("One-time password:"),
        "nobody can sign in: {}",
        stdout(&output)
    );
}
