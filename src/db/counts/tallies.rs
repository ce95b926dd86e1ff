//! How many stand in a list, and at which place does one stand? Exact in every snapshot, and never
//! counted from the start.
//!
//! A list is the approved comments of an article or the shown replies to a comment. Every few
//! hundred of its places have a mark that says how many come before it (`tally_marks`), but for the
//! changes since (`tally_changes`), which the transaction that makes a change appends without
//! waiting for anybody. What is counted is what follows the last mark.

use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::error::Result;

/// What a list holds, as a statement that knows its row by an alias writes it.
#[derive(Debug, Clone, Copy)]
pub enum List {
    /// The approved comments of the article that the alias knows; by `comments_approved_idx`.
    Approved(&'static str),
    /// The shown replies to the comment that the alias knows; by `comments_replies_idx`.
    Replies(&'static str),
}

impl List {
    /// An expression of how many the list holds.
    pub fn total(self) -> String {
        self.count("")
    }

    /// An expression of how many the list holds down to the comment of the same alias, that one
    /// included.
    pub fn place(self) -> String {
        self.count(&format!("<= {}.comment_id", self.alias()))
    }

    fn count(self, bound: &str) -> String {
        let alias = self.alias();
        let (list_id, members) = match self {
            Self::Approved(_) => (
                "article_id",
                "n.article_id = l.article_id AND n.status = 'approved'",
            ),
            Self::Replies(_) => ("comment_id", "n.parent_id = l.comment_id AND n.visible"),
        };
        let members =
            format!("n.site_id = l.site_id AND {members}").replace("l.", &format!("{alias}."));
        let (to_mark, to_member) = match bound {
            "" => (String::new(), String::new()),
            bound => (
                format!(" AND m.comment_id {bound}"),
                format!(" AND n.comment_id {bound}"),
            ),
        };
        format!(
            "coalesce((SELECT {BEFORE} + (SELECT count(*) FROM comments n \
               WHERE {members} AND n.comment_id >= m.comment_id{to_member}) \
             FROM tally_marks m WHERE m.site_id = {alias}.site_id AND m.list_id = {alias}.{list_id}{to_mark} \
             ORDER BY m.comment_id DESC LIMIT 1), \
             (SELECT count(*) FROM comments n WHERE {members}{to_member}))"
        )
    }

    const fn alias(self) -> &'static str {
        match self {
            Self::Approved(alias) | Self::Replies(alias) => alias,
        }
    }
}

/// How many come before the mark `m`.
pub const BEFORE: &str = "m.before + coalesce((SELECT sum(t.change) FROM tally_changes t \
    WHERE t.site_id = m.site_id AND t.list_id = m.list_id AND t.comment_id < m.comment_id), 0)";

/// What ends every statement that changes a status or a place, and is the only way to do so: from
/// `changed` (site_id, article_id, parent_id, comment_id, and how much `approved` and `shown`
/// changed) it appends what the lists need.
pub const NOTE_CHANGES: &str = "INSERT INTO tally_changes (site_id, list_id, comment_id, change) \
    SELECT site_id, article_id, comment_id, approved FROM changed WHERE approved <> 0 \
    UNION ALL SELECT site_id, parent_id, comment_id, shown FROM changed \
    WHERE parent_id IS NOT NULL AND shown <> 0";

/// Notes that a comment has come that is approved and shown from the start.
pub async fn note_new_comment(
    mut conn: &Connection,
    (site, article, comment): (SiteId, ArticleId, CommentId),
    parent: Option<CommentId>,
) -> Result<()> {
    let statement = format!(
        "WITH changed AS (SELECT $1::uuid AS site_id, $2::uuid AS article_id, $3::uuid AS parent_id, \
           $4::uuid AS comment_id, 1 AS approved, 1 AS shown) {NOTE_CHANGES}"
    );
    prepared(statement)
        .bind(site.0)
        .bind(article.0)
        .bind(parent.map(|parent| parent.0))
        .bind(comment.0)
        .execute(&mut conn)
        .await?;
    Ok(())
}
