//! By which index are events read? Held for a table that Postgres knows to be large, and for one
//! that it holds for small.

use moderato::db::events::feed::SLICE;
use moderato::db::events::follow::{LOOK, SESSION};
use tokio_postgres::Client;

use super::House;
use crate::support::database::lines;

const EVENTS: &str = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
    SELECT site_id, 'comment_submitted', gen_random_uuid(), gen_random_uuid(), '{\"status\": \"pending\"}' \
    FROM sites, generate_series(1, 20000)";

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_read_by_its_index_without_sorting() {
    let house = House::open("none").await;
    house.sql.batch_execute(EVENTS).await.unwrap();
    house.sql.batch_execute("ANALYZE").await.unwrap();
    house
        .sql
        .batch_execute(&format!("PREPARE slice (text, bigint, bigint) AS {SLICE}"))
        .await
        .unwrap();
    for execute in ["slice ('0', 0, 100)", "slice ('700', 15000, 1000)"] {
        for plan in plans(&house.sql, execute).await {
            assert!(plan.contains("Index Scan using events_order_idx"), "{plan}");
            assert!(
                !plan.contains("Sort") && !plan.contains("Seq Scan on events"),
                "{plan}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_read_by_its_index_however_small_the_table_was() {
    let house = House::open("none").await;
    house.sql.batch_execute("ANALYZE").await.unwrap();
    house.sql.batch_execute(SESSION).await.unwrap();
    house
        .sql
        .batch_execute(&format!("PREPARE look (text) AS {LOOK}"))
        .await
        .unwrap();
    for rows in ["SELECT 1", EVENTS] {
        house.sql.batch_execute(rows).await.unwrap();
        for plan in plans(&house.sql, "look ('700:800:700,750')").await {
            assert!(
                plan.contains("events_order_idx") && !plan.contains("Seq Scan on events"),
                "{plan}"
            );
        }
    }
}

/// The plan for these values, and that for any.
async fn plans(sql: &Client, execute: &str) -> Vec<String> {
    let mut plans = Vec::new();
    for mode in ["force_custom_plan", "force_generic_plan"] {
        sql.batch_execute(&format!("SET plan_cache_mode = {mode}"))
            .await
            .unwrap();
        plans.push(format!(
            "{mode}:\n{}",
            lines(sql, &format!("EXPLAIN EXECUTE {execute}")).await
        ));
    }
    plans
}
