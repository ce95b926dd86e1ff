//! What moderators do with groups of duplicates. A group is the JSON that the service answered: its
//! version goes back with each change.

use serde_json::{Value, json};

use super::answer::Answer;
use super::author::Posted;
use super::json::{items, text};
use super::moderator::Moderator;

impl Moderator {
    /// The groups of duplicates on the first page of their list.
    pub async fn groups(&self) -> Vec<Value> {
        let page = self.get("/v1/admin/duplicates").await.ok();

        items(&page).to_vec()
    }

    /// The groups of duplicates, of which there must be exactly `COUNT`.
    pub async fn all_groups<const COUNT: usize>(&self) -> [Value; COUNT] {
        self.groups().await.try_into().unwrap()
    }

    /// The group of duplicates, of which there must be exactly one.
    pub async fn only_group(&self) -> Value {
        let [group] = self.all_groups().await;

        group
    }

    /// The group with the id of this one, as it is now.
    pub async fn try_read_group(&self, group: &Value) -> Answer {
        self.get(&group_path(group)).await
    }

    /// Settles a group: `action` for all members but those to keep. It must be possible.
    pub async fn settle(&self, group: &Value, action: &str, keep: &[&Posted]) -> Value {
        self.try_settle(group, action, keep).await.created()
    }

    pub async fn try_settle(&self, group: &Value, action: &str, keep: &[&Posted]) -> Answer {
        let path = format!("{}/decisions", group_path(group));
        let body = json!({ "keep": ids(keep), "action": action, "version": group["version"] });

        self.post(&path, &body).await
    }

    /// Merges one group into another, which must be possible; the group that is left.
    pub async fn merge(&self, into: &Value, from: &Value) -> Value {
        self.try_merge(into, from).await.ok()
    }

    pub async fn try_merge(&self, into: &Value, from: &Value) -> Answer {
        let path = format!("{}/merges", group_path(into));
        let body = json!({
            "group_id": from["id"],
            "group_version": from["version"],
            "version": into["version"],
        });

        self.post(&path, &body).await
    }

    /// Takes comments out of a group, which must be possible; `{ rest, apart }`.
    pub async fn split(&self, group: &Value, comments: &[&Posted]) -> Value {
        self.try_split(group, comments).await.ok()
    }

    pub async fn try_split(&self, group: &Value, comments: &[&Posted]) -> Answer {
        let path = format!("{}/splits", group_path(group));
        let body = json!({ "comments": ids(comments), "version": group["version"] });

        self.post(&path, &body).await
    }
}

/// The path of a group.
pub fn group_path(group: &Value) -> String {
    format!("/v1/admin/duplicates/{}", text(&group["id"]))
}

fn ids<'a>(comments: &[&'a Posted]) -> Vec<&'a str> {
    comments.iter().map(|posted| posted.id.as_str()).collect()
}
