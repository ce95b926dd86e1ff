//! How does Postgres find the candidates? Its plan for given values, and the one that it keeps for
//! any.

use moderato::db::duplicates::candidates::candidates_statement;
use tokio_postgres::SimpleQueryMessage;

use super::stage::Stage;

/// Prints both on standard error, and how long planning and execution took.
pub async fn explain(stage: &Stage) {
    let prepare = format!(
        "PREPARE likely (uuid, bigint, bytea, integer[], uuid, uuid) AS {}",
        candidates_statement()
    );
    stage.sql.batch_execute(&prepare).await.unwrap();
    let known = &stage.kept[stage.kept.len() / 2];
    let probes: Vec<String> = known
        .fingerprint
        .probes
        .iter()
        .map(i32::to_string)
        .collect();
    let execute = format!(
        "SELECT format('EXPLAIN (ANALYZE, BUFFERS) EXECUTE likely (%L, %L, %L, ARRAY[{}], %L, %L)', \
           c.site_id, exact_hash, author_key, 'ffffffff-ffff-ffff-ffff-ffffffffffff', comment_id) \
         FROM fingerprints JOIN comments c USING (comment_id) WHERE comment_id = '{}'",
        probes.join(","),
        known.id
    );
    let explain: String = stage.sql.query_one(&execute, &[]).await.unwrap().get(0);
    for mode in ["force_custom_plan", "force_generic_plan"] {
        stage
            .sql
            .batch_execute(&format!("SET plan_cache_mode = {mode}"))
            .await
            .unwrap();
        // The first one fills the caches of the session.
        stage.sql.simple_query(&explain).await.unwrap();
        for message in stage.sql.simple_query(&explain).await.unwrap() {
            let SimpleQueryMessage::Row(row) = message else {
                continue;
            };
            let line = row.get(0).unwrap();
            eprintln!("{line}");
            if line.starts_with("Planning Time") || line.starts_with("Execution Time") {
                println!("| {mode} | {line} |");
            }
        }
    }
    stage
        .sql
        .batch_execute("RESET plan_cache_mode")
        .await
        .unwrap();
}
