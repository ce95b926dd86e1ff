//! The size of the fingerprints on disk.

use tokio_postgres::Client;

use super::support::{rows, table};

/// Prints the size of all of them, and on standard error that of each index.
pub async fn measure(sql: &Client) {
    let bytes = rows::number(sql, "SELECT pg_total_relation_size('fingerprints')").await;
    let count = rows::number(sql, "SELECT count(*) FROM fingerprints").await;
    table::row(&[
        "fingerprints with their indexes, built at once",
        &format!(
            "{:.2} GB per million",
            bytes as f64 / count as f64 / 1_000.0
        ),
    ]);

    let list = "SELECT relname || ': ' || pg_relation_size(oid) / 1000 || ' kB' FROM pg_class \
        WHERE relname LIKE 'fingerprints%'";
    for row in sql.query(list, &[]).await.unwrap() {
        eprintln!("{}", row.get::<_, String>(0));
    }
}
