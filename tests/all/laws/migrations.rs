//! Is the schema the one that we say it is, can it be taken back, and can it grow?

use std::collections::BTreeSet;

use moderato::db::connection::migrate::{pending_migrations, revert_migrations, run_migrations};
use tokio_postgres::Client;

use crate::laws::source::sources;
use crate::support::database::{connect, database, empty_database};

/// Tables whose keys may begin otherwise, and why.
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
        "spent_challenges",
        "a challenge belongs to no site; its rows go soon after ten minutes",
    ),
    (
        "__diesel_schema_migrations",
        "the list of applied migrations",
    ),
];

/// Where a foreign key may lead without a site: small tables that every machine of a cluster holds.
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
    sql.query(query, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
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
    let left: Vec<String> = list(&sql, CATALOGUE).await;
    let left: Vec<&String> = left
        .iter()
        .filter(|line| !line.contains("__diesel_schema_migrations"))
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    run_migrations(&url).await.unwrap();
    assert_eq!(list(&sql, CATALOGUE).await, first);
    assert_eq!(run_migrations(&url).await.unwrap(), Vec::<String>::new());
    assert_eq!(
        pending_migrations(&url).await.unwrap(),
        Vec::<String>::new()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_can_be_sharded_by_site() {
    let sql = connect(&database().await).await;
    let mut wrong = Vec::new();
    for row in sql.query(KEYS, &[]).await.unwrap() {
        let (table, key): (String, String) = (row.get(0), row.get(1));
        let (first, target): (String, String) = (row.get(2), row.get(3));
        let is_reference = REFERENCE.iter().any(|(name, _)| *name == table);
        if first != "site_id" && !is_reference && !REFERENCED_ALONE.contains(&target.as_str()) {
            wrong.push(format!("{table}: {key} begins with {first}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let triggers = "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal";
    assert_eq!(
        list(&sql, triggers).await,
        Vec::<String>::new(),
        "flows write what follows, not triggers"
    );
    let numbers = "SELECT table_name || '.' || column_name FROM information_schema.columns \
        WHERE table_schema = 'public' AND column_name LIKE '%\\_id' AND data_type <> 'uuid' ORDER BY 1";
    // An event's number orders the feed and the installation has one row; a transaction's number is
    // Postgres' own.
    let known = [
        "events.event_id",
        "events.transaction_id",
        "installation.installation_id",
    ];
    assert_eq!(list(&sql, numbers).await, known, "public ids are UUIDs");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_generated_schema_has_the_columns_of_the_catalogue() {
    let sql = connect(&database().await).await;
    // Postgres' own transaction number has no type in Diesel, and only Postgres writes it.
    let query = "SELECT table_name || '.' || column_name, udt_name::text, is_nullable = 'YES' \
        FROM information_schema.columns WHERE table_schema = 'public' \
        AND table_name <> '__diesel_schema_migrations' AND udt_name <> 'xid8'";
    let rows = sql.query(query, &[]).await.unwrap();
    let stored: BTreeSet<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{}: {}",
                row.get::<_, String>(0),
                diesel_type(row.get(1), row.get(2))
            )
        })
        .collect();
    let written = written_columns();
    let missing: Vec<&String> = stored.difference(&written).collect();
    let extra: Vec<&String> = written.difference(&stored).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing {missing:?}, extra {extra:?}"
    );
}

/// What Diesel calls a type of Postgres.
fn diesel_type(name: &str, is_nullable: bool) -> String {
    let plain = match name {
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
    };
    if is_nullable {
        format!("Nullable<{plain}>")
    } else {
        plain.to_owned()
    }
}

/// The columns of `src/db/schema.rs` with their types, by the names that they have in SQL.
fn written_columns() -> BTreeSet<String> {
    let schema = sources()
        .into_iter()
        .find(|source| source.path == "db/schema.rs")
        .unwrap();
    let mut columns = BTreeSet::new();
    let mut table = String::new();
    let mut renamed: Option<String> = None;
    for line in schema.text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("#[sql_name = \"") {
            renamed = name.split('"').next().map(str::to_owned);
        } else if let Some((name, kind)) = line.split_once(" -> ").filter(|(name, _)| is_name(name))
        {
            let name = renamed
                .take()
                .unwrap_or_else(|| name.trim_start_matches("r#").to_owned());
            columns.insert(format!("{table}.{name}: {}", kind.trim_end_matches(',')));
        } else if let Some((name, _)) = line.split_once(" (").filter(|(name, _)| is_name(name)) {
            name.clone_into(&mut table);
        }
    }
    columns
}

fn is_name(text: &str) -> bool {
    text.chars()
        .all(|it| it.is_alphanumeric() || it == '_' || it == '#')
}
