//! Pages of lists by keyset, each read from exactly one index.
//!
//! Postgres estimates how far it has to read in an index that fits only in part, and with a wrong
//! estimate it reads the whole table. So the last column that must be equal is written as a part of
//! the order: only the index that continues in this order returns it without sorting.

use uuid::Uuid;

use crate::domain::ids::CommentId;

/// The most rows that a page reads, the row that tells of a next page included. Postgres plans for
/// this number, since it does not know the bound limit.
pub(crate) const MAX_ROWS: i64 = 101;

/// The two orders of a list. Replies inside a tree are always oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Oldest,
    Newest,
}

impl Sort {
    pub(crate) const fn direction(self) -> &'static str {
        match self {
            Self::Oldest => "ASC",
            Self::Newest => "DESC",
        }
    }

    /// Where a page begins: after the given comment, or after an id that precedes every comment.
    pub fn start(self, after: Option<CommentId>) -> Uuid {
        match (after, self) {
            (Some(after), _) => after.0,
            (None, Self::Oldest) => Uuid::nil(),
            (None, Self::Newest) => Uuid::max(),
        }
    }

    /// Whether the first comment precedes the second one.
    pub(crate) fn is_before(self, first: CommentId, second: CommentId) -> bool {
        match self {
            Self::Oldest => first < second,
            Self::Newest => second < first,
        }
    }
}

/// The position of a page in an index.
#[derive(Debug, Clone, Copy)]
pub struct Keyset<'a> {
    /// The first columns of the index, each with the expression that it equals.
    pub equal: &'a [(&'a str, &'a str)],
    /// The id column that follows them, and the parameter after whose value the page begins.
    pub after: (&'a str, &'a str),
    pub sort: Sort,
}

impl Keyset<'_> {
    /// The statement for a page: at most `limit` rows `t` of `table` that meet `filter`, in order.
    pub fn page(self, table: &str, filter: &str, limit: &str) -> String {
        let (condition, order) = (self.condition(), self.order());

        format!(
            "SELECT t.* FROM (SELECT t.* FROM {table} t WHERE {condition} AND {filter} ORDER BY {order} LIMIT {MAX_ROWS}) t \
             ORDER BY {order} LIMIT {limit}"
        )
    }

    /// The condition for the rows `t` after that position. No other index fits it.
    pub(crate) fn condition(self) -> String {
        let (column, start) = self.after;
        let start = unknown_id(start);
        let (after, until) = match self.sort {
            Sort::Oldest => (">", "<="),
            Sort::Newest => ("<", ">="),
        };
        let Some(((last, value), first)) = self.equal.split_last() else {
            return format!("t.{column} {after} {start}");
        };

        // Postgres begins to read at a row comparison but does not stop at one: the end must be a
        // condition on the single column.
        let first = first
            .iter()
            .map(|(column, value)| format!("t.{column} = {value} AND "));
        let first: String = first.collect();

        format!(
            "{first}(t.{last}, t.{column}) {after} ({value}, {start}) AND t.{last} {until} {value}"
        )
    }

    /// The order of the rows.
    pub fn order(self) -> String {
        let columns = self
            .equal
            .iter()
            .map(|(column, _)| *column)
            .chain([self.after.0]);

        list(columns.map(|column| format!("t.{column} {}", self.sort.direction())))
    }
}

/// A parameter, written so that Postgres does not use its value while planning. Otherwise a plan
/// for the end of a list seems cheaper than the generic plan, and Postgres plans again for each
/// page.
pub(crate) fn unknown_id(parameter: &str) -> String {
    format!("(SELECT {parameter}::uuid)")
}

/// The same for a list of ids.
pub(crate) fn unknown_ids(parameter: &str) -> String {
    format!("(SELECT {parameter}::uuid[])::uuid[]")
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
