//! The threads and queues of the databases, made by Postgres itself.

use std::fmt::Display;
use std::ops::Range;

use tokio_postgres::Client;

use super::fixture::Fixture;
use super::support::random::Random;
use super::support::rows::{self, DEFAULT_SITE, article_id, insert_articles};
use super::support::words;

/// The prefix of the articles' slugs and ids.
pub const ARTICLE: &str = "article";

/// The tables that are filled without their indexes.
pub const TABLES: [&str; 1] = ["comments"];

/// What the comments that a statement inserts have in common, as SQL expressions of their number
/// `n`.
struct Shape<'a> {
    article: &'a str,
    status: &'a str,
    /// Whether a comment is a reply to the comment before it.
    is_reply: &'a str,
}

/// Publishes one article with a thread in `database`, and returns the path of the thread.
pub async fn single_thread(fixture: &Fixture, database: &str, comments: usize) -> String {
    let sql = fixture.filling_session(database).await;
    prepare(&sql).await;
    articles(&sql, 1).await;
    thread(&sql, 1, 1..comments + 1).await;
    sql.batch_execute("ANALYZE").await.unwrap();

    let article = rows::text(&sql, "SELECT article_id::text FROM articles").await;

    format!("/v1/articles/{article}/comments")
}

/// The SQL expression for the id of an article, whose number may be an expression itself.
pub fn article(number: impl Display) -> String {
    article_id(ARTICLE, &number.to_string())
}

/// Prepares a session for the other functions.
pub async fn prepare(sql: &Client) {
    let text: String = (0..100)
        .map(|number| words::comment(&mut Random::named(&format!("text {number}"))) + " ")
        .collect();

    sql.batch_execute(&format!(
        "SET statement_timeout = 0; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'; \
         CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS \
           $$ SELECT (lpad(to_hex(1790000000000 + n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid $$; \
         CREATE TEMP TABLE words AS SELECT '{}'::text AS text",
        text.replace('\'', "''")
    ))
    .await
    .unwrap();
}

/// Publishes articles 1 to `count`.
pub async fn articles(sql: &Client, count: usize) {
    insert_articles(sql, DEFAULT_SITE, ARTICLE, count).await;
}

/// Inserts approved comments with these numbers; every second one is a reply to the one before.
pub async fn thread(sql: &Client, article_number: usize, numbers: Range<usize>) {
    let shape = Shape {
        article: &article(article_number),
        status: "'approved'",
        is_reply: &format!("(n - {}) % 2 = 1", numbers.start),
    };

    insert(sql, &shape, &numbers).await;
}

/// Inserts pending comments with these numbers, spread over articles 1 to 1,000, each with the
/// finding that holds it.
pub async fn pending(sql: &Client, numbers: Range<usize>) {
    let shape = Shape {
        article: &article("(1 + n % 1000)"),
        status: "'pending'",
        is_reply: "false",
    };
    insert(sql, &shape, &numbers).await;

    let series = series(&numbers);
    sql.batch_execute(&format!(
        "INSERT INTO findings (site_id, comment_id, revision, position, phase, code, severity, evidence) \
         SELECT site_id, pg_temp.id(n), 1, 0, 'links', 'too_many_links', 'hold', '{{\"links\": 5}}' \
         FROM sites, {series} n"
    ))
    .await
    .unwrap();
}

async fn insert(sql: &Client, shape: &Shape<'_>, numbers: &Range<usize>) {
    let Shape {
        article,
        status,
        is_reply,
    } = shape;
    let series = series(numbers);

    sql.batch_execute(&format!(
        "INSERT INTO comments (site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name, \
           author_email, author_key, body, html, policy_version, created_at) \
         SELECT site_id, pg_temp.id(n), {article}, CASE WHEN {is_reply} THEN pg_temp.id(n - 1) END, \
           CASE WHEN {is_reply} THEN uuid_send(pg_temp.id(n - 1)) ELSE '' END || uuid_send(pg_temp.id(n)), \
           ({is_reply})::integer, {status}, {status} = 'approved', 'Reader ' || n, 'reader' || n || '@example.org', \
           sha256(int8send(n)), body, '<p>' || body || '</p>', 1, to_timestamp((1790000000000 + n) / 1000.0) \
         FROM sites, {series} n, words, \
           LATERAL (SELECT substr(text, 1 + (n * 7919 % 9000)::integer, 180) AS body) bodies"
    ))
    .await
    .unwrap();
}

fn series(numbers: &Range<usize>) -> String {
    format!(
        "generate_series({}::bigint, {}::bigint)",
        numbers.start,
        numbers.end - 1
    )
}
