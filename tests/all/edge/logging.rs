//! The log of requests: one line each, and never the words of users.

use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use moderato::app::background::Background;
use moderato::worker::supervise::supervise;
use serde_json::Value;

use super::service::EdgeService;
use crate::support::eventually::eventually;

/// Everything that this test binary logs from the first use on.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    log
});

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines of one request.
    fn lines(&self, id: &str) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().filter(|line| line.contains(id));

        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_request_is_one_line_with_its_template_and_time_and_no_words_of_users() {
    LazyLock::force(&LOG);
    let service = EdgeService::start();

    let head = "POST /docs/planted-path?email=planted-query@example.org\n\
        X-Request-Id: logged-request-1\n\
        Authorization: Bearer planted-token\n\
        X-Forwarded-For: 198.51.100.77\n\
        Content-Type: application/json";
    let answer = service.ask_with(head, "{\"body\": \"planted-body\"}").await;
    answer.refused(405, "method_not_allowed");

    let lines = LOG.lines("logged-request-1");
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let fields = &line["fields"];
    assert_eq!(fields["http.method"], "POST");
    assert_eq!(fields["http.route"], "/docs/{file}");
    assert_eq!(fields["http.status"], 405);
    assert_eq!(fields["request.id"], "logged-request-1");
    let duration = fields["duration_ms"].as_f64();
    assert!(duration.is_some_and(|duration| duration > 0.0));
    assert!(!line.to_string().contains("127.0.0.1"), "the peer: {line}");

    let log = LOG.text();
    for planted in ["planted-", "198.51.100.77"] {
        let found = log.lines().find(|line| line.contains(planted));
        assert_eq!(found, None, "{planted}");
    }
}

#[tokio::test]
async fn a_panic_is_logged_under_the_id_of_its_request() {
    LazyLock::force(&LOG);
    let service = EdgeService::start();

    let head = "GET /probe/panic\nX-Request-Id: logged-request-2";
    service.ask(head).await;

    let lines = LOG.lines("logged-request-2");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0]["level"], "ERROR");
    assert_eq!(lines[0]["fields"]["error.what"], "a secret of the inside");
    assert_eq!(lines[1]["fields"]["http.status"], 500);
}

#[tokio::test]
async fn the_death_of_a_background_loop_is_logged_once_with_its_name() {
    LazyLock::force(&LOG);
    let background = Arc::<Background>::default();

    let _running = tokio::spawn(supervise(background, "logged_loop", async || {
        panic!("a fault of the loop")
    }));
    eventually("the death is logged", Duration::from_secs(10), async || {
        !LOG.lines("logged_loop").is_empty()
    })
    .await;

    let lines = LOG.lines("logged_loop");
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert_eq!(line["level"], "ERROR");
    assert_eq!(line["fields"]["background.loop"], "logged_loop");
    assert_eq!(line["fields"]["error.what"], "a fault of the loop");
}
