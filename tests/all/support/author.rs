//! Authors: readers with a name who write comments, and change them with their guest token.

use serde_json::{Value, json};

use super::actor::Actor;
use super::answer::Answer;
use super::json::text;
use super::paths::comments;

/// A comment that is stored, and the token with which its author changes it.
#[derive(Debug, Clone)]
pub struct Posted {
    pub id: String,
    pub token: String,
    /// The comment as it was answered.
    pub comment: Value,
}

/// A reader who comments under one article. The guest token of a comment makes its author, so that
/// any author can change a [`Posted`].
#[derive(Debug, Clone)]
pub struct Author {
    pub name: String,
    pub email: String,
    article: String,
    actor: Actor,
}

impl Posted {
    /// The comment of an answer to a submission.
    pub fn of(created: &Value) -> Self {
        let comment = created["comment"].clone();

        Self {
            id: text(&comment["id"]),
            token: text(&created["guest_token"]),
            comment,
        }
    }

    /// The same comment with a token that may belong to another one.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }
}

impl AsRef<str> for Posted {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

impl Author {
    /// An author whose email is made of their name: `Grace Hopper` has `grace.hopper@example.org`.
    pub(super) fn new(name: &str, article: &str, actor: Actor) -> Self {
        let local_part = name.to_lowercase().replace(' ', ".");

        Self {
            name: name.to_owned(),
            email: format!("{local_part}@example.org"),
            article: article.to_owned(),
            actor,
        }
    }

    /// The same author under another article.
    pub fn under(&self, article: &str) -> Self {
        Self {
            article: article.to_owned(),
            ..self.clone()
        }
    }

    /// The same author at this address.
    pub fn at(&self, ip: &str) -> Self {
        Self {
            actor: self.actor.with_ip(ip),
            ..self.clone()
        }
    }

    /// The same author, whose requests bear the guest token of this comment.
    pub fn proving(&self, posted: &Posted) -> Self {
        Self {
            actor: self.holding(posted),
            ..self.clone()
        }
    }

    /// Posts a comment that must be stored.
    pub async fn post(&self, text: &str) -> Posted {
        self.try_post(text).await.posted()
    }

    pub async fn try_post(&self, text: &str) -> Answer {
        self.submit(&self.comment(text)).await
    }

    /// Posts a reply that must be stored.
    pub async fn reply_to(&self, parent: impl AsRef<str>, text: &str) -> Posted {
        self.try_reply_to(parent, text).await.posted()
    }

    pub async fn try_reply_to(&self, parent: impl AsRef<str>, text: &str) -> Answer {
        let mut comment = self.comment(text);
        comment["parent_id"] = json!(parent.as_ref());

        self.submit(&comment).await
    }

    /// The body of a submission, to which a test can add what it needs before [`Author::submit`].
    pub fn comment(&self, text: &str) -> Value {
        json!({ "author": { "name": self.name, "email": self.email }, "body": text })
    }

    /// Posts this body under the author's article.
    pub async fn submit(&self, comment: &Value) -> Answer {
        self.actor.post(&comments(&self.article), comment).await
    }

    /// The body of a submission about the page at this address.
    pub fn comment_on(&self, url: &str, text: &str) -> Value {
        let mut comment = self.comment(text);
        comment["url"] = json!(url);

        comment
    }

    /// Posts this body about a page.
    pub async fn submit_to_page(&self, comment: &Value) -> Answer {
        self.actor.post("/v1/threads/comments", comment).await
    }

    /// Posts this body about a page under an `Idempotency-Key`.
    pub async fn submit_to_page_with_key(&self, key: &str, comment: &Value) -> Answer {
        let path = "/v1/threads/comments";

        self.actor.post_with_key(key, path, comment).await
    }

    /// Posts a comment about the page at this address, which must be stored.
    pub async fn post_to_page(&self, url: &str, text: &str) -> Posted {
        self.try_post_to_page(url, text).await.posted()
    }

    pub async fn try_post_to_page(&self, url: &str, text: &str) -> Answer {
        self.submit_to_page(&self.comment_on(url, text)).await
    }

    /// Posts this body under an `Idempotency-Key`.
    pub async fn submit_with_key(&self, key: &str, comment: &Value) -> Answer {
        let path = comments(&self.article);

        self.actor.post_with_key(key, &path, comment).await
    }

    /// Replaces the text of a comment, which must be allowed.
    pub async fn edit(&self, posted: &Posted, text: &str) -> Value {
        self.try_edit(posted, text).await.ok()
    }

    pub async fn try_edit(&self, posted: &Posted, text: &str) -> Answer {
        let body = json!({ "body": text });

        self.holding(posted).patch(&path(posted), &body).await
    }

    /// Withdraws a comment, which must be allowed.
    pub async fn withdraw(&self, posted: &Posted) {
        self.try_withdraw(posted).await.no_content();
    }

    pub async fn try_withdraw(&self, posted: &Posted) -> Answer {
        self.holding(posted).delete(&path(posted)).await
    }

    /// Reads a comment with its guest token.
    pub async fn try_read(&self, posted: &Posted) -> Answer {
        self.holding(posted).get(&path(posted)).await
    }

    fn holding(&self, posted: &Posted) -> Actor {
        self.actor.with_token(&posted.token)
    }
}

fn path(posted: &Posted) -> String {
    format!("/v1/comments/{}", posted.id)
}
