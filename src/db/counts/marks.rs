//! How do lists keep a mark at every few hundred places, and how do the changes get into the marks?
//!
//! One at a time does this, under a lock; whoever reads sees a change either among the changes or
//! in the marks.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::{Statement, prepared};
use crate::error::Result;

/// How many places lie between two marks: reading one more mark costs about as much as counting one
/// more place, and a million has then some thousand marks of some hundred places.
pub const SPACING: i64 = 256;

/// A place of a list near which something came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Touched {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub list_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
}

impl Touched {
    /// Before all others.
    pub const FIRST: Self = Self {
        site_id: Uuid::nil(),
        list_id: Uuid::nil(),
        comment_id: Uuid::nil(),
    };
}

/// A change that is not folded yet.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Change {
    #[diesel(embed)]
    pub place: Touched,
    #[diesel(sql_type = BigInt)]
    pub sequence: i64,
}

/// Some places of a list that follow each other: how many, and the last of them.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Stretch {
    #[diesel(embed)]
    pub last: Touched,
    #[diesel(sql_type = BigInt)]
    pub members: i64,
}

/// Some changes, those of one list together; by the primary key.
pub async fn list_changes(conn: &mut Connection, limit: i64) -> Result<Vec<Change>> {
    let statement = "SELECT site_id, list_id, comment_id, sequence FROM tally_changes \
         ORDER BY site_id, list_id, comment_id, sequence LIMIT $1";
    Ok(prepared(statement).bind(limit).load(conn).await?)
}

/// Puts marks where the places between two of them, or after the last one, have become twice as
/// many as wanted, near each of `touched`. Tells how many marks it put: where there are some, there
/// may be room for more.
///
/// A list is known by its id alone, so both kinds are looked up: one of them is empty.
pub async fn insert_marks(conn: &mut Connection, touched: &[Touched]) -> Result<usize> {
    let members = |list: &str| {
        format!(
            "(SELECT comment_id FROM comments WHERE site_id = g.site_id AND {list} \
               AND comment_id >= g.first AND comment_id < g.stop ORDER BY comment_id LIMIT 64 * $4)"
        )
    };
    let approved = members("article_id = g.list_id AND status = 'approved'");
    let replies = members("parent_id = g.list_id AND visible");
    let statement = format!(
        "WITH gaps AS (SELECT DISTINCT l.site_id, l.list_id, coalesce(m.before, 0) AS before, \
             coalesce(m.comment_id, '00000000-0000-0000-0000-000000000000') AS first, \
             coalesce(e.comment_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS stop \
           FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS l (site_id, list_id, comment_id) \
           LEFT JOIN LATERAL (SELECT comment_id, before FROM tally_marks WHERE site_id = l.site_id \
             AND list_id = l.list_id AND comment_id <= l.comment_id ORDER BY comment_id DESC LIMIT 1) m ON true \
           LEFT JOIN LATERAL (SELECT comment_id FROM tally_marks WHERE site_id = l.site_id \
             AND list_id = l.list_id AND comment_id > l.comment_id ORDER BY comment_id LIMIT 1) e ON true) \
         INSERT INTO tally_marks (site_id, list_id, comment_id, before) \
         SELECT g.site_id, g.list_id, n.comment_id, g.before + n.passed - coalesce((\
           SELECT sum(t.change) FROM tally_changes t WHERE t.site_id = g.site_id AND t.list_id = g.list_id \
             AND t.comment_id >= g.first AND t.comment_id < n.comment_id), 0) \
         FROM gaps g CROSS JOIN LATERAL (\
           SELECT comment_id, row_number() OVER (ORDER BY comment_id) - 1 AS passed, count(*) OVER () AS members \
           FROM ({approved} UNION ALL {replies}) places) n \
         WHERE n.passed > 0 AND n.passed % $4 = 0 AND n.members - n.passed >= $4"
    );
    Ok(with_places(prepared(statement), touched.iter())
        .bind(SPACING)
        .execute(conn)
        .await?)
}

/// From `next` (a mark, and by how much more comes before it than before the mark ahead of it)
/// shifts each mark by all that comes before it.
const SHIFT_MARKS: &str = "moved AS (\
       SELECT m.site_id, m.list_id, m.comment_id, sum(n.change) OVER (\
         PARTITION BY m.site_id, m.list_id ORDER BY m.comment_id) AS change \
       FROM (SELECT site_id, list_id, (array_agg(comment_id ORDER BY comment_id))[1] AS first FROM next \
         WHERE change <> 0 GROUP BY site_id, list_id) l \
       JOIN tally_marks m ON m.site_id = l.site_id AND m.list_id = l.list_id AND m.comment_id >= l.first \
       LEFT JOIN next n ON n.site_id = m.site_id AND n.list_id = m.list_id AND n.comment_id = m.comment_id) \
     UPDATE tally_marks m SET before = m.before + v.change FROM moved v \
     WHERE m.site_id = v.site_id AND m.list_id = v.list_id AND m.comment_id = v.comment_id AND v.change <> 0";

/// Takes these changes into the marks that follow them in their lists.
pub async fn fold_changes(conn: &mut Connection, changes: &[Change]) -> Result<()> {
    let statement = format!(
        "WITH gone AS (DELETE FROM tally_changes t \
           USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS c (site_id, list_id, comment_id, sequence) \
           WHERE t.site_id = c.site_id AND t.list_id = c.list_id AND t.comment_id = c.comment_id \
             AND t.sequence = c.sequence \
           RETURNING t.site_id, t.list_id, t.comment_id, t.change), \
         next AS (SELECT g.site_id, g.list_id, m.comment_id, sum(g.change) AS change FROM gone g \
           CROSS JOIN LATERAL (SELECT comment_id FROM tally_marks WHERE site_id = g.site_id \
             AND list_id = g.list_id AND comment_id > g.comment_id ORDER BY comment_id LIMIT 1) m \
           GROUP BY g.site_id, g.list_id, m.comment_id), {SHIFT_MARKS}"
    );
    let sequences: Vec<i64> = changes.iter().map(|change| change.sequence).collect();
    with_places(
        prepared(statement),
        changes.iter().map(|change| &change.place),
    )
    .bind(sequences)
    .execute(conn)
    .await?;
    Ok(())
}

/// The next `limit` marks after `after`; by the primary key.
pub async fn list_marks(conn: &mut Connection, after: Touched, limit: i64) -> Result<Vec<Touched>> {
    let statement = "SELECT site_id, list_id, comment_id FROM tally_marks \
         WHERE (site_id, list_id, comment_id) > ($1, $2, $3) ORDER BY site_id, list_id, comment_id LIMIT $4";
    Ok(with_page(prepared(statement), after, limit)
        .load(conn)
        .await?)
}

/// Counts again what comes between these marks and the ones before them, and mends what is wrong.
/// Tells how many marks were.
pub async fn mend_marks(conn: &mut Connection, marks: &[Touched]) -> Result<usize> {
    let nil = Uuid::nil();
    let members = |list: &str| {
        format!(
            "(SELECT count(*) FROM comments c WHERE c.site_id = m.site_id AND {list} \
               AND c.comment_id >= coalesce(p.comment_id, '{nil}') AND c.comment_id < m.comment_id)"
        )
    };
    let approved = members("c.article_id = m.list_id AND c.status = 'approved'");
    let replies = members("c.parent_id = m.list_id AND c.visible");
    let statement = format!(
        "WITH next AS (SELECT m.site_id, m.list_id, m.comment_id, \
             coalesce(p.before, 0) + {approved} + {replies} - m.before - coalesce((\
               SELECT sum(t.change) FROM tally_changes t WHERE t.site_id = m.site_id AND t.list_id = m.list_id \
                 AND t.comment_id >= coalesce(p.comment_id, '{nil}') AND t.comment_id < m.comment_id), 0) AS change \
           FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS l (site_id, list_id, comment_id) \
           JOIN tally_marks m ON m.site_id = l.site_id AND m.list_id = l.list_id AND m.comment_id = l.comment_id \
           LEFT JOIN LATERAL (SELECT comment_id, before FROM tally_marks \
             WHERE site_id = m.site_id AND list_id = m.list_id AND comment_id < m.comment_id \
             ORDER BY comment_id DESC LIMIT 1) p ON true), {SHIFT_MARKS}"
    );
    Ok(with_places(prepared(statement), marks.iter())
        .execute(conn)
        .await?)
}

/// Binds sites, lists and comments as the first three values.
fn with_places<'a>(
    statement: Statement<'a>,
    places: impl Iterator<Item = &'a Touched> + Clone,
) -> Statement<'a> {
    let column = |of: fn(&Touched) -> Uuid| places.clone().map(of).collect::<Vec<Uuid>>();
    statement
        .bind(column(|place| place.site_id))
        .bind(column(|place| place.list_id))
        .bind(column(|place| place.comment_id))
}

/// Binds the place that a page begins after and how long it is, as the first four values.
fn with_page(statement: Statement<'_>, after: Touched, limit: i64) -> Statement<'_> {
    statement
        .bind(after.site_id)
        .bind(after.list_id)
        .bind(after.comment_id)
        .bind(limit)
}

/// The next `limit` places of all lists of approved comments after `after`, counted for each list;
/// by `comments_approved_idx`.
pub async fn list_stretches(
    conn: &mut Connection,
    after: Touched,
    limit: i64,
) -> Result<Vec<Stretch>> {
    let statement = "SELECT site_id, list_id, count(*) AS members, \
           (array_agg(comment_id ORDER BY comment_id DESC))[1] AS comment_id \
         FROM (SELECT site_id, article_id AS list_id, comment_id FROM comments \
           WHERE status = 'approved' AND (site_id, article_id, comment_id) > ($1, $2, $3) \
           ORDER BY site_id, article_id, comment_id LIMIT $4) places \
         GROUP BY site_id, list_id ORDER BY site_id, list_id";
    Ok(with_page(prepared(statement), after, limit)
        .load(conn)
        .await?)
}
