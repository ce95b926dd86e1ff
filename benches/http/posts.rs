//! New comments, against Postgres writing the same rows; and to one article, against many.

use std::cell::Cell;
use std::fmt::Write as _;

use serde_json::json;

use super::fill;
use super::fixture::Fixture;
use super::load::Load;
use super::message::{self, Message};
use super::options::Options;
use super::pgbench::Pgbench;
use super::report::{self, Goal};
use super::rounds;
use super::statement_counts::describe_counts;
use super::statement_log;
use super::support::service::Service;
use super::written_rows;
use super::wrk::Wrk;

const ARTICLES: usize = 1_000;
const CONNECTIONS: usize = 16;

pub async fn measure(fixture: &Fixture, options: &Options) {
    let database = fixture.create_database("posts").await;
    let service = fixture.start_service(&database, &[]);
    let sql = fixture.filling_session("posts").await;
    fill::articles(&sql, ARTICLES).await;
    let paths = comment_paths(&sql).await;

    let comment = post(&service, &paths[0], 0).await;
    let written = written_rows::of_comment(&sql, &comment).await;
    let messages = messages_of_post(fixture, &database, &paths).await;

    let one = Load::Wrk(Wrk::post(fixture, &service, &paths[..1], CONNECTIONS));
    let spread = Load::Wrk(Wrk::post(fixture, &service, &paths, CONNECTIONS));
    let reference = Pgbench::new(fixture, &database, CONNECTIONS, written.script);
    let reference = Load::Pgbench(reference);

    let counts = describe_counts(fixture, "posts", &spread, options.turn()).await;
    let [one, spread, reference] = rounds::measure([&one, &spread, &reference], options);

    report::begin("New comments, 16 connections, all checks on, durable");
    let tables = written.tables.join(", ");
    report::throughput(
        &format!("posts, against pgbench writing the same rows ({tables})"),
        &Goal::AtLeast(0.50),
        &spread,
        &reference,
    );
    report::throughput(
        &format!("posts to one article, against posts to {ARTICLES}"),
        &Goal::AtLeast(0.80),
        &one,
        &spread,
    );
    message::print("A post", &messages);
    println!("{counts}");

    let memory = service.process.memory();
    println!(
        "Resident memory of the service after its posts: {:.0} MB, {:.0} MB at the most.",
        memory.now as f64 / 1_000.0,
        memory.peak as f64 / 1_000.0
    );
}

/// The paths to post comments to, one for each article.
async fn comment_paths(sql: &tokio_postgres::Client) -> Vec<String> {
    let list = "SELECT article_id::text FROM articles ORDER BY slug";
    let articles = sql.query(list, &[]).await.unwrap();

    articles
        .iter()
        .map(|row| format!("/v1/articles/{}/comments", row.get::<_, String>(0)))
        .collect()
}

/// The messages of one post, from a service whose sessions are logged.
async fn messages_of_post(fixture: &Fixture, database: &str, paths: &[String]) -> Vec<Message> {
    statement_log::enable(fixture, "posts").await;
    let service = fixture.start_service(database, &[]);

    let number = Cell::new(0);
    let post_next = async || {
        number.set(number.get() + 1);
        post(&service, &paths[number.get()], number.get()).await;
    };
    let messages = statement_log::capture(database, 100, post_next).await;
    statement_log::disable(fixture, "posts").await;

    messages
}

/// Posts a comment of 25 words that no other comment has, and returns its id.
async fn post(service: &Service, path: &str, number: usize) -> String {
    let mut body = String::new();
    for word in 0..25_u64 {
        let place = u64::try_from(number).unwrap() * 25 + word + 1;
        let hash = place.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        write!(body, "{:x} ", hash >> 40).unwrap();
    }

    let author = json!({
        "name": format!("Reader {number}"),
        "email": format!("reader-{number}@example.org"),
    });
    let comment = json!({ "author": author, "body": body });
    let stored = service.post(path, None, &comment).await;

    stored["comment"]["id"].as_str().unwrap().to_owned()
}
