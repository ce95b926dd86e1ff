//! Can a newcomer follow the tour? Every `sh` block of it is run, in order, in one shell, against a
//! service.

use std::path::Path;
use std::process::{Command, Stdio};

use moderato::config::FirstAdmin;
use moderato::flows::accounts::first_admin::first_admin;
use tempfile::TempDir;

use super::{page, section};
use crate::support::app::TestApp;

/// Stands between the outputs of two blocks.
const BORDER: &str = "-- the next block --";
/// In a stated output: anything.
const ANYTHING: char = '…';

/// Some commands, and the output that the page promises for them.
struct Step {
    commands: String,
    stated: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_does_what_it_says() {
    let app = TestApp::start().await;
    let steps = steps(&section(&page("README.md"), "## A five-minute tour"));
    let answers = tempfile::tempdir().unwrap();
    first_admin(&app.app, Some(&admin())).await.unwrap();
    let script = script(&steps, &app);
    let output = run(&script, answers.path()).await;
    let outputs: Vec<&str> = output.split(BORDER).collect();
    assert_eq!(outputs.len(), steps.len(), "{output}");
    for (step, output) in steps.iter().zip(&outputs) {
        if let Some(stated) = &step.stated {
            assert_alike(output.trim(), stated.trim(), &step.commands);
        }
    }
    let statuses = statuses(&answers);
    assert_eq!(
        statuses.len(),
        script.matches("curl -").count(),
        "a curl that was not run"
    );
    let mut refused: Vec<&str> = statuses
        .iter()
        .map(String::as_str)
        .filter(|it| *it >= "400")
        .collect();
    let mut stated: Vec<&str> = steps
        .iter()
        .filter_map(|step| step.stated.as_deref())
        .map(str::trim)
        .collect();
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

fn script(steps: &[Step], app: &TestApp) -> String {
    let blocks: Vec<&str> = steps.iter().map(|step| step.commands.as_str()).collect();
    let address = format!("http://{}", app.address);
    blocks
        .join(&format!("\necho '{BORDER}'\n"))
        .replace("http://127.0.0.1:8080", &address)
}

/// Runs the script; every answer's head goes to a file of its own in `answers`.
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
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    told
}

/// The status of every answer.
fn statuses(answers: &TempDir) -> Vec<String> {
    let files = std::fs::read_dir(answers.path()).unwrap();
    let heads = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    heads
        .map(|head| head.split(' ').nth(1).unwrap_or_default().trim().to_owned())
        .collect()
}

/// Compares line by line; `…` stands for anything.
fn assert_alike(output: &str, stated: &str, commands: &str) {
    let is_alike = output.lines().count() == stated.lines().count()
        && output
            .lines()
            .zip(stated.lines())
            .all(|(line, pattern)| fits(line.trim_end(), pattern.trim_end()));
    assert!(
        is_alike,
        "{commands}\nprints\n{output}\nand not, as the tour says,\n{stated}"
    );
}

/// Whether a line is what was stated for it; `…` stands for anything.
pub fn fits(line: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once(ANYTHING) else {
        return line == pattern;
    };
    let Some(line) = line.strip_prefix(start) else {
        return false;
    };
    line.char_indices()
        .map(|(at, _)| at)
        .chain([line.len()])
        .any(|at| fits(&line[at..], rest))
}
