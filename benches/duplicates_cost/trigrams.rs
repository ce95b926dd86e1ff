//! The same look-up by `pg_trgm` with its index, on a part of the comments, which favours it.

use std::time::Instant;

use tokio_postgres::Client;

use super::support::random::Random;
use super::support::times::Times;
use super::support::{table, words};

const COMMENTS: usize = 100_000;
const QUERIES: usize = 20;

pub async fn measure(sql: &Client) {
    let extension = sql.batch_execute("CREATE EXTENSION pg_trgm").await;
    if extension.is_err() {
        table::row(&["pg_trgm", "not installed with this Postgres"]);
        return;
    }

    let build = format!(
        "CREATE TABLE trigrams AS SELECT comment_id, body FROM comments LIMIT {COMMENTS}; \
         CREATE INDEX trigrams_idx ON trigrams USING gin (body gin_trgm_ops); ANALYZE trigrams"
    );
    sql.batch_execute(&build).await.unwrap();
    let select = "SELECT comment_id::text FROM trigrams WHERE body % $1";
    let select = sql.prepare(select).await.unwrap();

    let mut random = Random::named("trigrams");
    let mut times = Times::default();
    for _ in 0..QUERIES {
        let body = words::comment(&mut random);
        let begun = Instant::now();
        sql.query(&select, &[&body]).await.unwrap();
        times.add(0, begun.elapsed());
    }

    table::row(&[
        &format!("pg_trgm `%` by its GIN index on at most {COMMENTS} of them, p50 of {QUERIES}"),
        &format!("{:.1} ms", times.percentile(50) / 1_000.0),
    ]);
}
