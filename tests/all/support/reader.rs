//! Readers: clients without a token and without a name.

use std::ops::Deref;

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::actor::Actor;
use super::answer::Answer;
use super::paths::comments;

/// A reader of one article. Other requests go through [`Actor`], to which it dereferences.
#[derive(Debug, Clone)]
pub struct Reader {
    article: String,
    actor: Actor,
}

impl Reader {
    pub(super) fn new(article: &str, actor: Actor) -> Self {
        Self {
            article: article.to_owned(),
            actor,
        }
    }

    /// The same reader at another article.
    pub fn under(&self, article: &str) -> Self {
        Self {
            article: article.to_owned(),
            ..self.clone()
        }
    }

    /// The same reader at this IP address.
    pub fn with_ip(&self, ip: &str) -> Self {
        Self {
            actor: self.actor.with_ip(ip),
            ..self.clone()
        }
    }

    /// The first page of the article's comments.
    pub async fn thread(&self) -> Value {
        self.thread_page("").await
    }

    /// A page of the article's comments; `query` is empty or begins with a question mark.
    pub async fn thread_page(&self, query: &str) -> Value {
        let path = comments(&self.article);

        self.get(&format!("{path}{query}")).await.ok()
    }

    /// The thread of the page at this address.
    pub async fn page_thread(&self, url: &str) -> Value {
        self.try_page_thread(url).await.ok()
    }

    pub async fn try_page_thread(&self, url: &str) -> Answer {
        let url: String = byte_serialize(url.as_bytes()).collect();

        self.get(&format!("/v1/threads?url={url}")).await
    }

    /// A page of the replies to a comment; `query` is empty or begins with a question mark.
    pub async fn replies(&self, comment: impl AsRef<str>, query: &str) -> Value {
        let path = format!("/v1/comments/{}/replies{query}", comment.as_ref());

        self.get(&path).await.ok()
    }

    /// One comment, which must be shown.
    pub async fn read(&self, comment: impl AsRef<str>) -> Value {
        self.try_read(comment).await.ok()
    }

    /// Asks for one comment.
    pub async fn try_read(&self, comment: impl AsRef<str>) -> Answer {
        self.get(&format!("/v1/comments/{}", comment.as_ref()))
            .await
    }

    /// Reports a comment for this reason; the report must be stored.
    pub async fn report(&self, comment: impl AsRef<str>, reason: &str) -> Value {
        let body = json!({ "reason": reason });

        self.try_report(comment, &body).await.created()
    }

    pub async fn try_report(&self, comment: impl AsRef<str>, body: &Value) -> Answer {
        let path = format!("/v1/comments/{}/reports", comment.as_ref());

        self.post(&path, body).await
    }
}

impl Deref for Reader {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}
