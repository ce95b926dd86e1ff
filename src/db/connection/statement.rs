//! A statement written by hand that Postgres plans once for each connection.
//!
//! Postgres plans a statement of `diesel::sql_query` again at each call, which takes longer than
//! executing most of them. Postgres may settle on one plan for all values after five calls, so a
//! statement whose best plan depends on its values has a test that checks both plans.

use std::borrow::Cow;
use std::ops::Range;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::Error::QueryBuilderError;
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};

use crate::db::column_types::ColumnValue;

/// `$1`, `$2` and so on in `statement` stand for the values in the order in which they are bound.
pub fn prepared<'a>(statement: impl Into<Cow<'a, str>>) -> Statement<'a> {
    let statement = statement.into();

    Statement {
        mentions: mentions(&statement),
        statement,
        values: Vec::new(),
    }
}

pub struct Statement<'a> {
    statement: Cow<'a, str>,
    /// Read once: Diesel walks a statement four times for each execution.
    mentions: Vec<Mention>,
    values: Vec<Box<dyn Value + 'a>>,
}

/// A `$1` in a statement, and the text behind it up to the next one.
struct Mention {
    /// The number as written, and the value that it stands for.
    number: Range<usize>,
    value: Option<usize>,
    /// The place of the value among those pushed.
    place: Place,
    text: Range<usize>,
}

/// How Diesel is given the value of a mention.
enum Place {
    /// Diesel numbers the value when it is pushed.
    First,
    /// The value has this number already, with its `$`.
    Again(String),
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

    fn part(&self, range: &Range<usize>) -> &str {
        self.statement.get(range.clone()).unwrap_or_default()
    }
}

/// Diesel numbers values in the order in which they are pushed, and writes the number itself: so
/// each is pushed where the text first mentions it, and its later mentions are written with the
/// number that it got.
fn mentions(statement: &str) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut pushed: Vec<usize> = Vec::new();
    let signs: Vec<usize> = statement.match_indices('$').map(|(at, _)| at).collect();
    let ends = signs.iter().skip(1).copied().chain([statement.len()]);

    for (sign, end) in signs.iter().zip(ends) {
        let start = sign + 1;
        let piece = statement.get(start..end).unwrap_or_default();
        let digits = piece
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(piece.len());
        let number = start..start + digits;

        let value = statement
            .get(number.clone())
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| number.checked_sub(1));
        let earlier = pushed.iter().position(|&it| Some(it) == value);
        pushed.extend(value.filter(|_| earlier.is_none()));

        mentions.push(Mention {
            text: number.end..end,
            number,
            value,
            place: match earlier {
                Some(position) => Place::Again(format!("${}", position + 1)),
                None => Place::First,
            },
        });
    }

    mentions
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
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let head = self
            .mentions
            .first()
            .map_or(self.statement.len(), |mention| mention.number.start - 1);
        out.push_sql(self.part(&(0..head)));

        let mut pushed = 0;
        for mention in &self.mentions {
            match &mention.place {
                Place::Again(number) => out.push_sql(number),
                Place::First => {
                    let value = mention.value.and_then(|value| self.values.get(value));
                    let number = self.part(&mention.number);
                    let unknown = || QueryBuilderError(format!("${number} names no value").into());
                    value.ok_or_else(unknown)?.push(&mut out)?;
                    pushed += 1;
                }
            }
            out.push_sql(self.part(&mention.text));
        }

        if pushed == self.values.len() {
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
