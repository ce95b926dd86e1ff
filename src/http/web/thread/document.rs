//! The pages of a thread as documents.

use maud::{Markup, html};

use crate::app::App;
use crate::app::page_key::PagePlace;
use crate::domain::policy::Challenge as Wanted;
use crate::error::Result;
use crate::flows::articles::read::read_article;
use crate::flows::comments::challenge::Challenge;
use crate::flows::pages::find::FoundPage;
use crate::http::v1::threads::order::Order;
use crate::http::v1::threads::views::Comment;
use crate::http::web::layout::{Document, Robots};
use crate::http::web::thread::comments::Comments;
use crate::http::web::thread::fields::Fields;
use crate::http::web::thread::home::Home;
use crate::http::web::thread::words::Told;
use crate::http::web::thread::writing::Writing;

/// The page that a thread is about.
pub(super) struct Subject {
    pub home: Home,
    /// Its title, or else its address; empty if neither is known.
    pub title: String,
    pub url: Option<String>,
    pub is_open: bool,
    /// Whether the site asks for a challenge.
    pub asks: bool,
}

/// A page of the thread.
pub(super) struct ListPage {
    pub total: i64,
    pub sort: Order,
    pub comments: Vec<Comment>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// One comment in its place.
pub(super) struct CommentPage {
    /// What it replies to, from the top down.
    pub ancestors: Vec<Comment>,
    pub comment: Comment,
    pub replies: Vec<Comment>,
    /// The cursor of further replies.
    pub next: Option<String>,
}

impl Subject {
    /// The subject of the thread that was found at a place.
    pub(super) async fn of(app: &App, place: &PagePlace, found: &FoundPage) -> Result<Self> {
        let (title, url) = match (found.article, place) {
            (Some(article), _) => {
                let article = read_article(app, article).await?;
                (article.title, article.url)
            }
            (None, PagePlace::Address { address, .. }) => {
                let address = address.as_str().to_owned();
                (address.clone(), Some(address))
            }
            (None, PagePlace::Article(_)) => (String::new(), None),
        };

        Ok(Self {
            home: Home::of(place, found.article),
            title,
            url,
            is_open: found.comments_open,
            asks: found.site.policy.challenge != Wanted::Off,
        })
    }

    /// The subject of a form whose page could not be read.
    pub(super) fn unread(place: &PagePlace) -> Self {
        Self {
            home: Home::of(place, None),
            title: String::new(),
            url: None,
            is_open: true,
            asks: false,
        }
    }

    /// A page of the thread, with an empty form below.
    pub(super) fn list(&self, page: &ListPage) -> Document {
        let comments = self.comments();

        self.document(
            Robots::Index,
            html! {
                (self.head())
                div.bar {
                    h2 { (count(page.total)) }
                    @if page.total > 1 { (self.orders(page.sort)) }
                }
                meta itemprop="commentCount" content=(page.total);
                @if page.comments.is_empty() {
                    p.quiet { "No comments yet." }
                } @else {
                    (comments.list(&page.comments))
                }
                @if let Some(cursor) = &page.next {
                    p { a.more rel="next" href=(self.home.list(page.sort, Some(cursor))) { "More comments" } }
                }
                (self.empty_form("Write a comment", &Fields::default(), None))
            },
        )
    }

    /// One comment with what it replies to and its replies, and a form for a reply.
    pub(super) fn comment(&self, page: &CommentPage, challenge: Option<&Challenge>) -> Document {
        let comments = self.comments();
        let reply = Fields {
            parent: page.comment.id.to_string(),
            ..Fields::default()
        };
        let heading = format!("Reply to {}", page.comment.author.name);

        self.document(
            Robots::Ignore,
            html! {
                (self.head())
                p { a href=(self.home.list(Order::Oldest, None)) { "All comments" } }
                @for ancestor in &page.ancestors { (comments.single(ancestor)) }
                (comments.single(&page.comment))
                @if !page.replies.is_empty() {
                    h2 { "Replies" }
                    (comments.list(&page.replies))
                }
                @if let Some(cursor) = &page.next {
                    p { a.more rel="next" href=(self.home.comment(page.comment.id, Some(cursor))) { "More replies" } }
                }
                (self.empty_form(&heading, &reply, challenge))
            },
        )
    }

    /// That a comment waits for approval.
    pub(super) fn waiting(&self) -> Document {
        self.document(
            Robots::Ignore,
            html! {
                (self.head())
                div.notice.wait role="status" {
                    p { "Thank you. Your comment is stored and waits for approval. Then everybody can read it here." }
                }
                p { a href=(self.home.list(Order::Oldest, None)) { "Back to the comments" } }
            },
        )
    }

    /// The form again, with what is wrong and all that was typed.
    pub(super) fn form(
        &self,
        fields: &Fields,
        told: &Told,
        challenge: Option<&Challenge>,
    ) -> Document {
        let writing = Writing {
            home: &self.home,
            fields,
            told: Some(told),
            challenge,
        };

        self.document(
            Robots::Ignore,
            html! {
                (self.head())
                p { a href=(self.home.list(Order::Oldest, None)) { "Back to the comments" } }
                h2 { @if fields.parent.is_empty() { "Your comment" } @else { "Your reply" } }
                (writing.html())
            },
        )
    }

    fn empty_form(&self, heading: &str, fields: &Fields, challenge: Option<&Challenge>) -> Markup {
        let writing = Writing {
            home: &self.home,
            fields,
            told: None,
            challenge,
        };

        html! {
            @if self.is_open {
                h2 dir="auto" { (heading) }
                (writing.html())
            } @else {
                p.quiet { "Comments on this page are closed." }
            }
        }
    }

    fn comments(&self) -> Comments<'_> {
        Comments {
            home: &self.home,
            are_open: self.is_open,
        }
    }

    fn head(&self) -> Markup {
        let title = if self.title.is_empty() {
            "Comments"
        } else {
            &self.title
        };

        html! {
            h1 itemprop="name" dir="auto" {
                @if let Some(url) = &self.url {
                    a href=(url) itemprop="url" { (title) }
                } @else {
                    (title)
                }
            }
        }
    }

    fn orders(&self, sort: Order) -> Markup {
        html! {
            nav.acts aria-label="Order of comments" {
                @for (order, name) in [(Order::Oldest, "Oldest first"), (Order::Newest, "Newest first")] {
                    a href=(self.home.list(order, None)) aria-current=[(order == sort).then_some("true")] { (name) }
                }
            }
        }
    }

    fn document(&self, robots: Robots, body: Markup) -> Document {
        let title = if self.title.is_empty() {
            "Comments".to_owned()
        } else {
            format!("Comments: {}", self.title)
        };

        Document {
            title,
            canonical: self.url.clone(),
            robots,
            scripts: &[],
            body: html! {
                main itemscope itemtype="https://schema.org/WebPage" { (body) }
            },
        }
    }
}

fn count(total: i64) -> String {
    match total {
        1 => "1 comment".to_owned(),
        total => format!("{total} comments"),
    }
}
