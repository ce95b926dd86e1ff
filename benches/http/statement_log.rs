//! The statements of one request, from Postgres's own log, so that the reference always runs what
//! the service runs.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio_postgres::Client;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::fixture::Fixture;
use super::message::Message;
use super::support::postgres::connect;

/// After so many requests the statements are prepared and their plans are chosen.
const WARM_UP: usize = 50;

/// The lines that the server logged.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn lines() -> MutexGuard<'static, Vec<String>> {
    LINES.lock().unwrap()
}

/// Keeps the lines of the embedded server's log from now on.
pub fn subscribe() {
    let postgres = Targets::new().with_target("moderato::postgres", LevelFilter::DEBUG);
    tracing_subscriber::registry()
        .with(LineCollector.with_filter(postgres))
        .init();
}

/// Makes sessions of `database` that begin from now on log each statement.
pub async fn enable(fixture: &Fixture, database: &str) {
    for setting in [
        "log_min_duration_statement = 0",
        "log_error_verbosity = 'default'",
    ] {
        let alter = format!("ALTER DATABASE {database} SET {setting}");
        fixture.sql.batch_execute(&alter).await.unwrap();
    }
}

/// Ends the effect of [`enable`] for sessions that begin from now on.
pub async fn disable(fixture: &Fixture, database: &str) {
    let alter = format!("ALTER DATABASE {database} RESET ALL");
    fixture.sql.batch_execute(&alter).await.unwrap();
}

/// The messages of one request: the mean of `count` requests to the database at `url`, whose
/// sessions are logged.
pub async fn capture(url: &str, count: usize, request: impl AsyncFn()) -> Vec<Message> {
    let sql = connect(url).await;
    for _ in 0..WARM_UP {
        request().await;
    }

    wait_for_log(&sql, "begins").await;
    lines().clear();
    for _ in 0..count {
        request().await;
    }
    wait_for_log(&sql, "ends").await;

    let mut messages = read_messages(&mut lines());

    // The service's own loops send statements now and then.
    messages.retain(|message| message.count * 2.0 >= count as f64);
    for message in &mut messages {
        message.milliseconds /= message.count;
        message.count /= count as f64;
    }

    messages
}

/// Logs a statement and waits until the log has come to it.
async fn wait_for_log(sql: &Client, name: &str) {
    let statement = format!("SELECT 'the capture {name}'");
    sql.batch_execute(&statement).await.unwrap();

    while !lines().iter().any(|line| line.ends_with(&statement)) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    lines().retain(|line| !line.ends_with(&statement));
}

fn read_messages(lines: &mut Vec<String>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();

    for line in lines.drain(..) {
        if let Some(parameters) = Message::parse_parameters(&line) {
            if let Some(last) = messages.last_mut() {
                last.parameters = parameters;
            }
        } else if let Some(message) = Message::parse(&line) {
            add(&mut messages, message);
        }
    }

    messages
}

/// Adds a message, or its count and time to those of an equal one. It becomes the last one, so that
/// the line after it can add its parameters.
fn add(messages: &mut Vec<Message>, mut new: Message) {
    let is_same = |known: &Message| known.step == new.step && known.text == new.text;

    if let Some(place) = messages.iter().position(is_same) {
        let known = messages.remove(place);
        new.count = known.count + 1.0;
        new.milliseconds += known.milliseconds;
    }
    messages.push(new);
}

/// The tracing layer that keeps the lines.
struct LineCollector;

impl<S: Subscriber> Layer<S> for LineCollector {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut LineVisitor);
    }
}

struct LineVisitor;

impl Visit for LineVisitor {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "line" {
            lines().push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
