//! A statement written by hand that Postgres plans once for each connection.
//!
//! Postgres plans a statement of `diesel::sql_query` again at each call, which takes longer than
//! executing most of them. Postgres may settle on one plan for all values after five calls, so a
//! statement whose best plan depends on its values has a test that checks both plans.

use std::borrow::Cow;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::Error::QueryBuilderError;
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};

use crate::db::column_types::ColumnValue;

/// `$1`, `$2` and so on in `statement` stand for the values in the order in which they are bound.
pub fn prepared<'a>(statement: impl Into<Cow<'a, str>>) -> Statement<'a> {
    Statement {
        statement: statement.into(),
        values: Vec::new(),
    }
}

pub struct Statement<'a> {
    statement: Cow<'a, str>,
    values: Vec<Box<dyn Value + 'a>>,
}

impl<'a> Statement<'a> {
    /// The next value, as the SQL type that belongs to its Rust type.
    pub fn bind<V>(mut self, value: V) -> Self
    where
        Pg: HasSqlType<V::Sql>,
        V: ColumnValue + ToSql<V::Sql, Pg> + Send + 'a,
    {
        self.values.push(Box::new(Bound(value)));
        self
    }
}

/// A value that knows how it is sent.
trait Value: Send {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

struct Bound<V>(V);

impl<V> Value for Bound<V>
where
    Pg: HasSqlType<V::Sql>,
    V: ColumnValue + ToSql<V::Sql, Pg> + Send,
{
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<V::Sql, V>(&self.0)
    }
}

impl QueryFragment<Pg> for Statement<'_> {
    /// Diesel numbers values in the order in which they are pushed, and writes the number itself:
    /// so each is pushed where the text first mentions it, and its later mentions are written with
    /// the number that it got.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut pushed: Vec<usize> = Vec::with_capacity(self.values.len());
        let mut pieces = self.statement.split('$');

        out.push_sql(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(piece.len());
            let (number, text) = piece.split_at(digits);

            let mentioned = number
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            let unknown = || QueryBuilderError(format!("${number} names no value").into());
            let mentioned = mentioned.ok_or_else(unknown)?;

            match pushed.iter().position(|&value| value == mentioned) {
                Some(position) => out.push_sql(&format!("${}", position + 1)),
                None => {
                    self.values
                        .get(mentioned)
                        .ok_or_else(unknown)?
                        .push(&mut out)?;
                    pushed.push(mentioned);
                }
            }
            out.push_sql(text);
        }

        if pushed.len() == self.values.len() {
            Ok(())
        } else {
            Err(QueryBuilderError(
                "a value is not used in its statement".into(),
            ))
        }
    }
}

impl QueryId for Statement<'_> {
    type QueryId = ();

    /// Known by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

#[cfg(test)]
mod tests {
    use diesel::debug_query;

    use super::*;

    fn written(query: &Statement<'_>) -> String {
        debug_query::<Pg, _>(query).to_string()
    }

    #[test]
    fn values_are_numbered_in_the_order_of_their_first_mention() {
        let query = prepared("SELECT $2, $1, $2").bind(1).bind("two");
        assert_eq!(written(&query), r#"SELECT $1, $2, $1 -- binds: ["two", 1]"#);
    }

    #[test]
    fn the_tenth_value_is_not_taken_for_the_first() {
        let text = "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $1";
        let query = (1..=10).fold(prepared(text), |query, value| query.bind(value));
        assert!(written(&query).starts_with(text));
    }

    #[test]
    fn a_number_without_a_value_and_a_value_without_a_number_are_refused() {
        let mut sql = <Pg as diesel::backend::Backend>::QueryBuilder::default();
        let missing = prepared("SELECT $2").bind(1);
        assert!(missing.to_sql(&mut sql, &Pg).is_err());
        let unused = prepared("SELECT $1").bind(1).bind(2);
        assert!(unused.to_sql(&mut sql, &Pg).is_err());
    }
}
