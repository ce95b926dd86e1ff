//! The lines that a start prints, when it succeeds and when it fails.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;

use tempfile::TempDir;

use crate::readme::pages::page;
use crate::readme::tour::fits;
use crate::support::command_line::{SERVE, moderato, stderr, stdout, terminate};

/// The last line of a start with the demo.
const LAST: &str = "The demo page:";

/// The lines of the README below the command that starts the demo.
fn stated() -> Vec<String> {
    let page = page("README.md");
    let (_, after) = page
        .split_once("cargo run --release -- serve --demo")
        .unwrap();
    let block = after.split("```").nth(2).unwrap();
    let lines = block.trim_start_matches("text").trim().lines();

    lines
        .map(|line| line.replace("127.0.0.1:8080", "…"))
        .collect()
}

/// Starts the demo and stops it; the lines that it printed.
fn start_and_stop(data_dir: &Path) -> Vec<String> {
    let arguments = [SERVE.as_slice(), &["--demo"]].concat();
    let mut serve = moderato(data_dir, &arguments).spawn().unwrap();

    let output = BufReader::new(serve.stdout.take().unwrap());
    let mut output = output.lines().map(Result::unwrap);
    let mut lines = Vec::new();
    while !lines
        .last()
        .is_some_and(|line: &String| line.contains(LAST))
    {
        lines.push(output.next().unwrap());
    }
    assert!(terminate(&mut serve).success());
    lines.extend(output);

    let mut log = String::new();
    let mut stderr = serve.stderr.take().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    assert!(
        !log.contains('\u{1b}'),
        "colours in a log that no terminal shows: {log}"
    );
    // The tests may be run by root, which is told.
    let mut warnings = log.lines().filter(|line| line.contains("WARN"));
    let unexpected = warnings.find(|line| !line.contains("Moderato runs as root"));
    assert_eq!(unexpected, None, "a start and a stop: {log}");
    assert!(!log.contains("ERROR"), "a start and a stop: {log}");

    lines
}

#[test]
fn the_first_start_prints_what_the_readme_shows_and_the_second_no_password() {
    let folder = TempDir::new().unwrap();

    let first = start_and_stop(folder.path());
    let second = start_and_stop(folder.path());

    let stated = stated();
    assert_eq!(first.len(), stated.len(), "{first:?}");
    for (line, stated) in first.iter().zip(&stated) {
        assert!(fits(line, stated), "prints {line:?} and not {stated:?}");
    }
    let shows_password = second.iter().any(|line| line.contains("assword"));
    assert!(!shows_password, "{second:?}");
}

#[test]
fn a_start_that_fails_after_it_has_made_the_first_admin_has_printed_the_password() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let arguments = ["serve", "--listen", &address];
    let output = moderato(folder.path(), &arguments).output().unwrap();

    assert_eq!(output.status.code(), Some(1));
    let complaint = stderr(&output);
    assert!(
        complaint.contains("Choose another with MODERATO_LISTEN."),
        "{complaint}"
    );
    let said = stdout(&output);
    assert!(
        said.contains("One-time password:"),
        "the password is not shown: {said}"
    );
}
