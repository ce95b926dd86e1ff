//! By which index is the feed read? Held for a table that Postgres knows to be large.

use moderato::db::event_feed::SLICE;
use tokio_postgres::SimpleQueryMessage;

use super::House;

const EVENTS: &str = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
    SELECT site_id, 'comment_submitted', gen_random_uuid(), gen_random_uuid(), '{\"status\": \"pending\"}' \
    FROM sites, generate_series(1, 20000); ANALYZE";

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_read_by_its_index_without_sorting() {
    let house = House::open("none").await;
    house.sql.batch_execute(EVENTS).await.unwrap();
    house.sql.batch_execute(&format!("PREPARE slice (text, bigint, bigint) AS {SLICE}")).await.unwrap();
    for mode in ["force_custom_plan", "force_generic_plan"] {
        house.sql.batch_execute(&format!("SET plan_cache_mode = {mode}")).await.unwrap();
        for execute in ["slice ('0', 0, 100)", "slice ('700', 15000, 1000)"] {
            let lines = house.sql.simple_query(&format!("EXPLAIN EXECUTE {execute}")).await.unwrap();
            let rows = lines.iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            });
            let plan = rows.collect::<Vec<&str>>().join("\n");
            assert!(plan.contains("Index Scan using events_order_idx"), "{mode}:\n{plan}");
            assert!(!plan.contains("Sort") && !plan.contains("Seq Scan on events"), "{mode}:\n{plan}");
        }
    }
}
