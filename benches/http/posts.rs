//! New comments, held and shown, against Postgres writing the same rows; and to one article, against
//! many.

use std::cell::Cell;
use std::fmt::Write as _;

use serde_json::{Value, json};

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
use super::support::rows::{DEFAULT_SITE, insert_articles};
use super::support::service::Service;
use super::written_rows;
use super::wrk::Wrk;

const ARTICLES: usize = 1_000;
const CONNECTIONS: usize = 16;

/// The site whose comments are shown at once. Those of the default site are held.
const SHOWN_SITE: &str = "shown";
const SHOWN_ARTICLE: &str = "shown";

pub async fn measure(fixture: &Fixture, options: &Options) {
    let database = fixture.create_database("posts").await;
    let service = fixture.start_service(&database, &[]);
    let sql = fixture.filling_session("posts").await;
    fill::articles(&sql, ARTICLES).await;
    add_site_that_shows(&sql).await;
    let held_paths = comment_paths(&sql, DEFAULT_SITE).await;
    let shown_paths = comment_paths(&sql, SHOWN_SITE).await;

    let comment = post(&service, &held_paths[0], 0).await;
    assert_eq!(comment["status"], "pending");
    let held_rows = written_rows::of_comment(&sql, comment_id(&comment), fill::ARTICLE).await;
    let comment = post(&service, &shown_paths[0], 1_000).await;
    assert_eq!(comment["status"], "approved");
    let shown_rows = written_rows::of_comment(&sql, comment_id(&comment), SHOWN_ARTICLE).await;
    let messages = messages_of_post(fixture, &database, &held_paths).await;

    let post_to = |paths: &[String]| Load::Wrk(Wrk::post(fixture, &service, paths, CONNECTIONS));
    let pgbench = |script| Load::Pgbench(Pgbench::new(fixture, &database, CONNECTIONS, script));
    let held = post_to(&held_paths);
    let held_one = post_to(&held_paths[..1]);
    let shown = post_to(&shown_paths);
    let shown_one = post_to(&shown_paths[..1]);
    let rows = pgbench(held_rows.statements());
    let held_statement = pgbench(held_rows.one_statement());
    let shown_statement = pgbench(shown_rows.one_statement());

    let counts = describe_counts(fixture, "posts", &held, options.turn()).await;
    let shown_counts = describe_counts(fixture, "posts", &shown, options.turn()).await;
    let [
        held,
        held_one,
        shown,
        shown_one,
        rows,
        held_statement,
        shown_statement,
    ] = rounds::measure(
        [
            &held,
            &held_one,
            &shown,
            &shown_one,
            &rows,
            &held_statement,
            &shown_statement,
        ],
        options,
    );

    report::begin("New comments, 16 connections, all checks on, durable");
    let tables = held_rows.tables().join(", ");
    report::throughput(
        &format!("held, against pgbench writing the same rows ({tables})"),
        &Goal::AtLeast(0.50),
        &held,
        &rows,
    );
    report::throughput(
        "held, against pgbench writing them in one statement",
        &Goal::None,
        &held,
        &held_statement,
    );
    let tables = shown_rows.tables().join(", ");
    report::throughput(
        &format!("shown, against pgbench writing the same rows in one statement ({tables})"),
        &Goal::None,
        &shown,
        &shown_statement,
    );
    report::throughput("shown, against held", &Goal::AtLeast(0.95), &shown, &held);
    report::throughput(
        &format!("held under one article, against {ARTICLES}"),
        &Goal::AtLeast(0.90),
        &held_one,
        &held,
    );
    report::throughput(
        &format!("shown under one article, against {ARTICLES}"),
        &Goal::AtLeast(0.90),
        &shown_one,
        &shown,
    );
    message::print("A held post", &messages);
    println!("Held: {counts}\nShown: {shown_counts}");

    let memory = service.process.memory();
    println!(
        "Resident memory of the service after its posts: {:.0} MB, {:.0} MB at the most.",
        memory.now as f64 / 1_000.0,
        memory.peak as f64 / 1_000.0
    );
}

/// Adds the site that holds only what a finding holds, with as many articles.
async fn add_site_that_shows(sql: &tokio_postgres::Client) {
    sql.batch_execute(&format!(
        "INSERT INTO sites (site_id, name, salt, policy, policy_version, created_at, updated_at, fingerprint_version) \
         SELECT gen_random_uuid(), '{SHOWN_SITE}', salt, policy || '{{\"mode\": \"flagged\"}}', policy_version, \
           created_at, updated_at, fingerprint_version FROM sites WHERE name = '{DEFAULT_SITE}'"
    ))
    .await
    .unwrap();

    insert_articles(sql, SHOWN_SITE, SHOWN_ARTICLE, ARTICLES).await;
}

/// The paths to post comments to, one for each article of a site.
async fn comment_paths(sql: &tokio_postgres::Client, site: &str) -> Vec<String> {
    let list = "SELECT a.article_id::text FROM articles a JOIN sites s ON s.site_id = a.site_id \
        WHERE s.name = $1 ORDER BY a.slug";
    let articles = sql.query(list, &[&site]).await.unwrap();

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

/// Posts a comment of 25 words that no other comment has, and returns it.
async fn post(service: &Service, path: &str, number: usize) -> Value {
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
    let mut stored = service.post(path, None, &comment).await;

    stored["comment"].take()
}

fn comment_id(comment: &Value) -> &str {
    comment["id"].as_str().unwrap()
}
