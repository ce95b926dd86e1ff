//! A comment before it is stored: `Draft` as it comes in, `PreparedComment` after all work that
//! needs no database.

use crate::domain::comment::{Author, CommentBody};
use crate::text::links::link_hosts;
use crate::text::markdown::comment_html;
use crate::text::skeleton::Skeleton;

/// A comment with checked fields.
#[derive(Debug, Clone)]
pub struct Draft {
    pub author: Author,
    pub body: CommentBody,
}

/// A draft with its HTML, its skeleton and the hosts of its links.
#[derive(Debug, Clone)]
pub struct PreparedComment {
    pub author: Author,
    pub body: CommentBody,
    pub html: String,
    pub skeleton: Skeleton,
    /// The host of each link, in reading order, with repetitions.
    pub link_hosts: Vec<String>,
}

/// A prepared text without its author: an edit brings only the text.
#[derive(Debug, Clone)]
pub(crate) struct PreparedText {
    pub body: CommentBody,
    html: String,
    skeleton: Skeleton,
    link_hosts: Vec<String>,
}

impl Draft {
    pub fn prepare(self) -> PreparedComment {
        PreparedText::of(self.body).signed_by(self.author)
    }
}

impl PreparedText {
    pub(crate) fn of(body: CommentBody) -> Self {
        Self {
            html: comment_html(body.as_str()),
            skeleton: Skeleton::of(body.as_str()),
            link_hosts: link_hosts(body.as_str()),
            body,
        }
    }

    pub(crate) fn signed_by(self, author: Author) -> PreparedComment {
        PreparedComment {
            author,
            body: self.body,
            html: self.html,
            skeleton: self.skeleton,
            link_hosts: self.link_hosts,
        }
    }
}
