//! Load over HTTP: `wrk`, bounded in time and connections, with a script that counts errors.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde::Deserialize;

use super::bare_server::BareServer;
use super::fixture::Fixture;
use super::outcome::{CpuClock, Outcome};
use super::request::Request;
use super::support::process::Process;
use super::support::service::Service;

const SCRIPT: &str = include_str!("load.lua");

pub struct Wrk {
    request: Request,
    connections: usize,
    /// The process that answers.
    process: Process,
    /// Empties the log of the process that answers.
    after: Box<dyn Fn()>,
    /// A file with the paths to post comments to, one on each line; `None` for GET requests.
    posts: Option<PathBuf>,
    script: PathBuf,
}

/// The line that the script prints at the end.
#[derive(Deserialize)]
struct Report {
    requests: f64,
    seconds: f64,
    errors: u64,
    p50: f64,
    p99: f64,
}

/// Ends the benchmark with an instruction if `wrk` is not installed.
pub fn require_wrk() {
    let found = Command::new("wrk").arg("--version").output();
    assert!(
        found.is_ok(),
        "There is no wrk here. Install it: apt-get install wrk (brew install wrk)."
    );
}

impl Wrk {
    /// GET requests to the service.
    pub fn get(fixture: &Fixture, service: &Service, request: Request, connections: usize) -> Self {
        let log = service.log();

        Self {
            request,
            connections,
            process: service.process,
            after: Box::new(move || log.set_len(0).unwrap()),
            posts: None,
            script: write_script(fixture.scratch().path()),
        }
    }

    /// GET requests to the bare server.
    pub fn get_bare(
        fixture: &Fixture,
        bare: &BareServer,
        request: Request,
        connections: usize,
    ) -> Self {
        Self {
            request,
            connections,
            process: bare.process,
            after: Box::new(|| {}),
            posts: None,
            script: write_script(fixture.scratch().path()),
        }
    }

    /// New comments to the service, at these paths by chance.
    pub fn post(
        fixture: &Fixture,
        service: &Service,
        paths: &[String],
        connections: usize,
    ) -> Self {
        let list = fixture.scratch().subfolder("posts").join("paths");
        std::fs::write(&list, paths.join("\n")).unwrap();
        let request = Request::to(&service.url);

        Self {
            posts: Some(list),
            ..Self::get(fixture, service, request, connections)
        }
    }

    pub fn turn(&self, time: Duration, number: usize) -> Outcome {
        let cpu = CpuClock::start(self.process);
        let output = self.command(time, number).output().unwrap();
        let report = self.report(&output);
        let cpu = cpu.for_each(report.requests);
        (self.after)();

        Outcome {
            count: report.requests,
            per_second: report.requests / report.seconds,
            p50: report.p50,
            p99: report.p99,
            cpu,
        }
    }

    fn command(&self, time: Duration, number: usize) -> Command {
        let mut command = Command::new("wrk");

        // A late answer counts as an answer; one that never comes ends the benchmark.
        command.args(["--threads", "2", "--timeout", "20s"]);
        command
            .arg("--connections")
            .arg(self.connections.to_string());
        command
            .arg("--duration")
            .arg(format!("{}s", time.as_secs()));
        command.arg("--script").arg(&self.script);
        for header in &self.request.headers {
            command
                .arg("--header")
                .arg(format!("{}: {}", header.name, header.value));
        }

        command
            .arg(&self.request.url)
            .arg("--")
            .arg(number.to_string())
            .args(&self.posts);

        command
    }

    /// What the script reported. Ends the benchmark if an answer is missing or an error.
    fn report(&self, output: &Output) -> Report {
        let url = &self.request.url;
        let text = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("RESULT "))
            .unwrap_or_else(|| panic!("wrk reported no result for {url}: {text}{complaint}"));

        let report: Report = serde_json::from_str(line).unwrap();
        assert!(report.requests > 0.0, "no answer of {url} in time: {text}");
        assert_eq!(report.errors, 0, "errors of {url}: {text}");

        report
    }
}

fn write_script(folder: &Path) -> PathBuf {
    let path = folder.join("load.lua");
    std::fs::write(&path, SCRIPT).unwrap();

    path
}
