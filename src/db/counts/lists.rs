//! Expressions that count a list of comments: exact in every snapshot, and never from the start.
//!
//! A list is the approved comments of an article, or the shown replies to a comment. Every few
//! hundred of its places have a checkpoint (`tally_marks`) that says how many come before it, except
//! for the changes since (`tally_changes`), which each transaction appends without a lock. So a
//! count adds up the last checkpoint, the changes before it, and the comments after it.

/// A list, named by the alias of its article or comment in the statement around it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum List {
    /// The approved comments of the article of that alias; by `comments_approved_idx`.
    Approved(&'static str),
    /// The shown replies to the comment of that alias; by `comments_replies_idx`.
    Replies(&'static str),
}

impl List {
    /// The number of comments in the list.
    pub(crate) fn total(self) -> String {
        self.count("")
    }

    /// The number of comments in the list up to and with the comment of the same alias.
    pub(crate) fn number(self) -> String {
        self.count(&format!("<= {}.comment_id", self.alias()))
    }

    /// Counts from the last checkpoint within `bound`, or from the start where there is none.
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

        let (to_checkpoint, to_member) = match bound {
            "" => (String::new(), String::new()),
            bound => (
                format!(" AND m.comment_id {bound}"),
                format!(" AND n.comment_id {bound}"),
            ),
        };

        format!(
            "coalesce((SELECT {BEFORE_CHECKPOINT} + (SELECT count(*) FROM comments n \
               WHERE {members} AND n.comment_id >= m.comment_id{to_member}) \
             FROM tally_marks m WHERE m.site_id = {alias}.site_id AND m.list_id = {alias}.{list_id}{to_checkpoint} \
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

/// The number of comments before the checkpoint `m`.
pub(crate) const BEFORE_CHECKPOINT: &str = "m.before + coalesce((SELECT sum(t.change) FROM tally_changes t \
    WHERE t.site_id = m.site_id AND t.list_id = m.list_id AND t.comment_id < m.comment_id), 0)";
