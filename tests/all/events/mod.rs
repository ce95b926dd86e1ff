//! The feed of events and the live streams: all events, once, in order, and nothing else.

mod caps;
mod draining;
mod feed;
mod plans;
mod queue;
mod resuming;
mod retention;
mod silence;
mod sizes;
mod threads;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::author::Posted;
use crate::support::service::Service;

/// How long a test waits for what must not take long. Events also wait for the transactions that
/// other tests have open.
const SOON: Duration = Duration::from_secs(120);

/// The live stream of the queue.
const QUEUE: &str = "/v1/admin/comments/events";

/// Starts a service that publishes comments at once.
async fn start() -> Service {
    Service::start(json!({ "mode": "none" })).await
}

/// The path of the live stream of the article's thread.
fn thread_path(service: &Service) -> String {
    format!("/v1/articles/{}/events", service.article)
}

/// Posts a comment of a new author.
async fn post(service: &Service, name: &str) -> Posted {
    let text = format!("What {name} has to say of it.");

    service.author(name).post(&text).await
}

/// Writes with so many writers at once, each of which posts so many comments one after the other.
/// Each task returns the ids of its comments.
fn write_at_once(
    service: &Arc<Service>,
    writers: usize,
    each: usize,
) -> Vec<JoinHandle<Vec<String>>> {
    let write = |writer| {
        let service = Arc::clone(service);

        tokio::spawn(async move {
            let mut ids = Vec::new();
            for number in 0..each {
                let name = format!("Writer {writer} of {number}");
                ids.push(post(&service, &name).await.id);
            }

            ids
        })
    };

    (0..writers).map(write).collect()
}

/// The ids of the comments that the events are about.
fn comments_of(events: &[Value]) -> Vec<String> {
    events
        .iter()
        .map(|event| event["comment_id"].as_str().unwrap_or_default().to_owned())
        .collect()
}
