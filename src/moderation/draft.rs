//! A comment before it is stored: `Draft` as it comes in, `PreparedComment` after all work that
//! needs no database.

use crate::domain::comment::{Author, CommentBody};
use crate::text::skeleton::Skeleton;

/// A comment with checked fields.
#[derive(Debug, Clone)]
pub struct Draft {
    pub author: Author,
    pub body: CommentBody,
}

/// A draft with its skeleton.
#[derive(Debug, Clone)]
pub struct PreparedComment {
    pub author: Author,
    pub body: CommentBody,
    pub skeleton: Skeleton,
}

/// A prepared text without its author: an edit brings only the text.
#[derive(Debug, Clone)]
pub(crate) struct PreparedText {
    pub body: CommentBody,
    skeleton: Skeleton,
}

impl Draft {
    pub fn prepare(self) -> PreparedComment {
        PreparedText::of(self.body).signed_by(self.author)
    }
}

impl PreparedText {
    pub(crate) fn of(body: CommentBody) -> Self {
        Self {
            skeleton: Skeleton::of(body.as_str()),
            body,
        }
    }

    pub(crate) fn signed_by(self, author: Author) -> PreparedComment {
        PreparedComment {
            author,
            body: self.body,
            skeleton: self.skeleton,
        }
    }
}
