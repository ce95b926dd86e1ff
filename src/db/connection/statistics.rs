//! Statistics of tables that have grown. Postgres keeps a plan until it analyzes the table again,
//! so a plan made for a handful of rows would be used for thousands.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::error::Result;

/// A table with so few rows is read quickly with any plan.
const FEW: i64 = 200;
/// A table that has this many times the rows that Postgres knows may be read by plans that no
/// longer fit it.
const TIMES: i64 = 4;

/// A table whose statistics were taken when it was much smaller.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Outgrown {
    /// Its name as SQL writes it.
    #[diesel(sql_type = Text)]
    table: String,
}

/// The service's tables that have grown to more than four times what Postgres knows. The sizes come
/// from the server's counters, about a second late; the tables themselves are not read.
pub(crate) async fn list_outgrown_tables(conn: &mut Connection) -> Result<Vec<Outgrown>> {
    let statement = format!(
        "SELECT c.oid::regclass::text AS table FROM pg_catalog.pg_class c \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' \
           AND pg_stat_get_live_tuples(c.oid) > {FEW} + {TIMES} * greatest(c.reltuples, 0) \
           AND c.relowner = (SELECT proowner FROM pg_catalog.pg_proc WHERE oid = to_regproc('analyse_table')) \
         ORDER BY c.oid"
    );
    Ok(prepared(statement).load(conn).await?)
}

/// Analyzes a table, so that all sessions plan their statements on it again. Does nothing where
/// another session is analyzing it. The function runs as the owner of the tables.
pub(crate) async fn analyze_table(conn: &mut Connection, outgrown: &Outgrown) -> Result<()> {
    prepared("SELECT analyse_table($1::text::regclass)")
        .bind(outgrown.table.as_str())
        .execute(conn)
        .await?;

    Ok(())
}
