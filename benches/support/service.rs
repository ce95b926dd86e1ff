//! The service as its users run it: the built program as a process, with its defaults but for the
//! rate limits.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::process::Process;

const EMAIL: &str = "admin@example.org";
const PASSWORD: &str = "a long enough password";

/// How many lines of the log are shown if the benchmark fails.
const LAST_LINES: usize = 20;

/// A running service with one admin. Dropping it kills the process.
pub struct Service {
    child: Child,
    output: BufReader<ChildStdout>,
    /// For example `http://127.0.0.1:12345`.
    pub url: String,
    pub process: Process,
    log: Log,
}

/// The file that holds the service's log, as a supervisor would keep it.
struct Log {
    path: PathBuf,
    file: File,
}

/// The command that runs the service on the folder `data`. The benchmark adds its own settings.
pub fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moderato"));
    command
        .arg("serve")
        .env_remove("RUST_LOG")
        .env_remove("DATABASE_URL")
        .env("MODERATO_DATA_DIR", data)
        .env("MODERATO_LISTEN", "127.0.0.1:0")
        .env("MODERATO_RATE_LIMITS", "off")
        .env("MODERATO_ADMIN_EMAIL", EMAIL)
        .env("MODERATO_ADMIN_PASSWORD", PASSWORD);

    command
}

impl Service {
    /// Starts the service and waits until it listens. `log` is the file for its log.
    pub fn start(mut command: Command, log: PathBuf) -> Self {
        let log = Log::create(log);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.file.try_clone().unwrap())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());

        let mut service = Self {
            output,
            url: String::new(),
            process: Process::new(child.id()),
            child,
            log,
        };
        service.url = service.wait_for("listens on ");

        service
    }

    /// Reads what the service prints until a line contains `mark`, and returns the rest of that
    /// line.
    pub fn wait_for(&mut self, mark: &str) -> String {
        loop {
            let mut line = String::new();
            let bytes = self.output.read_line(&mut line).unwrap();
            assert!(
                bytes > 0,
                "the service ended before it printed {mark:?}: {}",
                self.log.end()
            );

            if let Some((_, rest)) = line.trim_end().split_once(mark) {
                return rest.to_owned();
            }
        }
    }

    /// A handle of the log, to empty it between two turns: a line for each of a million answers
    /// would fill the disk.
    pub fn log(&self) -> File {
        self.log.file.try_clone().unwrap()
    }

    /// Signs the admin in and returns the access token.
    pub async fn sign_in(&self) -> String {
        let credentials = json!({ "email": EMAIL, "password": PASSWORD });
        let session = self.post("/v1/auth/token", None, &credentials).await;

        session["access_token"].as_str().unwrap().to_owned()
    }

    /// Posts JSON, with an access token if there is one, and returns the JSON of the answer.
    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Value {
        let mut request = reqwest::Client::new()
            .post(format!("{}{path}", self.url))
            .json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }

        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");

        serde_json::from_str(&text).unwrap()
    }

    /// Ends the service by SIGTERM and returns how long it takes.
    pub fn terminate(mut self) -> Duration {
        let id = Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        let begun = Instant::now();

        kill(id, Signal::SIGTERM).unwrap();
        assert!(self.child.wait().unwrap().success());

        begun.elapsed()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("The end of the service's log:\n{}", self.log.end());
        }

        // Both do nothing after `terminate`.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Log {
    fn create(path: PathBuf) -> Self {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .unwrap();

        Self { path, file }
    }

    /// The last lines, while the scratch folder still has them.
    fn end(&self) -> String {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(LAST_LINES);

        lines[from..].join("\n")
    }
}
