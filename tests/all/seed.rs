//! A page with its 27 replies that people wrote, posted, moderated and read as people would. Runs
//! where `MODERATO_SHARED` names the folder with the page (`.ci/run` does).

use serde_json::{Value, json};

use crate::support::author::Posted;
use crate::support::json::{items, text};
use crate::support::moderator::Moderator;
use crate::support::service::Service;
use crate::support::shared::shared_folder;

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_page_is_posted_held_judged_and_read() {
    let Some(page) = page() else { return };
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let moderator = service.moderator("Ada").await;
    let article = text(&admin.publish_article(&page["article"]).await["id"]);
    let comments = page["comments"].as_array().unwrap();

    let posted = post_all(&service, &article, comments).await;
    assert_eq!(posted.len(), 27);
    only_the_tenth_duplicates_the_ninth(&moderator, &posted).await;
    approve(&moderator, &posted).await;

    let reader = service.reader().under(&article);
    let thread = reader.thread_page("?limit=100").await;
    assert_eq!(thread["total"], 27);
    let shown = items(&thread);
    assert_eq!(shown.len(), 27);
    for (at, place) in shown.iter().enumerate() {
        assert_eq!(place["id"], posted[at].id);
        assert_eq!(place["number"], at + 1);
        assert_eq!(place["author"]["name"], comments[at]["author"]["name"]);
        assert!(!place.to_string().contains("@example.org"));
    }
}

/// Posts the comments under the article, each of which must be held.
async fn post_all(service: &Service, article: &str, comments: &[Value]) -> Vec<Posted> {
    let author = service.author("Anybody").under(article);
    let mut posted = Vec::new();

    for comment in comments {
        let body = json!({ "author": comment["author"], "body": comment["body"] });
        let held = author.submit(&body).await.posted();
        assert_eq!(held.comment["status"], "pending");
        posted.push(held);
    }

    posted
}

async fn only_the_tenth_duplicates_the_ninth(moderator: &Moderator, posted: &[Posted]) {
    let queue = moderator.queue("?limit=100").await;
    assert_eq!(items(&queue).len(), 27);

    for (comment, number) in posted.iter().zip(1..) {
        let expected: &[&str] = if number == 10 {
            &["near_duplicate"]
        } else {
            &[]
        };
        let codes = moderator.finding_codes(comment).await;
        assert_eq!(codes, expected, "number {number}");
    }

    let group = moderator.only_group().await;
    assert_eq!(group["state"], "open");
    assert_eq!(group["size"], 2);
    assert_eq!(group["original"]["id"], posted[8].id);
}

/// Approves all comments in one decision.
async fn approve(moderator: &Moderator, posted: &[Posted]) {
    let comments: Vec<Value> = posted
        .iter()
        .map(|comment| json!({ "id": comment.id, "version": 1 }))
        .collect();
    let decision = json!({ "action": "approve", "comments": comments });

    let answer = moderator.try_decide_many(&decision).await.ok();

    for result in answer["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "applied", "{answer}");
    }
}

fn page() -> Option<Value> {
    let path = shared_folder("the seed page")?.join("seed/page.json");
    let page = std::fs::read(path).unwrap();

    Some(serde_json::from_slice(&page).unwrap())
}
