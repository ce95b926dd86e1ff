//! However much is logged, what people wrote is not.

use std::fs::File;
use std::io::{BufRead, BufReader};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use tempfile::TempDir;

use super::moderato;

#[tokio::test(flavor = "multi_thread")]
async fn no_library_logs_what_people_wrote_even_at_the_finest_level() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--drain-seconds", "0"];
    let mut serve = moderato(&folder.path().join("data"), &arguments)
        .env("RUST_LOG", "trace")
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(serve.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.by_ref().find_map(|line| line.split_once("listens on ").map(|(_, it)| it.to_owned()));
    let preview = format!("{}/v1/comments/preview", address.unwrap());
    let body = json!({ "body": "planted-words, **loud** and <b>plain</b>" });
    let client = reqwest::Client::new();
    let answer = client.post(preview).bearer_auth("planted-token").json(&body).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("planted-words"));
    kill(Pid::from_raw(serve.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert!(serve.wait().unwrap().success());
    let logged = std::fs::read_to_string(&log).unwrap();
    assert!(logged.contains("/v1/comments/preview"), "the request is not logged at all");
    assert_eq!(logged.lines().find(|line| line.contains("planted")), None);
}
