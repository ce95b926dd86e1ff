//! Articles, the numbers of their comments, the policies of their sites, and the demo.

mod addresses;
mod demo;
mod moving;
mod page_rules;
mod policies;
mod policy_versions;
mod publishing;
mod reading;
mod removal;

use serde_json::{Value, json};

use crate::support::service::Service;

/// The id of an article that does not exist.
const ABSENT: &str = "01981234-0000-7000-8000-000000000000";

/// A service without articles.
async fn start() -> Service {
    Service::options().without_article().start().await
}

/// The body of a small article under this title.
fn article(title: &str) -> Value {
    json!({ "title": title, "body": "We remember more after a night of sleep." })
}
