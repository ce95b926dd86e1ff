//! Load over HTTP: `wrk`, bounded in time and connections, with a script that counts every answer
//! that is none.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::load::{Outcome, cpu_each};
use super::machine::Process;

const SCRIPT: &str = include_str!("load.lua");

pub struct Wrk {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub connections: usize,
    /// Who serves it.
    pub process: Process,
    /// Empties the log of who serves it.
    pub after: Box<dyn Fn()>,
    /// Posts comments to the articles of this file, a path on each line; `None`: gets the URL.
    pub posts: Option<PathBuf>,
    /// Where the script is kept.
    pub folder: PathBuf,
}

#[derive(Deserialize)]
struct Said {
    requests: f64,
    seconds: f64,
    errors: u64,
    p50: f64,
    p99: f64,
}

/// Ends the benchmark, with what to do, where there is no `wrk`.
pub fn insist() {
    let found = Command::new("wrk").arg("--version").output();
    assert!(
        found.is_ok(),
        "There is no wrk here. Install it: apt-get install wrk (brew install wrk)."
    );
}

impl Wrk {
    pub fn turn(&self, time: Duration, number: usize) -> Outcome {
        let script = script(&self.folder);
        let before = self.process.cpu();
        let mut command = Command::new("wrk");
        // Late is late, but an answer; what never comes ends the benchmark.
        command.args(["--threads", "2", "--timeout", "20s"]);
        command
            .arg("--connections")
            .arg(self.connections.to_string());
        command
            .arg("--duration")
            .arg(format!("{}s", time.as_secs()));
        command.arg("--script").arg(&script);
        for (name, value) in &self.headers {
            command.arg("--header").arg(format!("{name}: {value}"));
        }
        command
            .arg(&self.url)
            .arg("--")
            .arg(number.to_string())
            .args(&self.posts);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("RESULT "))
            .unwrap_or_else(|| {
                panic!(
                    "wrk said no result for {}: {text}{}",
                    self.url,
                    String::from_utf8_lossy(&output.stderr)
                )
            });
        let said: Said = serde_json::from_str(line).unwrap();
        assert!(
            said.requests > 0.0,
            "no answer of {} in time: {text}",
            self.url
        );
        assert_eq!(
            said.errors, 0,
            "answers of {} that are none: {text}",
            self.url
        );
        let cpu = cpu_each(self.process, before, said.requests);
        (self.after)();
        let Said {
            requests: count,
            seconds,
            p50,
            p99,
            ..
        } = said;
        Outcome {
            count,
            per_second: count / seconds,
            p50,
            p99,
            cpu,
        }
    }
}

fn script(folder: &Path) -> PathBuf {
    let path = folder.join("load.lua");
    std::fs::write(&path, SCRIPT).unwrap();
    path
}
