//! The plans of the feed: events are read by their index, in a table that Postgres knows to be
//! large and in one that it takes to be small.

use moderato::db::events::feed::SLICE;
use moderato::db::events::follow::{LOOK, SESSION};

use super::start;
use crate::support::database::lines;
use crate::support::service::Service;

const EVENTS: &str = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
    SELECT site_id, 'comment_submitted', gen_random_uuid(), gen_random_uuid(), \
      '{\"status\": \"pending\"}' \
    FROM sites, generate_series(1, 20000)";

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_read_by_its_index_without_sorting() {
    let service = start().await;
    service.execute(EVENTS).await;
    service.execute("ANALYZE").await;
    let prepare = format!("PREPARE slice (text, bigint, bigint) AS {SLICE}");
    service.execute(&prepare).await;

    for execute in ["slice ('0', 0, 100)", "slice ('700', 15000, 1000)"] {
        for plan in plans(&service, execute).await {
            assert!(plan.contains("Index Scan using events_order_idx"), "{plan}");
            assert!(!plan.contains("Sort"), "{plan}");
            assert!(!plan.contains("Seq Scan on events"), "{plan}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_events_are_read_by_their_index_however_small_the_table_was() {
    let service = start().await;
    service.execute("ANALYZE").await;
    service.execute(SESSION).await;
    let prepare = format!("PREPARE look (text) AS {LOOK}");
    service.execute(&prepare).await;

    for rows in ["SELECT 1", EVENTS] {
        service.execute(rows).await;

        for plan in plans(&service, "look ('700:800:700,750')").await {
            assert!(plan.contains("events_order_idx"), "{plan}");
            assert!(!plan.contains("Seq Scan on events"), "{plan}");
        }
    }
}

/// The plan for these values, and that for any.
async fn plans(service: &Service, execute: &str) -> Vec<String> {
    let mut plans = Vec::new();
    for mode in ["force_custom_plan", "force_generic_plan"] {
        service.set_plan_cache_mode(mode).await;

        let plan = lines(&service.sql, &format!("EXPLAIN EXECUTE {execute}")).await;
        plans.push(format!("{mode}:\n{plan}"));
    }

    plans
}
