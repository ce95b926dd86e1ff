//! Finds candidates: stored comments that may be duplicates of a text, by their fingerprints alone
//! and in one round trip.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort, unknown_id};
use crate::db::connection::statement::prepared;
use crate::db::schema::fingerprints;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

/// The values by which the candidates of a text are found.
#[derive(Debug, Clone)]
pub struct CandidateQuery<'a> {
    pub site: SiteId,
    pub author_key: &'a [u8],
    pub exact_hash: i64,
    /// The keys of the text and their neighbours.
    pub keys: &'a [i32],
    pub among: Among,
}

/// Which stored comments are candidates.
#[derive(Debug, Clone, Copy)]
pub enum Among {
    All,
    /// All but the comment that is edited: it is no duplicate of itself.
    AllBut(CommentId),
    /// The comments that are older than this one.
    Before(CommentId),
}

/// The fingerprint of a candidate.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = fingerprints)]
pub struct CandidateRow {
    pub comment_id: CommentId,
    pub fingerprint_version: i16,
    pub letters: i32,
    pub exact_hash: i64,
    pub keys: Vec<i32>,
    pub created_at: DateTime<Utc>,
    /// Found by its author. A comment that was found in several ways has a row for each of them.
    #[diesel(sql_type = Bool)]
    pub of_author: bool,
}

/// The highest number of candidates that are found by their keys. Above
/// [`CROWD`](super::fingerprints::CROWD), because several keys can be crowded at once.
pub(crate) const BY_KEYS: usize = 250;

/// The statement for the newest comments with the text's hash, of its author and with one of its
/// keys; by `fingerprints_exact_idx`, `comments_author_idx` and `fingerprints_keys_idx`. The
/// parameters are: site, hash, author, keys, the comment that all must be older than, the comment
/// that is left out. Public, so that a test can hold its plan.
///
/// Each part can use its index and no other, whatever the statistics say about the site. Left to
/// itself, Postgres takes `&&` for much less selective than it is, reads everything of a site that
/// it holds for small, or walks the primary key backwards in the hope of an early match; and it
/// keeps a plan that it made for a young site. Therefore:
///
/// - The site is a subquery, so that its value is not seen while the plan is made.
/// - Hash and author are sought as positions in an order (see [`keyset`]).
/// - Rows with the hash or a key are compared with the site and with later comments, and sorted, by
///   expressions that no index serves.
/// - The keys come from a subquery, too: seen as values, each adds a share of the table to the
///   estimate.
///
/// A hash is salted for its site, so its index does without the site.
///
/// [`keyset`]: crate::db::connection::keyset
pub fn candidates_statement() -> &'static str {
    static STATEMENT: LazyLock<String> = LazyLock::new(|| {
        let site = unknown_id("$1");
        let newest = |equal: &[(&str, &str)], filter: &str| {
            let keyset = Keyset {
                equal,
                after: ("comment_id", "$5"),
                sort: Sort::Newest,
            };
            format!(
                "WHERE {} {filter} ORDER BY {}",
                keyset.condition(),
                keyset.order()
            )
        };

        let with_hash = newest(
            &[("exact_hash", "$2")],
            "AND t.site_id IS NOT DISTINCT FROM $1 AND t.comment_id <> $6",
        );
        let of_author = newest(
            &[("site_id", &site), ("author_key", "$3")],
            "AND t.comment_id <> $6",
        );

        format!(
            "(SELECT t.comment_id, t.fingerprint_version, t.letters, t.exact_hash, t.keys, t.created_at, \
                 false AS of_author \
               FROM fingerprints t {with_hash} LIMIT 20) \
             UNION ALL SELECT f.comment_id, f.fingerprint_version, f.letters, f.exact_hash, f.keys, f.created_at, true \
               FROM (SELECT t.comment_id FROM comments t {of_author} LIMIT 50) own \
               CROSS JOIN LATERAL (SELECT * FROM fingerprints \
                 WHERE site_id = {site} AND comment_id = own.comment_id LIMIT 1) f \
             UNION ALL (SELECT comment_id, fingerprint_version, letters, exact_hash, keys, created_at, false \
               FROM fingerprints \
               WHERE site_id IS NOT DISTINCT FROM $1 AND keys OPERATOR(pg_catalog.&&) (SELECT $4::integer[]) \
                 AND pg_catalog.uuid_lt(comment_id, $5) AND comment_id <> $6 \
               ORDER BY created_at DESC LIMIT {BY_KEYS})",
        )
    });

    &STATEMENT
}

/// The candidates that a query finds, in no order.
pub(crate) async fn list_candidates(
    mut conn: &Connection,
    query: &CandidateQuery<'_>,
) -> Result<Vec<CandidateRow>> {
    let (before, except) = match query.among {
        Among::All => (Uuid::max(), Uuid::nil()),
        Among::AllBut(comment) => (Uuid::max(), comment.into()),
        Among::Before(comment) => (comment.into(), Uuid::nil()),
    };

    Ok(prepared(candidates_statement())
        .bind(query.site)
        .bind(query.exact_hash)
        .bind(query.author_key)
        .bind(query.keys)
        .bind(before)
        .bind(except)
        .load(&mut conn)
        .await?)
}
