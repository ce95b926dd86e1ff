//! Admins: moderators who also publish articles.

use std::ops::Deref;

use serde_json::{Value, json};

use super::json::text;
use super::moderator::Moderator;
use super::paths::article;

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
        self.post("/v1/admin/articles", body).await.created()
    }

    /// Removes an article together with its comments.
    pub async fn remove_article(&self, id: &str) {
        let path = format!("{}?force=true", article(id));

        self.delete(&path).await.no_content();
    }
}

impl Deref for Admin {
    type Target = Moderator;

    fn deref(&self) -> &Moderator {
        &self.0
    }
}
