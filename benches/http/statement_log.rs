//! Which statements does one request take? From Postgres's own log, so that the reference runs what
//! the service runs, whatever that is by then.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::fixture::{Stage, connect};
use super::message::Message;

/// What the server said, line by line.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn lines() -> MutexGuard<'static, Vec<String>> {
    LINES.lock().unwrap()
}

struct Lines;

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Line);
    }
}

struct Line;

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "line" {
            lines().push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Hears the embedded server's log from now on.
pub fn listen() {
    let postgres = Targets::new().with_target("moderato::postgres", LevelFilter::DEBUG);
    tracing_subscriber::registry()
        .with(Lines.with_filter(postgres))
        .init();
}

/// Sessions of `database` that begin from now on say what they do, or no longer.
pub async fn talk(stage: &Stage, database: &str) {
    for setting in [
        "log_min_duration_statement = 0",
        "log_error_verbosity = 'default'",
    ] {
        stage
            .say(&format!("ALTER DATABASE {database} SET {setting}"))
            .await;
    }
}

pub async fn hush(stage: &Stage, database: &str) {
    stage
        .say(&format!("ALTER DATABASE {database} RESET ALL"))
        .await;
}

/// What each of `count` requests took of the database at `url`. Its sessions must talk.
pub async fn watch(url: &str, count: usize, request: impl AsyncFn()) -> Vec<Message> {
    let sql = connect(url).await;
    // Statements are prepared, and their plans chosen, by then.
    for _ in 0..50 {
        request().await;
    }
    mark(&sql, "begins").await;
    lines().clear();
    for _ in 0..count {
        request().await;
    }
    mark(&sql, "ends").await;
    let mut messages: Vec<Message> = Vec::new();
    for line in lines().drain(..) {
        if let Some(parameters) = Message::parameters(&line) {
            if let Some(last) = messages.last_mut() {
                last.parameters = parameters;
            }
        } else if let Some(message) = Message::read(&line) {
            add(&mut messages, message);
        }
    }
    // The service's own loops speak now and then.
    messages.retain(|message| message.count * 2.0 >= count as f64);
    messages.iter_mut().for_each(|message| {
        message.milliseconds /= message.count;
        message.count /= count as f64;
    });
    messages
}

/// Waits until the server's log has come this far.
async fn mark(sql: &tokio_postgres::Client, name: &str) {
    let statement = format!("SELECT 'the capture {name}'");
    sql.batch_execute(&statement).await.unwrap();
    while !lines().iter().any(|line| line.ends_with(&statement)) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    lines().retain(|line| !line.ends_with(&statement));
}

/// The last one stays last, so that its values find it.
fn add(messages: &mut Vec<Message>, new: Message) {
    let same = |known: &Message| known.step == new.step && known.text == new.text;
    match messages.iter().position(same) {
        Some(place) => {
            let known = messages.remove(place);
            let (count, milliseconds) = (known.count + 1.0, known.milliseconds + new.milliseconds);
            messages.push(Message {
                count,
                milliseconds,
                ..new
            });
        }
        None => messages.push(new),
    }
}
