//! The schema is the one that the code names; it can be reverted, and sharded by site.

use std::collections::BTreeSet;

use moderato::db::connection::migrate::{pending_migrations, revert_migrations, run_migrations};
use tokio_postgres::{Client, Row};

use crate::laws::source::sources;
use crate::support::database::{connect, database, empty_database};

/// Tables whose keys may begin with another column than the site, and why.
const REFERENCE: &[(&str, &str)] = &[
    ("installation", "one row"),
    ("sites", "a reference table: it names the sites"),
    (
        "moderators",
        "a reference table: moderators work on every site",
    ),
    (
        "refresh_tokens",
        "belongs to moderators; its rows go when they expire",
    ),
    (
        "sign_in_failures",
        "belongs to moderators; its rows go when they are stale",
    ),
    (
        "audit",
        "one log for the installation: accounts belong to no site",
    ),
    ("audit_seals", "belongs to audit"),
    ("audit_anchors", "belongs to audit"),
    ("audit_addresses", "belongs to audit"),
    (
        "search_segments",
        "the queue is searched across sites; one row for 32,768 comments",
    ),
    (
        "spent_challenges",
        "a challenge belongs to no site; its rows go soon after ten minutes",
    ),
    (
        "__diesel_schema_migrations",
        "the list of applied migrations",
    ),
];

/// The tables that a foreign key may reference without a site: small ones, which every machine of a
/// cluster holds.
const REFERENCED_ALONE: &[&str] = &["sites", "moderators"];

/// Everything that a migration can make: columns, constraints, indexes, triggers, types.
const CATALOGUE: &str = "\
    SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || \
        coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public' \
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) \
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 \
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' \
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal \
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
    UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace \
        AND typtype IN ('e', 'd') \
    ORDER BY 1";

/// Table, kind and columns of every key that must begin with the site.
const KEYS: &str = "\
    SELECT t.relname::text, CASE WHEN i.indisprimary THEN 'primary key' ELSE 'unique index' END || ' ' || \
        x.relname AS name, a.attname::text AS first, '' AS target \
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] \
    WHERE t.relnamespace = 'public'::regnamespace AND i.indisunique \
    UNION ALL SELECT t.relname::text, 'foreign key ' || c.conname, a.attname::text, f.relname::text \
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] \
    WHERE t.relnamespace = 'public'::regnamespace AND c.contype = 'f'";

async fn list(sql: &Client, query: &str) -> Vec<String> {
    let rows = sql.query(query, &[]).await.unwrap();

    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn up_down_and_up_again_gives_the_same_catalogue() {
    let url = empty_database().await;
    let sql = connect(&url).await;
    assert!(!pending_migrations(&url).await.unwrap().is_empty());

    run_migrations(&url).await.unwrap();
    let first = list(&sql, CATALOGUE).await;
    assert!(first.len() > 100, "{first:#?}");

    revert_migrations(&url).await.unwrap();
    let mut left = list(&sql, CATALOGUE).await;
    left.retain(|line| !line.contains("__diesel_schema_migrations"));
    assert!(left.is_empty(), "{left:#?}");

    run_migrations(&url).await.unwrap();
    let second = list(&sql, CATALOGUE).await;
    assert_eq!(second, first);

    let none = Vec::<String>::new();
    assert_eq!(run_migrations(&url).await.unwrap(), none);
    assert_eq!(pending_migrations(&url).await.unwrap(), none);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_begins_with_the_site() {
    let sql = connect(&database().await).await;
    let mut wrong = Vec::new();

    for row in sql.query(KEYS, &[]).await.unwrap() {
        let table: &str = row.get(0);
        let key: &str = row.get(1);
        let first: &str = row.get(2);
        let target: &str = row.get(3);

        let is_reference = REFERENCE.iter().any(|(name, _)| *name == table);
        if first != "site_id" && !is_reference && !REFERENCED_ALONE.contains(&target) {
            wrong.push(format!("{table}: {key} begins with {first}"));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_table_has_a_trigger() {
    let sql = connect(&database().await).await;

    let triggers = "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal";
    let triggers = list(&sql, triggers).await;

    assert_eq!(
        triggers,
        Vec::<String>::new(),
        "flows write the consequences, not triggers"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn public_ids_are_uuids() {
    let sql = connect(&database().await).await;

    let numbers = "SELECT table_name || '.' || column_name FROM information_schema.columns \
        WHERE table_schema = 'public' AND column_name LIKE '%\\_id' AND data_type <> 'uuid' \
        ORDER BY 1";
    let numbers = list(&sql, numbers).await;

    // An event's number orders the feed and the installation has one row; a transaction's number is
    // Postgres' own.
    let known = [
        "events.event_id",
        "events.transaction_id",
        "installation.installation_id",
    ];
    assert_eq!(numbers, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_generated_schema_has_the_columns_of_the_catalogue() {
    let sql = connect(&database().await).await;

    // Postgres' own transaction number has no type in Diesel, and only Postgres writes it.
    let query = "SELECT table_name || '.' || column_name, udt_name::text, is_nullable = 'YES' \
        FROM information_schema.columns WHERE table_schema = 'public' \
        AND table_name <> '__diesel_schema_migrations' AND udt_name <> 'xid8'";
    let rows = sql.query(query, &[]).await.unwrap();
    let stored: BTreeSet<String> = rows.iter().map(stored_column).collect();
    let written = written_columns();

    let missing: Vec<&String> = stored.difference(&written).collect();
    let extra: Vec<&String> = written.difference(&stored).collect();
    assert!(missing.is_empty(), "missing {missing:?}, extra {extra:?}");
    assert!(extra.is_empty(), "missing {missing:?}, extra {extra:?}");
}

/// A column of the catalogue in the notation of `src/db/schema.rs`.
fn stored_column(row: &Row) -> String {
    let name: &str = row.get(0);
    let plain = diesel_type(row.get(1));

    if row.get(2) {
        format!("{name}: Nullable<{plain}>")
    } else {
        format!("{name}: {plain}")
    }
}

/// The name in Diesel of a type of Postgres.
fn diesel_type(name: &str) -> &'static str {
    match name {
        "uuid" => "Uuid",
        "text" => "Text",
        "bytea" => "Binary",
        "bool" => "Bool",
        "int2" => "Int2",
        "int4" => "Int4",
        "int8" => "Int8",
        "float4" => "Float4",
        "jsonb" => "Jsonb",
        "timestamptz" => "Timestamptz",
        "_int4" => "Array<Int4>",
        other => panic!("give {other} its name in Diesel"),
    }
}

/// The columns of `src/db/schema.rs` with their types, by the names that they have in SQL.
fn written_columns() -> BTreeSet<String> {
    let sources = sources();
    let mut schemas = sources
        .iter()
        .filter(|source| source.path == "db/schema.rs");
    let schema = schemas.next().unwrap();

    let mut columns = BTreeSet::new();
    let mut table = "";
    let mut renamed = None;
    for line in schema.text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("#[sql_name = \"") {
            renamed = name.split('"').next();
        } else if let Some((name, kind)) = split_after_name(line, " -> ") {
            let name = renamed.take().unwrap_or(name.trim_start_matches("r#"));
            columns.insert(format!("{table}.{name}: {}", kind.trim_end_matches(',')));
        } else if let Some((name, _)) = split_after_name(line, " (") {
            table = name;
        }
    }

    columns
}

/// The parts of a line before and after the mark, if the first one is a name.
fn split_after_name<'l>(line: &'l str, mark: &str) -> Option<(&'l str, &'l str)> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '#';
    let (name, rest) = line.split_once(mark)?;

    name.chars().all(is_of_name).then_some((name, rest))
}
