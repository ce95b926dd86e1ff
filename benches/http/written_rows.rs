//! The rows that one post writes, found by its transaction, and scripts that write such rows in one
//! transaction each.

use std::fmt::Write as _;

use tokio_postgres::Client;

use super::pgbench::Script;
use super::support::rows::article_id;

/// UUIDv7: the time of the transaction, and 60 random bits.
const ID: &str = "(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '70008' \
    || lpad(to_hex(:chance::bigint), 15, '0'))::uuid";

/// The variables of the script: random bits, and the number of an article.
const VARIABLES: &str =
    "\\set chance random(0, 1152921504606846975)\n\\set article random(1, 1000)\n";

/// The rows of one post, those that refer to the comment after it.
pub struct WrittenRows {
    comment: String,
    /// The prefix of the articles' ids.
    articles: &'static str,
    rows: Vec<Row>,
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

/// The rows that the transaction of this comment wrote. The scripts write them under the articles
/// whose ids begin with `articles`.
pub async fn of_comment(sql: &Client, comment: &str, articles: &'static str) -> WrittenRows {
    let mut rows = Vec::new();
    for table in tables(sql).await {
        rows.extend(rows_of(sql, &table, comment).await);
    }

    rows.sort_by_key(|row| row.table != "comments");

    WrittenRows {
        comment: comment.to_owned(),
        articles,
        rows,
    }
}

impl WrittenRows {
    /// The table of each row.
    pub fn tables(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.table.as_str()).collect()
    }

    /// Writes the rows of another comment by a statement for each row, each a round trip.
    pub fn statements(&self) -> Script {
        let mut text = format!("{VARIABLES}BEGIN;\n");
        for row in &self.rows {
            writeln!(text, "{};", self.insert(row)).unwrap();
        }
        text.push_str("COMMIT;\n");

        script(text)
    }

    /// Writes the rows of another comment by one statement in one round trip, as the service does.
    pub fn one_statement(&self) -> Script {
        let (last, others) = self.rows.split_last().unwrap();
        let others: Vec<String> = others
            .iter()
            .enumerate()
            .map(|(place, row)| format!("row_{place} AS ({})", self.insert(row)))
            .collect();

        script(format!(
            "{VARIABLES}WITH {} {};\n",
            others.join(", "),
            self.insert(last)
        ))
    }

    fn insert(&self, row: &Row) -> String {
        let columns: Vec<String> = row
            .cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.column))
            .collect();
        let values: Vec<String> = row.cells.iter().map(|cell| self.expression(cell)).collect();

        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            row.table,
            columns.join(", "),
            values.join(", ")
        )
    }

    /// The same value, or an expression where each comment has another one.
    fn expression(&self, cell: &Cell) -> String {
        let Some(value) = &cell.value else {
            return "NULL".to_owned();
        };

        match cell.column.as_str() {
            "comment_id" if *value == self.comment => ID.to_owned(),
            // The list of a top-level comment is its article.
            "article_id" | "list_id" => article_id(self.articles, ":article"),
            "path" => format!("uuid_send({ID})"),
            "author_key" => "sha256(int8send(:chance::bigint))".to_owned(),
            "exact_hash" => ":chance::bigint".to_owned(),
            "keys" => random_keys(value),
            _ => literal(value),
        }
    }
}

fn script(text: String) -> Script {
    Script {
        text,
        variables: Vec::new(),
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
