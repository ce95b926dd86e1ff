//! However much is logged, what people wrote is not; and what strangers send is no error of ours.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use tempfile::TempDir;

use crate::support::command_line::moderato;

/// A service of its own, whose log goes to a file.
struct Logged {
    folder: TempDir,
    serve: Child,
    /// Kept open: a service whose output nobody takes ends.
    _output: BufReader<ChildStdout>,
    address: String,
}

impl Logged {
    fn start(settings: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--drain-seconds", "0"];
        let mut serve = moderato(&folder.path().join("data"), &arguments)
            .envs(settings.iter().copied())
            .stderr(File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(serve.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("listens on ") {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "it has ended");
        }
        let address = line.rsplit("http://").next().unwrap().trim().to_owned();
        Self {
            folder,
            serve,
            _output: output,
            address,
        }
    }

    /// Stops the service; all that it logged.
    fn stop(mut self) -> String {
        kill(
            Pid::from_raw(self.serve.id().try_into().unwrap()),
            Signal::SIGTERM,
        )
        .unwrap();
        assert!(self.serve.wait().unwrap().success());
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_library_logs_what_people_wrote_even_at_the_finest_level() {
    let service = Logged::start(&[("RUST_LOG", "trace")]);
    let preview = format!("http://{}/v1/comments/preview", service.address);
    let body = json!({ "body": "planted-words, **loud** and <b>plain</b>" });
    let client = reqwest::Client::new();
    let answer = client
        .post(preview)
        .bearer_auth("planted-token")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("planted-words"));
    let logged = service.stop();
    assert!(
        logged.contains("/v1/comments/preview"),
        "the request is not logged at all"
    );
    assert_eq!(logged.lines().find(|line| line.contains("planted")), None);
}

#[test]
fn what_is_no_http_is_no_error_of_ours() {
    let service = Logged::start(&[]);
    let mut wire = TcpStream::connect(&service.address).unwrap();
    wire.write_all(b"\x16\x03\x01 no HTTP at all\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    wire.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let logged = service.stop();
    assert!(logged.contains("INFO"), "nothing is logged at all");
    assert_eq!(logged.lines().find(|line| line.contains("ERROR")), None);
}
