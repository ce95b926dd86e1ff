//! Which statements does one request take, with which values, and how long does Postgres take over each? From its own log,
//! so that the reference runs what the service runs, whatever that is by then.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::stage::{Stage, connect};

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
    tracing_subscriber::registry().with(Lines.with_filter(postgres)).init();
}

/// A message of the protocol that Postgres answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Text becomes a statement.
    Parse,
    /// A statement gets its values and, unless its plan is kept, its plan.
    Bind,
    Execute,
    /// Text that is carried out at once: BEGIN, COMMIT.
    Simple,
}

/// The same step of the same statement, over all requests.
#[derive(Debug)]
pub struct Message {
    pub step: Step,
    pub text: String,
    pub parameters: Vec<Option<String>>,
    /// In one request.
    pub count: f64,
    /// Each time.
    pub milliseconds: f64,
}

/// Sessions of `database` that begin from now on say what they do, or no longer.
pub async fn talk(stage: &Stage, database: &str) {
    for setting in ["log_min_duration_statement = 0", "log_error_verbosity = 'default'"] {
        stage.say(&format!("ALTER DATABASE {database} SET {setting}")).await;
    }
}

pub async fn hush(stage: &Stage, database: &str) {
    stage.say(&format!("ALTER DATABASE {database} RESET ALL")).await;
}

/// What each of `count` requests took of the database at `url`. Its sessions must talk.
pub async fn watch(url: &str, count: usize, request: impl AsyncFn()) -> Vec<Message> {
    let sql = connect(url).await;
    // Statements are prepared, and their plans chosen, by then.
    for _ in 0..10 {
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
        if let Some(parameters) = line.strip_prefix("DETAIL:  ").and_then(parameters) {
            if let Some(last) = messages.last_mut() {
                last.parameters = parameters;
            }
        } else if let Some(message) = read(&line) {
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
            messages.push(Message { count, milliseconds, ..new });
        }
        None => messages.push(new),
    }
}

fn read(line: &str) -> Option<Message> {
    let (milliseconds, rest) = line.strip_prefix("LOG:  duration: ")?.split_once(" ms  ")?;
    let (step, text) = rest.split_once(": ")?;
    let step = match step.split(' ').next()? {
        "parse" => Step::Parse,
        "bind" => Step::Bind,
        "execute" => Step::Execute,
        _ => Step::Simple,
    };
    let (milliseconds, text) = (milliseconds.parse().ok()?, text.to_owned());
    Some(Message { step, text, parameters: Vec::new(), count: 1.0, milliseconds })
}

/// `parameters: $1 = 'it''s', $2 = NULL`.
fn parameters(detail: &str) -> Option<Vec<Option<String>>> {
    let (name, mut rest) = detail.split_once(": ")?;
    if !name.eq_ignore_ascii_case("parameters") {
        return None;
    }
    let mut values = Vec::new();
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            values.push(None);
            rest = value;
            continue;
        };
        let mut text = String::new();
        let mut letters = quoted.char_indices().peekable();
        let end = loop {
            match letters.next()? {
                (_, '\'') if letters.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
                (end, '\'') => break end,
                (_, letter) => text.push(letter),
            }
        };
        values.push(Some(text));
        rest = &quoted[end..];
    }
    Some(values)
}

/// A script for `pgbench` of the statements that were carried out, and its variables.
pub fn script(messages: &[Message]) -> (String, Vec<(String, String)>) {
    let (mut script, mut variables) = (String::new(), Vec::new());
    for (number, message) in messages.iter().filter(|message| message.step == Step::Execute).enumerate() {
        let mut text = message.text.clone();
        // The highest number first: $1 begins $10.
        for (position, value) in message.parameters.iter().enumerate().rev() {
            let (parameter, variable) = (format!("${}", position + 1), format!("s{number}p{position}"));
            match value {
                None => text = text.replace(&parameter, "NULL"),
                Some(value) => {
                    text = text.replace(&parameter, &format!(":{variable}"));
                    variables.push((variable, value.clone()));
                }
            }
        }
        script.push_str(&text);
        script.push_str(";\n");
    }
    (script, variables)
}

/// Statements and round trips for each request, and where Postgres's time goes.
pub fn tell(what: &str, messages: &[Message]) {
    let count = |step| {
        let of_step = messages.iter().filter(|message| message.step == step);
        of_step.fold(0.0, |sum, message| sum + message.count)
    };
    let time = |step| {
        let of_step = messages.iter().filter(|message| message.step == step);
        of_step.fold(0.0, |sum, message| sum + message.count * message.milliseconds)
    };
    let (parses, executes, simple) = (count(Step::Parse), count(Step::Execute), count(Step::Simple));
    println!(
        "\n{what}: {executes:.1} statements, {simple:.1} of BEGIN and COMMIT, {parses:.1} prepared anew: {:.1} round trips unless they are pipelined.",
        parses + executes + simple
    );
    println!(
        "Postgres takes {:.2} ms to parse, {:.2} to bind and plan, {:.2} to execute, {:.2} for BEGIN and COMMIT.\n",
        time(Step::Parse),
        time(Step::Bind),
        time(Step::Execute),
        time(Step::Simple)
    );
    println!("| step | ms | statement |\n|---|---|---|");
    for Message { step, text, count, milliseconds, .. } in messages {
        let beginning: String = text.chars().take(90).collect();
        println!("| {step:?} x {count:.1} | {milliseconds:.3} | `{}` |", beginning.replace('|', "\\|"));
    }
    println!();
}
