//! Searches of the queue: comments by a part of their text, by their author, by a finding.
//!
//! A search has to be cheap for a text in every comment, for one in none, and for anything between,
//! and Postgres cannot know which it is. So a page is found in bounded steps, which
//! `flows/moderation/search.rs` puts in order: a walk over a fixed number of comments of a list, in
//! the order of the queue, and look-ups of the candidates of some segments by an index
//! (`search_candidates.rs`), in the same order, which end where the page is full.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort, unknown_ids};
use crate::db::connection::statement::{Statement, prepared};
use crate::db::moderation::queue::QueueFilter;
use crate::db::schema::comment_search;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::status::Status;
use crate::error::Result;
use crate::text::search_form::SEARCH_VERSION;

/// What a search looks for.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    pub filter: &'a QueueFilter,
    pub sort: Sort,
    /// The keys of the author with this email, one for each site; `None` for any author.
    pub author_keys: Option<Vec<AuthorKey>>,
}

/// The key of a person on a site.
#[derive(Debug, Clone)]
pub struct AuthorKey {
    pub site: SiteId,
    pub key: Vec<u8>,
}

/// A list whose comments a step examines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The part of the queue that site, article and status name.
    Queue,
    /// The comments of the author.
    OfAuthor,
    /// Comments with the finding, in any revision.
    WithFinding,
}

/// How many comments a walk examines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Short,
    Long,
}

impl Length {
    pub(crate) const fn comments(self) -> i64 {
        match self {
            Self::Short => 1_000,
            Self::Long => 5_000,
        }
    }
}

/// A comment that a step examined. A walk returns those that may match, and the last one.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comment_search)]
pub struct ExaminedRow {
    pub comment_id: CommentId,
    /// The place in the walk, from 1.
    #[diesel(sql_type = BigInt)]
    pub place: i64,
    /// `None` if everything but the text matches, and the text has no row yet.
    #[diesel(sql_type = Nullable<Bool>)]
    pub matches: Option<bool>,
}

/// The statement of a walk. Public, so that tests can hold its plan. The parameters are: site,
/// article, finding, part of the name, part of the text, the comment that precedes the walk,
/// version of the search, sites and keys of the author.
///
/// The parts that read a table are laterals with a limit, so that Postgres can read each by its
/// index only, whatever it believes about their sizes.
pub fn walk_statement(search: &Search<'_>, list: List, length: Length) -> String {
    let length = length.comments();
    let source = match list {
        List::Queue => queue_part(search, length),
        List::OfAuthor => author_part(search.sort, length),
        List::WithFinding => finding_part(search.sort, length),
    };

    format!(
        "SELECT w.comment_id, w.place, w.matches FROM (\
           SELECT t.comment_id, row_number() OVER (ORDER BY t.comment_id {direction}) AS place, {matches} AS matches \
           FROM ({source} ORDER BY t.comment_id {direction} LIMIT {length}) t {SEARCHED}) w \
         WHERE w.matches IS DISTINCT FROM false OR w.place = {length} ORDER BY w.comment_id {direction}",
        direction = search.sort.direction(),
        matches = matches(search),
    )
}

/// The statement for those of given comments that match; by `comments_id_idx`. The sixth parameter
/// is their ids.
pub fn chosen_statement(search: &Search<'_>) -> String {
    format!(
        "SELECT t.comment_id, 0::bigint AS place, true AS matches \
         FROM unnest({ids}) AS chosen (comment_id) CROSS JOIN LATERAL (\
           SELECT t.* FROM comments t WHERE t.comment_id = chosen.comment_id LIMIT 1) t {SEARCHED} \
         WHERE {matches} ORDER BY t.comment_id {direction}",
        ids = unknown_ids("$6"),
        direction = search.sort.direction(),
        matches = matches(search),
    )
}

/// The row of the search of the comment `t`, if it has one.
const SEARCHED: &str = "LEFT JOIN LATERAL (SELECT s.body, s.author FROM comment_search s \
    WHERE s.site_id = t.site_id AND s.comment_id = t.comment_id AND s.search_version = $7 LIMIT 1) s ON true";

/// Has the statements of this transaction read by indexes only, and in their order. A search of a
/// young site would otherwise be planned for a table that Postgres holds for nearly empty, and keep
/// that plan while the site grows. Public, so that tests can plan as the service does.
pub const BY_INDEXES: &str = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off";

/// Sends [`BY_INDEXES`].
pub async fn read_by_indexes(conn: &mut Connection) -> Result<()> {
    Ok(conn.batch_execute(BY_INDEXES).await?)
}

/// Examines the comments of a list that follow `after`.
pub async fn walk(
    conn: &mut Connection,
    search: &Search<'_>,
    list: List,
    length: Length,
    after: Option<CommentId>,
) -> Result<Vec<ExaminedRow>> {
    let statement = search
        .bind_filter(prepared(walk_statement(search, list, length)))
        .bind(search.filter.start(search.sort, after));

    Ok(search.bind_keys(statement).load(conn).await?)
}

/// Those of the comments that match, in the order of the search.
pub async fn list_chosen(
    conn: &mut Connection,
    search: &Search<'_>,
    comments: &[CommentId],
) -> Result<Vec<ExaminedRow>> {
    let statement = search
        .bind_filter(prepared(chosen_statement(search)))
        .bind(comments);

    Ok(search.bind_keys(statement).load(conn).await?)
}

impl<'a> Search<'a> {
    /// Binds the parameters before the sixth.
    fn bind_filter(&self, statement: Statement<'a>) -> Statement<'a> {
        statement
            .bind(self.filter.site.as_deref())
            .bind(self.filter.article)
            .bind(self.filter.finding.as_deref())
            .bind(self.filter.name())
            .bind(self.filter.text())
    }

    /// Binds the parameters after the sixth.
    fn bind_keys(&'a self, statement: Statement<'a>) -> Statement<'a> {
        let keys = self.author_keys.as_deref().unwrap_or_default();

        statement
            .bind(SEARCH_VERSION)
            .bind(keys.iter().map(|of| of.site).collect::<Vec<_>>())
            .bind(keys.iter().map(|of| of.key.as_slice()).collect::<Vec<_>>())
    }
}

/// Comments of the queue in its order; by `comments_id_idx`, the primary key, or the index of the
/// queue that fits.
fn queue_part(search: &Search<'_>, length: i64) -> String {
    let filter = search.filter;
    let site = ("site_id", "(SELECT site_id FROM sites WHERE name = $1)");
    let site_of_article = (
        "site_id",
        "(SELECT site_id FROM articles WHERE article_id = $2)",
    );
    let article = ("article_id", "(SELECT $2::uuid)");
    let status = ("status", "s.status");

    let equal: &[_] = match (filter.article, &filter.site, filter.status) {
        (Some(_), _, _) => &[site_of_article, article, status],
        (None, Some(_), Some(_)) => &[site, status],
        (None, Some(_), None) => &[site],
        (None, None, Some(_)) => &[status],
        (None, None, None) => &[],
    };
    let keyset = Keyset {
        equal,
        after: ("comment_id", "$6"),
        sort: search.sort,
    };
    let page = page("comments", keyset, length);

    if !equal.contains(&status) {
        return format!("SELECT t.* FROM ({page}) t");
    }
    format!(
        "SELECT t.* FROM (VALUES {}) AS s (status) CROSS JOIN LATERAL ({page}) t",
        statuses(filter.status)
    )
}

/// The comments of an author; by `comments_author_idx`.
fn author_part(sort: Sort, length: i64) -> String {
    let keyset = Keyset {
        equal: &[("site_id", "k.site_id"), ("author_key", "k.author_key")],
        after: ("comment_id", "$6"),
        sort,
    };

    format!(
        "SELECT t.* FROM unnest($8::uuid[], $9::bytea[]) AS k (site_id, author_key) CROSS JOIN LATERAL ({}) t",
        page("comments", keyset, length)
    )
}

/// Comments with a finding; by `findings_code_idx` and `comments_id_idx`. No index serves the
/// condition on the site, since several of a nearly empty table would seem as good.
fn finding_part(sort: Sort, length: i64) -> String {
    let keyset = Keyset {
        equal: &[("code", "(SELECT $3::text)")],
        after: ("comment_id", "$6"),
        sort,
    };

    format!(
        "SELECT t.* FROM ({}) f CROSS JOIN LATERAL (SELECT t.* FROM comments t \
           WHERE t.comment_id = f.comment_id AND t.site_id IS NOT DISTINCT FROM f.site_id LIMIT 1) t",
        page("findings", keyset, length)
    )
}

fn page(table: &str, keyset: Keyset<'_>, length: i64) -> String {
    format!(
        "SELECT t.* FROM {table} t WHERE {} ORDER BY {} LIMIT {length}",
        keyset.condition(),
        keyset.order()
    )
}

fn statuses(only: Option<Status>) -> String {
    let statuses = only.as_ref().map_or(Status::ALL, std::slice::from_ref);
    let rows = statuses
        .iter()
        .map(|status| format!("('{}')", status.as_str()));

    rows.collect::<Vec<_>>().join(", ")
}

/// Whether the comment `t` matches all filters: false, true, or null if only the missing row `s`
/// could tell. An unused filter names its parameter, so that Postgres knows its type. The finding is
/// a subquery with a limit: Postgres answers EXISTS by reading all findings with the code.
fn matches(search: &Search<'_>) -> String {
    let filter = search.filter;

    let of_status = match filter.status {
        Some(status) => format!("t.status = '{}'", status.as_str()),
        None => "true".to_owned(),
    };
    let of_site = match filter.site {
        Some(_) => "t.site_id = (SELECT site_id FROM sites WHERE name = $1)",
        None => "$1::text IS NULL",
    };
    let of_article = match filter.article {
        Some(_) => "t.article_id = $2",
        None => "$2::uuid IS NULL",
    };
    let of_finding = match filter.finding {
        Some(_) => {
            "coalesce((SELECT true FROM findings f WHERE f.site_id = t.site_id AND f.comment_id = t.comment_id \
               AND f.revision = t.revision AND f.code = $3 LIMIT 1), false)"
        }
        None => "$3::text IS NULL",
    };
    let of_author = match search.author_keys {
        Some(_) => {
            "t.author_key = ANY((SELECT $9::bytea[])::bytea[]) AND cardinality($8::uuid[]) >= 0"
        }
        None => "cardinality($8::uuid[]) + cardinality($9::bytea[]) = 0",
    };

    let of_name = match filter.name() {
        Some(_) => "strpos(s.author, $4) > 0",
        None => "$4::text IS NULL",
    };
    let of_text = match filter.text() {
        Some(_) => "strpos(s.body, $5) > 0",
        None => "$5::text IS NULL",
    };

    format!(
        "CASE WHEN {of_status} AND {of_site} AND {of_article} AND {of_finding} AND {of_author} \
         THEN {of_name} AND {of_text} ELSE false END"
    )
}
