//! The rows that one post writes, found by its transaction, and a script that writes such rows in
//! one transaction each.

use std::fmt::Write as _;

use tokio_postgres::Client;

use super::fill;
use super::pgbench::Script;

/// UUIDv7: the time of the transaction, and 60 random bits.
const ID: &str = "(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '70008' \
    || lpad(to_hex(:chance::bigint), 15, '0'))::uuid";

/// The variables of the script: random bits, and the number of an article.
const VARIABLES: &str =
    "\\set chance random(0, 1152921504606846975)\n\\set article random(1, 1000)\n";

/// The rows of one post.
pub struct WrittenRows {
    /// Writes them, each time for another comment.
    pub script: Script,
    /// The table of each row.
    pub tables: Vec<String>,
}

/// A row as it was written.
struct Row {
    table: String,
    cells: Vec<Cell>,
}

struct Cell {
    column: String,
    value: Option<String>,
}

/// The rows that the transaction of this comment wrote.
pub async fn of_comment(sql: &Client, comment: &str) -> WrittenRows {
    let mut rows = Vec::new();
    for table in tables(sql).await {
        rows.extend(rows_of(sql, &table, comment).await);
    }

    // Rows that refer to the comment come after it.
    rows.sort_by_key(|row| row.table != "comments");

    let mut text = format!("{VARIABLES}BEGIN;\n");
    for row in &rows {
        insert(&mut text, row, comment);
    }
    text.push_str("COMMIT;\n");

    WrittenRows {
        script: Script {
            text,
            variables: Vec::new(),
        },
        tables: rows.into_iter().map(|row| row.table).collect(),
    }
}

/// The service's tables.
async fn tables(sql: &Client) -> Vec<String> {
    let list = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
        AND relname NOT LIKE '\\_\\_%' ORDER BY relname";
    let rows = sql.query(list, &[]).await.unwrap();

    rows.iter().map(|row| row.get(0)).collect()
}

/// The columns that a statement fills. Postgres fills identities and the transaction's own id.
async fn columns(sql: &Client, table: &str) -> Vec<String> {
    let list = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
        AND table_name = $1 AND is_identity = 'NO' AND udt_name <> 'xid8' ORDER BY ordinal_position";
    let rows = sql.query(list, &[&table]).await.unwrap();

    rows.iter().map(|row| row.get(0)).collect()
}

async fn rows_of(sql: &Client, table: &str, comment: &str) -> Vec<Row> {
    let columns = columns(sql, table).await;
    let texts: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{column}\"::text"))
        .collect();
    let select = format!(
        "SELECT {} FROM {table} WHERE xmin = (SELECT xmin FROM comments WHERE comment_id = '{comment}')",
        texts.join(", ")
    );

    let found = sql.query(&select, &[]).await.unwrap();
    assert!(
        found.is_empty() || columns.iter().any(|column| column == "comment_id"),
        "a post writes {table}, which has no comment: add to benches/http/written_rows.rs how to write it"
    );

    let rows = found.iter().map(|row| {
        let cells = columns.iter().enumerate().map(|(place, column)| Cell {
            column: column.clone(),
            value: row.get(place),
        });

        Row {
            table: table.to_owned(),
            cells: cells.collect(),
        }
    });

    rows.collect()
}

fn insert(script: &mut String, row: &Row, comment: &str) {
    let columns: Vec<String> = row
        .cells
        .iter()
        .map(|cell| format!("\"{}\"", cell.column))
        .collect();
    let values: Vec<String> = row
        .cells
        .iter()
        .map(|cell| expression(cell, comment))
        .collect();

    writeln!(
        script,
        "INSERT INTO {} ({}) VALUES ({});",
        row.table,
        columns.join(", "),
        values.join(", ")
    )
    .unwrap();
}

/// The same value, or an expression where each comment has another one.
fn expression(cell: &Cell, comment: &str) -> String {
    let Some(value) = &cell.value else {
        return "NULL".to_owned();
    };

    match cell.column.as_str() {
        "comment_id" if value == comment => ID.to_owned(),
        "article_id" => fill::article(":article"),
        "path" => format!("uuid_send({ID})"),
        "author_key" => "sha256(int8send(:chance::bigint))".to_owned(),
        "exact_hash" => ":chance::bigint".to_owned(),
        "keys" => random_keys(value),
        _ => literal(value),
    }
}

/// As many keys as the array has.
fn random_keys(array: &str) -> String {
    let count = array.matches(',').count() + usize::from(array != "{}");
    let keys: Vec<String> = (0..count)
        .map(|key| format!("hashint8(:chance::bigint + {key})"))
        .collect();

    format!("ARRAY[{}]::integer[]", keys.join(", "))
}

/// A string constant. A colon before a letter would be a variable of the script.
fn literal(value: &str) -> String {
    let escaped = value
        .replace('\\', "\\\\")
        .replace('\'', "''")
        .replace(':', "\\x3A");

    format!("E'{escaped}'")
}
