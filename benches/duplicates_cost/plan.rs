//! Postgres's plans to find candidates: the one for given values, and the one that it keeps for any
//! values.

use moderato::db::duplicates::candidates::candidates_statement;
use tokio_postgres::SimpleQueryMessage;

use super::fixture::Fixture;
use super::support::table;

/// Prints both plans on standard error, and how long planning and execution took.
pub async fn explain(fixture: &Fixture) {
    let sql = &fixture.sql;
    let prepare = format!(
        "PREPARE candidates (uuid, bigint, bytea, integer[], uuid, uuid) AS {}",
        candidates_statement()
    );
    sql.batch_execute(&prepare).await.unwrap();
    let explain = explain_statement(fixture).await;

    for mode in ["force_custom_plan", "force_generic_plan"] {
        let set = format!("SET plan_cache_mode = {mode}");
        sql.batch_execute(&set).await.unwrap();

        // The first run fills the caches of the session.
        sql.simple_query(&explain).await.unwrap();
        for message in sql.simple_query(&explain).await.unwrap() {
            if let SimpleQueryMessage::Row(row) = message {
                print_line(mode, row.get(0).unwrap());
            }
        }
    }

    sql.batch_execute("RESET plan_cache_mode").await.unwrap();
}

/// An EXPLAIN of the look-up of a stored comment.
async fn explain_statement(fixture: &Fixture) -> String {
    let known = &fixture.kept[fixture.kept.len() / 2];
    let probes: Vec<String> = known
        .fingerprint
        .probes
        .iter()
        .map(i32::to_string)
        .collect();

    let select = format!(
        "SELECT format('EXPLAIN (ANALYZE, BUFFERS) EXECUTE candidates (%L, %L, %L, ARRAY[{}], %L, %L)', \
           c.site_id, exact_hash, author_key, 'ffffffff-ffff-ffff-ffff-ffffffffffff', comment_id) \
         FROM fingerprints JOIN comments c USING (comment_id) WHERE comment_id = '{}'",
        probes.join(","),
        known.id
    );

    fixture.sql.query_one(&select, &[]).await.unwrap().get(0)
}

fn print_line(mode: &str, line: &str) {
    eprintln!("{line}");

    if line.starts_with("Planning Time") || line.starts_with("Execution Time") {
        table::row(&[mode, line]);
    }
}
