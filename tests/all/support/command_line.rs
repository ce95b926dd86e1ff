//! The program itself, as somebody at the machine starts it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The program on this data folder, with nothing of our environment but `PATH`.
pub fn moderato(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moderato"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("MODERATO_DATA_DIR", data_dir).args(arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Whatever it wrote to its standard output, and to its error stream.
pub fn streams(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// What it says when it did what was asked.
pub fn printed(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line that it says when it did not.
pub fn complaint(output: &Output) -> String {
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "more than one line: {text}");
    text
}

/// `moderato serve` on a fresh data folder, until the test ends.
pub struct Serving {
    /// Where it listens, as `http://127.0.0.1:…`.
    pub address: String,
    /// What it said about itself.
    pub said: String,
    process: Child,
    folder: TempDir,
}

impl Serving {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts it with these variables in its environment.
    pub fn start_with(variables: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = moderato(
            folder.path(),
            &["serve", "--listen", "127.0.0.1:0", "--drain-seconds", "0"],
        );
        let process = command
            .envs(variables.iter().copied())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Held from here on, so that it ends with the test, also with one that fails below.
        let mut serving = Self {
            address: String::new(),
            said: String::new(),
            process,
            folder,
        };
        for line in BufReader::new(serving.process.stdout.take().unwrap()).lines() {
            serving.said.push_str(&format!("{}\n", line.unwrap()));
            // The last words of a start.
            if serving.said.contains("API and documentation:") {
                break;
            }
        }
        serving.address = serving.told("listens on ").to_owned();
        serving
    }

    /// What stands behind these words.
    pub fn told(&self, words: &str) -> &str {
        let line = self.said.lines().find_map(|line| line.split_once(words));
        line.unwrap_or_else(|| panic!("no {words:?} in {:?}", self.said))
            .1
            .trim()
    }

    /// Another command on the same data folder.
    pub fn beside(&self, arguments: &[&str]) -> Output {
        moderato(self.folder.path(), arguments).output().unwrap()
    }

    /// Signs in with a password that must be right; the access token.
    pub async fn sign_in(&self, email: &str, password: &str) -> String {
        let body = json!({ "email": email, "password": password });
        let sent = Client::new()
            .post(format!("{}/v1/auth/token", self.address))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), StatusCode::OK);
        sent.json::<Value>().await.unwrap()["access_token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn end(&mut self) -> ExitStatus {
        if let Some(ended) = self.process.try_wait().unwrap() {
            return ended;
        }
        kill(
            Pid::from_raw(self.process.id().try_into().unwrap()),
            Signal::SIGTERM,
        )
        .unwrap();
        self.process.wait().unwrap()
    }

    /// Stops it in order.
    pub fn stop(mut self) {
        assert!(self.end().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}
