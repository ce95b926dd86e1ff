//! The facts that the phases judge by. The `flows` layer reads them in one transaction.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, ModeratorId};
use crate::domain::policy::Policy;
use crate::domain::status::Status;
use crate::text::contacts::ContactKind;
use crate::text::name_form::NameForm;
use crate::text::skeleton::Skeleton;

/// Everything that the verdict about one comment depends on, beside the comment itself.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub now: DateTime<Utc>,
    pub policy: Policy,
    pub policy_version: i32,
    pub article: ArticleFacts,
    pub author: AuthorFacts,
    /// The active accounts; empty for a comment by staff.
    pub accounts: Arc<[AccountFacts]>,
    /// The comment that this one replies to; `None` for a top-level comment.
    pub parent_id: Option<CommentId>,
    /// What a new reply's parent is checked by; `None` for an edit, which keeps its place.
    pub parent: Option<ParentFacts>,
    /// Stored comments of the site that may be duplicated by this one, oldest first.
    pub earlier_comments: Vec<EarlierComment>,
    /// The contacts of the text, such as telephone numbers, with their uses by other authors.
    pub contacts: Vec<SharedContact>,
}

/// The article under which the comment is posted.
#[derive(Debug, Clone)]
pub(crate) struct ArticleFacts {
    pub article_id: ArticleId,
    pub comments_open: bool,
    pub published_at: DateTime<Utc>,
}

/// The author of the comment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuthorFacts {
    pub role: AuthorRole,
    /// A comment of the author, shown to be theirs, was approved on this site. Read under the mode
    /// `new_authors` only.
    pub is_known: bool,
}

/// An active account, whose name and email no reader may use.
#[derive(Debug, Clone)]
pub(crate) struct AccountFacts {
    pub moderator_id: ModeratorId,
    pub name: NameForm,
    /// The key of the mailbox.
    pub email: String,
}

/// Whether the author belongs to the staff. Comments of staff are never held or refused; findings
/// about them are still recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuthorRole {
    Reader,
    Staff,
}

/// The comment that this one replies to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ParentFacts {
    pub status: Status,
    pub depth: u32,
}

/// A stored comment that the new one is compared with.
#[derive(Debug, Clone)]
pub struct EarlierComment {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub parent_id: Option<CommentId>,
    pub relation: Relation,
    /// Equal for comments under the same email.
    pub author_key: Vec<u8>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    /// The text as it was written, in Markdown.
    pub body: String,
    pub skeleton: Skeleton,
    /// The duplicate group that the comment belongs to.
    pub group: Option<EarlierGroup>,
}

/// A contact of the text with the stored comments of other authors that have it, too.
#[derive(Debug, Clone)]
pub(crate) struct SharedContact {
    pub kind: ContactKind,
    /// As it is written in the text.
    pub written: String,
    /// Whether its use by several authors is no suspicion: it is in the article, staff wrote it, or
    /// a moderator approved a comment with it.
    pub is_trusted: bool,
    /// Oldest first, within the policy's time.
    pub uses: Vec<ContactUse>,
}

/// A stored comment of another author with the contact.
#[derive(Debug, Clone)]
pub(crate) struct ContactUse {
    pub comment_id: CommentId,
    pub author_key: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

impl SharedContact {
    /// Whether a comment with the contact is held: others use it, and nobody has let it through.
    pub(crate) fn is_suspicious(&self) -> bool {
        !self.is_trusted && !self.uses.is_empty()
    }

    /// The number of authors who use the contact, beside the author of the text.
    pub(crate) fn other_authors(&self) -> usize {
        let authors: HashSet<&[u8]> = self
            .uses
            .iter()
            .map(|one| one.author_key.as_slice())
            .collect();

        authors.len()
    }
}

/// Whether the earlier comment has the same author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Under the same email, and shown to be by the same person.
    SameAuthor,
    /// Under the same email, which anybody can type.
    SameEmail,
    OtherAuthor,
}

impl Relation {
    /// Compares the keys of the emails of two stored comments. Moderators see them side by side, so
    /// that a proof is not asked for.
    pub(crate) fn of_stored(one_key: &[u8], other_key: &[u8]) -> Self {
        if one_key == other_key {
            Self::SameAuthor
        } else {
            Self::OtherAuthor
        }
    }
}

/// The duplicate group of an earlier comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierGroup {
    pub duplicate_group_id: DuplicateGroupId,
    /// A moderator has decided about the whole group.
    pub settled: bool,
}
