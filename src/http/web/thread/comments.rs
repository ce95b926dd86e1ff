//! Comments as HTML, with the microdata by which search engines read them (schema.org).

use maud::{Markup, PreEscaped, html};

use crate::http::v1::threads::views::{Comment, CommentStatus};
use crate::http::web::thread::home::{Home, anchor};

/// The levels of replies that are shown one inside the other. Deeper ones follow in one list, and
/// name the comment that they reply to.
const LEVELS: u8 = 4;

/// How comments are shown.
pub(super) struct Comments<'a> {
    pub home: &'a Home,
    /// Whether a reader may reply.
    pub are_open: bool,
}

/// A reply in a flat list, with the comment that it replies to.
struct Reply<'c> {
    comment: &'c Comment,
    to: &'c Comment,
}

impl Comments<'_> {
    /// A list of comments, each with its replies.
    pub(super) fn list(&self, comments: &[Comment]) -> Markup {
        html! {
            ol.thread {
                @for comment in comments { (self.branch(comment, 0)) }
            }
        }
    }

    /// A comment without its replies.
    pub(super) fn single(&self, comment: &Comment) -> Markup {
        self.comment(comment, None)
    }

    fn branch(&self, comment: &Comment, level: u8) -> Markup {
        let replies = comment.replies.as_deref().unwrap_or_default();

        html! {
            li {
                (self.comment(comment, None))
                @if !replies.is_empty() {
                    ol {
                        @if level + 1 < LEVELS {
                            @for reply in replies { (self.branch(reply, level + 1)) }
                        } @else {
                            (self.flat(comment))
                        }
                    }
                }
                (self.more(comment))
            }
        }
    }

    /// All replies below a comment in one list.
    fn flat(&self, top: &Comment) -> Markup {
        let mut replies = Vec::new();
        flatten(top, &mut replies);

        html! {
            @for reply in replies {
                li {
                    (self.comment(reply.comment, (reply.to.id != top.id).then_some(reply.to)))
                    (self.more(reply.comment))
                }
            }
        }
    }

    /// The way to replies that are not on the page.
    fn more(&self, comment: &Comment) -> Markup {
        html! {
            @if let Some(cursor) = &comment.replies_cursor {
                p { a.more href=(self.home.comment(comment.id, Some(cursor))) { "More replies" } }
            }
        }
    }

    fn comment(&self, comment: &Comment, to: Option<&Comment>) -> Markup {
        if !matches!(comment.status, CommentStatus::Approved) {
            // A notice in place of what was removed: nobody's words.
            return html! {
                article.comment.quiet id=(anchor(comment.id)) { (PreEscaped(&comment.html)) }
            };
        }

        html! {
            article.comment id=(anchor(comment.id))
                itemprop="comment" itemscope itemtype="https://schema.org/Comment" {
                p.by {
                    (author(comment))
                    @if comment.author.is_moderator { span.staff { "Moderator" } }
                    a href={ (self.home.comment(comment.id, None)) "#" (anchor(comment.id)) } itemprop="url" {
                        (time(comment))
                    }
                    @if comment.edited_at.is_some() { span { "edited" } }
                    @if let Some(to) = to {
                        span { "in reply to " a href={ "#" (anchor(to.id)) } { bdi { (to.author.name) } } }
                    }
                }
                // Sanitised when it was stored.
                div.text itemprop="text" { (PreEscaped(&comment.html)) }
                @if self.are_open {
                    p.acts {
                        a href={ (self.home.comment(comment.id, None)) "#write" }
                            aria-label={ "Reply to " (comment.author.name) } { "Reply" }
                    }
                }
            }
        }
    }
}

fn author(comment: &Comment) -> Markup {
    let name = html! { span itemprop="name" dir="auto" { (comment.author.name) } };

    html! {
        span.name itemprop="author" itemscope itemtype="https://schema.org/Person" {
            @if let Some(website) = &comment.author.website {
                a href=(website) itemprop="url" rel="nofollow ugc noopener" { (name) }
            } @else {
                (name)
            }
        }
    }
}

fn time(comment: &Comment) -> Markup {
    let created = comment.created_at;

    html! {
        time datetime=(created.format("%Y-%m-%dT%H:%M:%SZ")) itemprop="dateCreated" {
            (created.format("%-d %B %Y, %H:%M")) " UTC"
        }
    }
}

fn flatten<'c>(top: &'c Comment, replies: &mut Vec<Reply<'c>>) {
    for comment in top.replies.as_deref().unwrap_or_default() {
        replies.push(Reply { comment, to: top });
        flatten(comment, replies);
    }
}
