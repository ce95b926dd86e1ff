//! Moderators, and what they do with comments.

use std::ops::Deref;

use serde_json::{Value, json};

use super::actor::Actor;
use super::answer::Answer;
use super::author::Author;
use super::json::text;

/// A moderator with a session. Other requests go through [`Actor`], to which it dereferences.
#[derive(Debug, Clone)]
pub struct Moderator {
    name: String,
    article: String,
    actor: Actor,
}

impl Moderator {
    pub(super) fn new(name: &str, article: &str, actor: Actor) -> Self {
        Self {
            name: name.to_owned(),
            article: article.to_owned(),
            actor,
        }
    }

    /// The moderator as an author of comments, which carry their token.
    pub fn author(&self) -> Author {
        Author::new(&self.name, &self.article, self.actor.clone())
    }

    /// Decides about a comment in its present version; the decision must be made.
    pub async fn decide(&self, comment: impl AsRef<str>, action: &str) -> Value {
        let version = self.detail(&comment).await["version"].clone();
        let decision = json!({ "action": action, "version": version });

        self.try_decide(comment, &decision).await.created()
    }

    /// Sends a decision as it is: `{ action, version, reason, note }`.
    pub async fn try_decide(&self, comment: impl AsRef<str>, decision: &Value) -> Answer {
        let path = format!("/v1/admin/comments/{}/decisions", comment.as_ref());

        self.post(&path, decision).await
    }

    /// Decides about many comments: `{ action, comments: [{ id, version }] }`.
    pub async fn try_decide_many(&self, decision: &Value) -> Answer {
        self.post("/v1/admin/decisions", decision).await
    }

    /// Undoes a decision, which must be possible.
    pub async fn undo(&self, decision: &Value) -> Value {
        self.try_undo(decision).await.created()
    }

    pub async fn try_undo(&self, decision: &Value) -> Answer {
        let path = format!("/v1/admin/decisions/{}/undo", text(&decision["id"]));

        self.post(&path, &Value::Null).await
    }

    /// A page of the queue; `query` is empty or begins with a question mark.
    pub async fn queue(&self, query: &str) -> Value {
        self.get(&format!("/v1/admin/comments{query}")).await.ok()
    }

    /// A page of the audit log; `query` is empty or begins with a question mark.
    pub async fn decisions(&self, query: &str) -> Value {
        self.get(&format!("/v1/admin/decisions{query}")).await.ok()
    }

    /// Everything that moderators see of one comment.
    pub async fn detail(&self, comment: impl AsRef<str>) -> Value {
        let path = format!("/v1/admin/comments/{}", comment.as_ref());

        self.get(&path).await.ok()
    }

    /// A comment's findings, in their order.
    pub async fn findings(&self, comment: impl AsRef<str>) -> Vec<Value> {
        let detail = self.detail(comment).await;

        detail["findings"].as_array().unwrap().clone()
    }

    /// The codes of a comment's findings, in their order.
    pub async fn finding_codes(&self, comment: impl AsRef<str>) -> Vec<String> {
        let findings = self.findings(comment).await;

        findings
            .iter()
            .map(|finding| text(&finding["code"]))
            .collect()
    }
}

impl Deref for Moderator {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}
