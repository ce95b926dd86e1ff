//! A page of a list, by one index and no other.
//!
//! Postgres guesses how far it has to read in an index that fits only half, and whoever guesses
//! wrong reads a table. So the last column that must be equal is written as a part of the order:
//! only an index that goes on in this order after it gives it without sorting.

use uuid::Uuid;

use crate::domain::ids::CommentId;

/// More than any page has, one row more than asked for included. Postgres plans for this number,
/// since it knows none that is bound.
pub const MOST: i64 = 101;

/// The two orders of a list. Replies inside a tree are always oldest first: a talk reads downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Oldest,
    Newest,
}

impl Sort {
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Oldest => "ASC",
            Self::Newest => "DESC",
        }
    }

    /// Where a page begins: after the comment named, or after an id that every comment comes after.
    pub fn start(self, after: Option<CommentId>) -> Uuid {
        match (after, self) {
            (Some(after), _) => after.0,
            (None, Self::Oldest) => Uuid::nil(),
            (None, Self::Newest) => Uuid::max(),
        }
    }
}

/// Where a page stands in an index.
#[derive(Debug, Clone, Copy)]
pub struct Seek<'a> {
    /// The first columns of the index, each with the expression that it equals.
    pub equal: &'a [(&'a str, &'a str)],
    /// The column that follows them, an id, and the parameter after which the page begins.
    pub after: (&'a str, &'a str),
    pub sort: Sort,
}

impl Seek<'_> {
    /// A statement for the page: rows `t` of `table` that meet `filter`, in order, `limit` of them.
    pub fn page(self, table: &str, filter: &str, limit: &str) -> String {
        let (condition, order) = (self.condition(), self.order());
        format!(
            "SELECT t.* FROM (SELECT t.* FROM {table} t WHERE {condition} AND {filter} ORDER BY {order} LIMIT {MOST}) t \
             ORDER BY {order} LIMIT {limit}"
        )
    }

    /// What holds for the rows `t` after that place, and for no other index to find.
    pub fn condition(self) -> String {
        let (column, start) = self.after;
        let start = unknown_id(start);
        let (after, until) = match self.sort {
            Sort::Oldest => (">", "<="),
            Sort::Newest => ("<", ">="),
        };
        let Some(((last, value), first)) = self.equal.split_last() else {
            return format!("t.{column} {after} {start}");
        };
        // A row comparison is where Postgres begins to read, but not where it ends: that must be
        // the one column alone.
        let first = first
            .iter()
            .map(|(column, value)| format!("t.{column} = {value} AND "));
        let first: String = first.collect();
        format!(
            "{first}(t.{last}, t.{column}) {after} ({value}, {start}) AND t.{last} {until} {value}"
        )
    }

    /// Their order.
    pub fn order(self) -> String {
        let columns = self
            .equal
            .iter()
            .map(|(column, _)| *column)
            .chain([self.after.0]);
        list(columns.map(|column| format!("t.{column} {}", self.sort.direction())))
    }
}

/// The parameter, so written that Postgres does not look at its value while it plans. Else a plan
/// for the end of a list seems cheaper than the one that it could keep, and it plans anew for each
/// page.
pub fn unknown_id(parameter: &str) -> String {
    format!("(SELECT {parameter}::uuid)")
}

/// The same for a list of ids.
pub fn unknown_ids(parameter: &str) -> String {
    format!("(SELECT {parameter}::uuid[])::uuid[]")
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
