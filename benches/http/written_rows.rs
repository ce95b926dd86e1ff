//! Which rows does one post write? Found by its transaction, and written again by `pgbench`, one
//! transaction each.

use std::fmt::Write as _;

use tokio_postgres::Client;

/// The article of a transaction, by its number: see `fill`.
const ARTICLE: &str = "md5('article ' || :article)::uuid";
/// UUIDv7: the time of the transaction, and 60 bits of chance.
const ID: &str = "(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '70008' \
    || lpad(to_hex(:chance::bigint), 15, '0'))::uuid";

/// A row as it was written: table, columns, values.
struct Row {
    table: String,
    columns: Vec<(String, Option<String>)>,
}

/// The script that writes what the post of `comment` wrote, each time for another comment; and how
/// many rows that is.
pub async fn script(sql: &Client, comment: &str) -> (String, Vec<String>) {
    let mut rows = Vec::new();
    for table in tables(sql).await {
        rows.extend(written(sql, &table, comment).await);
    }
    // What refers to the comment comes after it.
    rows.sort_by_key(|row| row.table != "comments");
    let mut script =
        "\\set chance random(0, 1152921504606846975)\n\\set article random(1, 1000)\nBEGIN;\n"
            .to_owned();
    for row in &rows {
        insert(&mut script, row, comment);
    }
    script.push_str("COMMIT;\n");
    (script, rows.into_iter().map(|row| row.table).collect())
}

async fn tables(sql: &Client) -> Vec<String> {
    let list = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
        AND relname NOT LIKE '\\_\\_%' ORDER BY relname";
    sql.query(list, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

async fn written(sql: &Client, table: &str, comment: &str) -> Vec<Row> {
    // Postgres fills in the rest: identities, and the transaction's own id.
    let list = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
        AND table_name = $1 AND is_identity = 'NO' AND udt_name <> 'xid8' ORDER BY ordinal_position";
    let columns: Vec<String> = sql
        .query(list, &[&table])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let texts: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{column}\"::text"))
        .collect();
    let select = format!(
        "SELECT {} FROM {table} WHERE xmin = (SELECT xmin FROM comments WHERE comment_id = '{comment}')",
        texts.join(", ")
    );
    let rows = sql.query(&select, &[]).await.unwrap();
    let rows = rows.iter().map(|row| Row {
        table: table.to_owned(),
        columns: columns
            .iter()
            .enumerate()
            .map(|(place, name)| (name.clone(), row.get(place)))
            .collect(),
    });
    let rows: Vec<Row> = rows.collect();
    assert!(
        rows.is_empty() || columns.iter().any(|column| column == "comment_id"),
        "a post writes {table}, which has no comment: tell benches/http/rows.rs how it is to be written"
    );
    rows
}

fn insert(script: &mut String, row: &Row, comment: &str) {
    let names: Vec<String> = row
        .columns
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let values: Vec<String> = row
        .columns
        .iter()
        .map(|(name, value)| expression(name, value, comment))
        .collect();
    writeln!(
        script,
        "INSERT INTO {} ({}) VALUES ({});",
        row.table,
        names.join(", "),
        values.join(", ")
    )
    .unwrap();
}

/// The same value, but where each comment has its own.
fn expression(name: &str, value: &Option<String>, comment: &str) -> String {
    let Some(value) = value else {
        return "NULL".to_owned();
    };
    match name {
        "comment_id" if value == comment => ID.to_owned(),
        "article_id" => ARTICLE.to_owned(),
        "path" => format!("uuid_send({ID})"),
        "author_key" => "sha256(int8send(:chance::bigint))".to_owned(),
        "exact_hash" => ":chance::bigint".to_owned(),
        "keys" => {
            let keys = value.matches(',').count() + usize::from(value != "{}");
            let keys: Vec<String> = (0..keys)
                .map(|key| format!("hashint8(:chance::bigint + {key})"))
                .collect();
            format!("ARRAY[{}]::integer[]", keys.join(", "))
        }
        // A colon before a letter would be a variable of the script.
        _ => {
            let value = value
                .replace('\\', "\\\\")
                .replace('\'', "''")
                .replace(':', "\\x3A");
            format!("E'{value}'")
        }
    }
}
