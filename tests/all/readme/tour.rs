//! The tour of the README: its `sh` blocks are run in order, in one shell, against a service.

use std::path::Path;
use std::process::{Command, Stdio};

use moderato::config::FirstAdmin;
use moderato::flows::accounts::first_admin::first_admin;
use serde_json::json;
use tempfile::TempDir;

use super::pages::{page, section};
use crate::support::service::Service;

/// Separates the outputs of two blocks.
const BORDER: &str = "-- the next block --";
/// Any text, in a stated output.
const ANYTHING: char = '…';

/// Some commands, and the output that the page promises for them.
struct Step {
    commands: String,
    stated: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_does_what_it_says() {
    let service = Service::start(json!({})).await;
    first_admin(&service.app(), Some(&admin())).await.unwrap();
    let steps = steps(&section(&page("README.md"), "## A five-minute tour"));
    let answers = TempDir::new().unwrap();

    let script = script(&steps, &service);
    let output = run(&script, answers.path()).await;

    let outputs: Vec<&str> = output.split(BORDER).collect();
    assert_eq!(outputs.len(), steps.len(), "{output}");
    for (step, output) in steps.iter().zip(&outputs) {
        if let Some(stated) = &step.stated {
            assert_alike(output.trim(), stated.trim(), &step.commands);
        }
    }

    let statuses = statuses(answers.path());
    assert_eq!(
        statuses.len(),
        script.matches("curl -").count(),
        "a curl that was not run"
    );

    let mut refused: Vec<&str> = statuses.iter().map(String::as_str).collect();
    refused.retain(|status| *status >= "400");
    let stated = steps.iter().filter_map(|step| step.stated.as_deref());
    let mut stated: Vec<&str> = stated.map(str::trim).collect();
    stated.retain(|text| refused.contains(text));
    refused.sort_unstable();
    stated.sort_unstable();
    assert_eq!(
        refused, stated,
        "refusals that the tour does not announce: {output}"
    );
}

/// The admin that the page starts the service with.
fn admin() -> FirstAdmin {
    FirstAdmin {
        email: "grace@example.org".to_owned(),
        password: Some("the tea is never too hot".to_owned()),
    }
}

/// The blocks of a section; a `text` block states the output of the `sh` block before it.
fn steps(section: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();

    for fenced in section.split("```").skip(1).step_by(2) {
        let (language, content) = fenced.split_once('\n').unwrap();
        match language {
            "sh" => steps.push(Step {
                commands: content.to_owned(),
                stated: None,
            }),
            "text" => steps.last_mut().unwrap().stated = Some(content.to_owned()),
            // How the service is started: the test has started it.
            "console" => {}
            other => panic!("a block of the tour is {other:?}"),
        }
    }
    assert!(steps.len() > 3, "the tour is gone");

    steps
}

fn script(steps: &[Step], service: &Service) -> String {
    let blocks: Vec<&str> = steps.iter().map(|step| step.commands.as_str()).collect();
    let url = format!("http://{}", service.address());

    blocks
        .join(&format!("\necho '{BORDER}'\n"))
        .replace("http://127.0.0.1:8080", &url)
}

/// Runs the script, which writes the head of each answer to a file in `answers`; its output.
async fn run(script: &str, answers: &Path) -> String {
    let watched = format!(
        "set -euo pipefail\n\
         curl() {{ command curl --noproxy '*' --dump-header \"$(mktemp --tmpdir=\"$ANSWERS\")\" \"$@\"; }}\n{script}"
    );
    let mut command = Command::new("bash");
    command
        .arg("-c")
        .arg(&watched)
        .env("ANSWERS", answers)
        .stdin(Stdio::null());

    let running = tokio::task::spawn_blocking(move || command.output());
    let output = running.await.unwrap().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{complaints}");

    printed
}

/// The status of each answer.
fn statuses(answers: &Path) -> Vec<String> {
    let files = std::fs::read_dir(answers).unwrap();
    let heads = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());

    heads
        .map(|head| head.split(' ').nth(1).unwrap_or_default().trim().to_owned())
        .collect()
}

/// Compares line by line; `…` fits any text.
fn assert_alike(output: &str, stated: &str, commands: &str) {
    let mut pairs = output.lines().zip(stated.lines());
    let is_alike = output.lines().count() == stated.lines().count()
        && pairs.all(|(line, pattern)| fits(line.trim_end(), pattern.trim_end()));

    assert!(
        is_alike,
        "{commands}\nprints\n{output}\nand not, as the tour says,\n{stated}"
    );
}

/// Whether a line fits the stated one; `…` fits any text.
pub fn fits(line: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once(ANYTHING) else {
        return line == pattern;
    };
    let Some(line) = line.strip_prefix(start) else {
        return false;
    };

    let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    ends.any(|at| fits(&line[at..], rest))
}
