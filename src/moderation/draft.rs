//! What does the CPU know about a comment before anybody is asked? `Draft -> Prepared`.

use crate::domain::comment::{Author, CommentBody};
use crate::text::links::link_hosts;
use crate::text::markdown::comment_html;
use crate::text::skeleton::Skeleton;

/// A comment as it came in: parsed, and nothing else.
#[derive(Debug, Clone)]
pub struct Draft {
    pub author: Author,
    pub body: CommentBody,
}

/// A draft with all the work done that needs neither a connection nor a site.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub author: Author,
    pub body: CommentBody,
    pub html: String,
    pub skeleton: Skeleton,
    /// The host of each link, in order, repeats included.
    pub link_hosts: Vec<String>,
}

/// A text with that work done, before it is known who signs it: an edit brings only the text.
#[derive(Debug, Clone)]
pub struct PreparedText {
    pub body: CommentBody,
    html: String,
    skeleton: Skeleton,
    link_hosts: Vec<String>,
}

impl Draft {
    pub fn prepare(self) -> Prepared {
        PreparedText::of(self.body).signed_by(self.author)
    }
}

impl PreparedText {
    pub fn of(body: CommentBody) -> Self {
        Self {
            html: comment_html(body.as_str()),
            skeleton: Skeleton::of(body.as_str()),
            link_hosts: link_hosts(body.as_str()),
            body,
        }
    }

    pub fn signed_by(self, author: Author) -> Prepared {
        let Self {
            body,
            html,
            skeleton,
            link_hosts,
        } = self;
        Prepared {
            author,
            body,
            html,
            skeleton,
            link_hosts,
        }
    }
}
