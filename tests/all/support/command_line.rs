//! The program `moderato`, started as an operator starts it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::json::text;

/// The arguments that serve on a free port and drain at once.
pub const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--drain-seconds", "0"];

/// The program on this data folder. Of the environment of the tests it gets only `PATH`.
pub fn moderato(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moderato"));

    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("MODERATO_DATA_DIR", data_dir)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());

    command
}

/// What a program wrote to its standard output.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a program wrote to its standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The standard output of a program that succeeded.
#[track_caller]
pub fn printed(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    stdout(output)
}

/// The one line on the standard error of a program that failed.
#[track_caller]
pub fn complaint(output: &Output) -> String {
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );

    let text = stderr(output);
    assert_eq!(text.lines().count(), 1, "more than one line: {text}");

    text
}

/// Asks a program to stop, and waits until it has ended.
pub fn terminate(process: &mut Child) -> ExitStatus {
    let pid = Pid::from_raw(process.id().try_into().unwrap());
    kill(pid, Signal::SIGTERM).unwrap();

    process.wait().unwrap()
}

/// `moderato serve` on a fresh data folder, until the test ends.
pub struct Serving {
    /// The URL of the service, `http://127.0.0.1:…`.
    pub address: String,
    /// The lines that it printed when it started.
    pub said: String,
    process: Child,
    /// The data folder of the service, and the file of its log.
    folder: TempDir,
}

impl Serving {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts it with these variables in its environment.
    pub fn start_with(variables: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let process = moderato(&folder.path().join("data"), &SERVE)
            .envs(variables.iter().copied())
            .stderr(log)
            .spawn()
            .unwrap();

        // From here on the process ends with the test, even if the test fails below.
        let mut serving = Self {
            address: String::new(),
            said: String::new(),
            process,
            folder,
        };

        for line in BufReader::new(serving.process.stdout.take().unwrap()).lines() {
            serving.said.push_str(&format!("{}\n", line.unwrap()));
            // The last line that is printed at the start.
            if serving.said.contains("API and documentation:") {
                break;
            }
        }
        serving.address = serving.told("listens on ").to_owned();

        serving
    }

    /// The rest of the printed line that holds these words.
    pub fn told(&self, words: &str) -> &str {
        let line = self.said.lines().find_map(|line| line.split_once(words));
        let (_, rest) = line.unwrap_or_else(|| panic!("no {words:?} in {:?}", self.said));

        rest.trim()
    }

    /// Another command on the same data folder.
    pub fn beside(&self, arguments: &[&str]) -> Output {
        let data_dir = self.folder.path().join("data");

        moderato(&data_dir, arguments).output().unwrap()
    }

    /// Signs in with a password that must be right, and returns the access token.
    pub async fn sign_in(&self, email: &str, password: &str) -> String {
        let body = json!({ "email": email, "password": password });
        let answer = Client::new()
            .post(format!("{}/v1/auth/token", self.address))
            .json(&body)
            .send()
            .await
            .unwrap();

        assert_eq!(answer.status(), StatusCode::OK);
        let tokens: Value = answer.json().await.unwrap();

        text(&tokens["access_token"])
    }

    fn end(&mut self) -> ExitStatus {
        if let Some(ended) = self.process.try_wait().unwrap() {
            return ended;
        }

        terminate(&mut self.process)
    }

    /// Stops the service, which must end with success; its log.
    pub fn stop(mut self) -> String {
        assert!(self.end().success());

        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}
