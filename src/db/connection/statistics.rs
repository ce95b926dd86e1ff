//! What does Postgres know of the size of a table? It keeps a plan until it has looked at the table
//! again, so a plan that was made for a handful of rows is used for thousands.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::error::Result;

/// A table with that few rows is read quickly whatever the plan.
const FEW: i64 = 200;
/// A table that is so many times as large as Postgres knows it may be read by plans that do not fit
/// it any more.
const TIMES: i64 = 4;

/// A table whose statistics are of a time when it was much smaller.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Outgrown {
    /// As SQL writes it.
    #[diesel(sql_type = Text)]
    table: String,
}

/// Own tables that have grown to more than four times what Postgres knows. Their size is what the
/// server has counted, about a second late; nothing is read of the tables themselves.
pub async fn list_outgrown_tables(conn: &mut Connection) -> Result<Vec<Outgrown>> {
    let statement = format!(
        "SELECT c.oid::regclass::text AS table FROM pg_catalog.pg_class c \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' \
           AND pg_stat_get_live_tuples(c.oid) > {FEW} + {TIMES} * greatest(c.reltuples, 0) \
           AND pg_has_role(c.relowner, 'USAGE') ORDER BY c.oid"
    );
    Ok(prepared(statement).load(conn).await?)
}

/// Has Postgres look at a table: the plans of all sessions that read it are made anew. Does nothing
/// where another session is at it.
pub async fn analyze_table(conn: &mut Connection, outgrown: &Outgrown) -> Result<()> {
    Ok(conn
        .batch_execute(&format!("ANALYZE (SKIP_LOCKED) {}", outgrown.table))
        .await?)
}
