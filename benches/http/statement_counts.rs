//! The number of statements that the service takes for each request, from `pg_stat_statements`.

use std::time::Duration;

use super::fixture::Fixture;
use super::load::Load;

const COUNTS: &str = "\
    SELECT sum(calls)::bigint, sum(total_exec_time)::float8 FROM pg_stat_statements s \
    JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1";

/// A sentence about the statements of `database` during one turn of `load`.
pub async fn describe_counts(
    fixture: &Fixture,
    database: &str,
    load: &Load,
    time: Duration,
) -> String {
    if !fixture.has_statistics {
        return "pg_stat_statements is not installed: install the server's contrib modules."
            .to_owned();
    }

    fixture
        .sql
        .batch_execute("SELECT pg_stat_statements_reset()")
        .await
        .unwrap();
    let count = load.turn(time, 0).count;

    let row = fixture.sql.query_one(COUNTS, &[&database]).await.unwrap();
    let calls: i64 = row.get(0);
    let milliseconds: f64 = row.get(1);

    format!(
        "pg_stat_statements counted {:.1} statements and {:.2} ms of execution for each of {count:.0} requests.",
        calls as f64 / count,
        milliseconds / count
    )
}
