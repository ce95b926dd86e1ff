//! The seed page: its article and its 27 comments are posted, held, approved and read back.
//!
//! Runs where MODERATO_SHARED names the folder with the page, as `.ci/run` does.

use serde_json::{Value, json};

use crate::support::author::Posted;
use crate::support::json::{items, text};
use crate::support::moderator::Moderator;
use crate::support::paths::comments;
use crate::support::service::Service;
use crate::support::shared::shared_folder;

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_page_is_posted_held_approved_and_read_back() {
    let Some(page) = page() else { return };
    let posted = page["comments"].as_array().unwrap();
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let moderator = service.moderator("Ada").await;

    let article = admin.publish_article(&page["article"]).await;
    let article = text(&article["id"]);
    let held = post_all(&service, &article, posted).await;
    assert_eq!(held.len(), 27);
    assert_only_the_tenth_is_a_duplicate(&moderator, &held).await;
    approve_all(&moderator, &held).await;

    let path = format!("{}?limit=100", comments(&article));
    let thread = service.reader().get(&path).await.ok();
    let shown = items(&thread);
    assert_eq!(thread["total"], 27);
    assert_eq!(shown.len(), 27);
    for (at, shown) in shown.iter().enumerate() {
        assert_eq!(shown["id"], held[at].id);
        assert_eq!(shown["number"], at + 1);
        assert_eq!(shown["author"]["name"], posted[at]["author"]["name"]);
        assert!(!shown.to_string().contains("@example.org"));
    }
}

/// Posts these comments in their order, each of which is held.
async fn post_all(service: &Service, article: &str, comments: &[Value]) -> Vec<Posted> {
    let mut held = Vec::new();

    for comment in comments {
        let author = service.author("").under(article);
        let body = json!({ "author": comment["author"], "body": comment["body"] });
        let posted = author.submit(&body).await.posted();
        assert_eq!(posted.comment["status"], "pending");
        held.push(posted);
    }

    held
}

/// Holds that the tenth comment is found to be a near duplicate of the ninth, and no other.
async fn assert_only_the_tenth_is_a_duplicate(moderator: &Moderator, held: &[Posted]) {
    let queue = moderator.queue("?limit=100").await;
    assert_eq!(items(&queue).len(), 27);

    for (posted, number) in held.iter().zip(1..) {
        let codes = moderator.finding_codes(posted).await;
        let expected: &[&str] = match number {
            10 => &["near_duplicate"],
            _ => &[],
        };
        assert_eq!(codes, expected, "number {number}");
    }

    let group = moderator.only_group().await;
    assert_eq!(group["state"], "open");
    assert_eq!(group["size"], 2);
    assert_eq!(group["original"]["id"], held[8].id);
}

async fn approve_all(moderator: &Moderator, held: &[Posted]) {
    let chosen: Vec<Value> = held
        .iter()
        .map(|posted| json!({ "id": posted.id, "version": 1 }))
        .collect();
    let decision = json!({ "action": "approve", "comments": chosen });

    let outcome = moderator.try_decide_many(&decision).await.ok();

    for result in outcome["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "applied", "{outcome}");
    }
}

/// The article and the comments of the page.
fn page() -> Option<Value> {
    let path = shared_folder("the seed page")?.join("seed/page.json");
    let bytes = std::fs::read(path).unwrap();

    Some(serde_json::from_slice(&bytes).unwrap())
}
