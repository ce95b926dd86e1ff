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

impl Draft {
    pub fn prepare(self) -> Prepared {
        Prepared {
            html: comment_html(self.body.as_str()),
            skeleton: Skeleton::of(self.body.as_str()),
            link_hosts: link_hosts(self.body.as_str()),
            author: self.author,
            body: self.body,
        }
    }
}
