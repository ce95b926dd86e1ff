//! Reads of a cold thread, against Postgres running the same statements.

use super::answer::Answer;
use super::fill;
use super::fixture::{Fixture, NO_CACHE};
use super::load::Load;
use super::message::{self, Message};
use super::options::Options;
use super::pgbench::Pgbench;
use super::report::{self, Goal};
use super::request::Request;
use super::rounds;
use super::statement_counts::describe_counts;
use super::statement_log;
use super::wrk::Wrk;

const COMMENTS: usize = 27;
const CONNECTIONS: usize = 16;

pub async fn measure(fixture: &Fixture, options: &Options) {
    let database = fixture.create_database("cold").await;
    let service = fixture.start_service(&database, &[NO_CACHE]);
    let path = fill::single_thread(fixture, "cold", COMMENTS).await;

    let messages = messages_of_read(fixture, &database, &path).await;
    let script = message::script(&messages);
    let pgbench = Load::Pgbench(Pgbench::new(fixture, &database, CONNECTIONS, script));
    let request = Request::to(format!("{}{path}", service.url));
    let read = Load::Wrk(Wrk::get(fixture, &service, request, CONNECTIONS));

    let counts = describe_counts(fixture, "cold", &read, options.turn()).await;
    let [read, pgbench] = rounds::measure([&read, &pgbench], options);

    report::begin("A cold thread of 27 comments, against pgbench");
    report::throughput(
        "read with the cache off, 16 connections",
        &Goal::AtLeast(0.70),
        &read,
        &pgbench,
    );
    message::print("A cold read", &messages);
    println!("{counts}");
}

/// The messages of one read, from a service whose sessions are logged.
async fn messages_of_read(fixture: &Fixture, database: &str, path: &str) -> Vec<Message> {
    statement_log::enable(fixture, "cold").await;
    let service = fixture.start_service(database, &[NO_CACHE]);
    let request = Request::to(format!("{}{path}", service.url));

    let read = async || drop(Answer::of(&request, "cold").await);
    let messages = statement_log::capture(database, 100, read).await;
    statement_log::disable(fixture, "cold").await;

    messages
}
