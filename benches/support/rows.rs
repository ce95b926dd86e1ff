//! Rows and indexes that benchmarks prepare with SQL.

use tokio_postgres::Client;
use uuid::Uuid;

/// The name of the site that every new database has.
pub const DEFAULT_SITE: &str = "default";

/// Publishes articles 1 to `count` on the site of this name and returns their ids, which are those
/// of [`article_id`]. `prefix` begins their slugs.
pub async fn insert_articles(sql: &Client, site: &str, prefix: &str, count: usize) -> Vec<Uuid> {
    let insert = format!(
        "INSERT INTO articles (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
         SELECT site_id, {}, '{prefix}-' || n, 'An article', '', '', now(), now(), now() \
         FROM sites, generate_series(1, {count}) n WHERE name = '{site}' RETURNING article_id::text",
        article_id(prefix, "n")
    );
    let rows = sql.query(&insert, &[]).await.unwrap();

    rows.iter()
        .map(|row| Uuid::parse_str(row.get(0)).unwrap())
        .collect()
}

/// The SQL expression for the id of the article with this number, itself an SQL expression.
pub fn article_id(prefix: &str, number: &str) -> String {
    format!("md5('{prefix} ' || {number})::uuid")
}

/// Drops the indexes of `tables` that no constraint needs, and returns the statements that create
/// them again. Filling a table without them is several times as fast.
pub async fn drop_indexes(sql: &Client, tables: &[&str]) -> Vec<String> {
    let list = "SELECT i.indexname::text, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY($1) \
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)";
    let mut definitions = Vec::new();

    for row in sql.query(list, &[&tables]).await.unwrap() {
        let name: String = row.get(0);
        sql.batch_execute(&format!("DROP INDEX {name}"))
            .await
            .unwrap();
        definitions.push(row.get(1));
    }

    definitions
}

pub async fn create_indexes(sql: &Client, definitions: &[String]) {
    for definition in definitions {
        sql.batch_execute(definition).await.unwrap();
    }
}

/// The only row and column that a query returns, as text.
pub async fn text(sql: &Client, query: &str) -> String {
    sql.query_one(query, &[]).await.unwrap().get(0)
}

/// The only row and column that a query returns, as a number.
pub async fn number(sql: &Client, query: &str) -> i64 {
    sql.query_one(query, &[]).await.unwrap().get(0)
}
