//! Admins: moderators who also publish articles.

use std::ops::Deref;

use serde_json::{Value, json};

use super::answer::Answer;
use super::json::text;
use super::moderator::Moderator;
use super::paths::{DEFAULT_POLICY, article};

/// An admin with a session.
#[derive(Debug, Clone)]
pub struct Admin(Moderator);

impl Admin {
    pub(super) fn new(moderator: Moderator) -> Self {
        Self(moderator)
    }

    /// Publishes an article under this title; its id.
    pub async fn publish(&self, title: &str) -> String {
        let body = json!({ "title": title, "body": "A body." });

        text(&self.publish_article(&body).await["id"])
    }

    /// Publishes an article with this body, which must be accepted.
    pub async fn publish_article(&self, body: &Value) -> Value {
        self.try_publish_article(body).await.created()
    }

    pub async fn try_publish_article(&self, body: &Value) -> Answer {
        self.post("/v1/admin/articles", body).await
    }

    /// Changes an article: `{ version, .. }` and the fields that differ.
    pub async fn try_change_article(&self, id: &str, change: &Value) -> Answer {
        self.patch(&article(id), change).await
    }

    /// Gives an article a new address: `{ url, version? }`.
    pub async fn try_move(&self, id: &str, to: &Value) -> Answer {
        self.post(&format!("{}/moves", article(id)), to).await
    }

    /// Removes an article together with its comments.
    pub async fn remove_article(&self, id: &str) {
        self.try_remove_with_comments(id).await.no_content();
    }

    pub async fn try_remove_with_comments(&self, id: &str) -> Answer {
        self.delete(&format!("{}?force=true", article(id))).await
    }

    /// Removes an article that has no comments.
    pub async fn try_remove_article(&self, id: &str) -> Answer {
        self.delete(&article(id)).await
    }

    /// Replaces the policy of the default site: `{ version, .. }`. It must be valid.
    pub async fn put_policy(&self, policy: &Value) -> Value {
        self.try_put_policy(policy).await.ok()
    }

    pub async fn try_put_policy(&self, policy: &Value) -> Answer {
        self.put(DEFAULT_POLICY, policy).await
    }

    /// A page of the feed of events; `query` is empty or begins with a question mark.
    pub async fn events(&self, query: &str) -> Value {
        self.try_events(query).await.ok()
    }

    pub async fn try_events(&self, query: &str) -> Answer {
        self.get(&format!("/v1/admin/events{query}")).await
    }
}

impl Deref for Admin {
    type Target = Moderator;

    fn deref(&self) -> &Moderator {
        &self.0
    }
}
