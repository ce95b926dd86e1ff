//! An integrator who follows the feed of events.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::admin::Admin;
use super::json::{items, text};
use super::service::Service;

/// How long events may wait for the transactions that other tests have open.
const SOON: Duration = Duration::from_secs(120);

/// An admin who reads the feed of a service.
pub struct Follower<'a> {
    admin: &'a Admin,
    service: &'a Service,
}

impl<'a> Follower<'a> {
    pub fn new(admin: &'a Admin, service: &'a Service) -> Self {
        Self { admin, service }
    }

    /// Follows the feed from a cursor until `count` events have come.
    pub async fn follow(&self, after: &str, count: usize) -> Vec<Value> {
        let following = async {
            let mut found = Vec::new();
            let mut after = after.to_owned();
            while found.len() < count {
                let page = self.admin.events(&format!("?limit=7&after={after}")).await;
                found.extend(items(&page).iter().cloned());
                after = text(&page["next_cursor"]);
            }

            found
        };

        timeout(SOON, following)
            .await
            .expect("the feed brings nothing more")
    }

    /// The cursor behind all events. Transactions that other tests have open may delay the last
    /// ones for a while.
    pub async fn end(&self) -> String {
        let kept = "events WHERE created_at > now() - interval '30 days'";
        let written = self.service.count(kept).await;

        let reading = async {
            let mut met = 0;
            let mut page = self.admin.events("?limit=100").await;
            loop {
                met += items(&page).len();
                let next = text(&page["next_cursor"]);
                if i64::try_from(met).unwrap() >= written && page["at_end"] == true {
                    return next;
                }
                page = self.admin.events(&format!("?limit=100&after={next}")).await;
            }
        };

        timeout(SOON, reading).await.expect("the feed has no end")
    }
}
