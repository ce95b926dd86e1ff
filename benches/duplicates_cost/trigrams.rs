//! How long does the same question take `pg_trgm`, with its index? On a part of the comments, which
//! favours it.

use std::time::Instant;

use super::fixture::Stage;
use super::random::Random;
use super::times::Times;
use super::words;

const COMMENTS: usize = 100_000;
const QUERIES: usize = 20;

pub async fn cost(stage: &Stage) {
    if stage
        .sql
        .batch_execute("CREATE EXTENSION pg_trgm")
        .await
        .is_err()
    {
        println!("| pg_trgm | this Postgres has none |");
        return;
    }
    let build = format!(
        "CREATE TABLE trigrams AS SELECT comment_id, body FROM comments LIMIT {COMMENTS}; \
         CREATE INDEX trigrams_idx ON trigrams USING gin (body gin_trgm_ops); ANALYZE trigrams"
    );
    stage.sql.batch_execute(&build).await.unwrap();
    let like = stage
        .sql
        .prepare("SELECT comment_id::text FROM trigrams WHERE body % $1")
        .await
        .unwrap();
    let mut random = Random::named("trigrams");
    let mut times = Times::default();
    for _ in 0..QUERIES {
        let body = words::comment(&mut random);
        let begun = Instant::now();
        stage.sql.query(&like, &[&body]).await.unwrap();
        times.add(0, begun.elapsed());
    }
    println!(
        "| pg_trgm `%` by its GIN index on at most {COMMENTS} of them, p50 of {QUERIES} | {:.1} ms |",
        times.percentile(50) / 1_000.0
    );
}
