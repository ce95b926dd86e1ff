//! The feed of events.

use serde_json::json;

use super::check;
use crate::support::follower::Follower;
use crate::support::service::Service;

const TEXT: &str = "The second chart should start at zero.";
const OTHER: &str = "Which of the two maps is the older one, and who drew it in the first place?";

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_with_events_of_an_article_its_comments_and_a_group() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let article = admin.publish("Sleep and memory").await;
    let ada = service.author("ada").under(&article);
    let bob = service.author("bob").under(&article);

    let posted = ada.post(TEXT).await;
    admin.decide(&posted, "approve").await;
    service.reader().report(&posted, "spam").await;
    ada.edit(&posted, OTHER).await;
    bob.post(OTHER).await;
    let group = admin.only_group().await;
    admin.settle(&group, "spam", &[]).await;
    ada.withdraw(&posted).await;
    let policy = json!({ "mode": "none", "version": 1 });
    admin.put_policy(&policy).await;
    admin.remove_article(&article).await;

    Follower::new(&admin, &service).end().await;
    check("list_events", admin.try_events("?limit=100").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_that_cannot_be_read() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let moderator = service.moderator("ken").await;
    let path = "/v1/admin/events";

    check("list_events", admin.try_events("?after=AAAA").await);
    check("list_events", admin.try_events("?site=nowhere").await);
    check("list_events", moderator.get(path).await);
    check("list_events", service.reader().get(path).await);
}
