//! A search for an email address leaves it in no header, and needs no URL with it.

use serde_json::json;

use crate::support::json::items;
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn no_link_repeats_an_address_that_is_searched_for() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    ada.post("One of them, ada@example.org says.").await;
    ada.post("Another one, ada@example.org says.").await;

    for query in [
        "author=ada%40example.org",
        "author=ada%40",
        "q=ada%40example.org",
    ] {
        let answer = moderator
            .get(&format!("/v1/admin/comments?limit=1&{query}"))
            .await;
        assert_eq!(answer.headers.get("link"), None, "{query}");
    }

    let answer = moderator.get("/v1/admin/comments?limit=1&author=ada").await;
    assert!(answer.headers.contains_key("link"), "of a name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_by_post_reads_the_same_pages_as_the_queue() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    for text in ["One of them.", "Another one.", "The last one."] {
        ada.post(text).await;
    }
    service.author("bob").post("By somebody else.").await;
    let path = "/v1/admin/comments/searches";

    let mut search = json!({ "author": "ada@example.org", "limit": 2 });
    let first = moderator.post(path, &search).await.ok();
    search["cursor"] = first["next_cursor"].clone();
    let second = moderator.post(path, &search).await.ok();

    let by_url = moderator.queue("?author=ada%40example.org").await;
    let pages = [items(&first), items(&second)].concat();
    assert_eq!(pages, items(&by_url));
    assert_eq!(pages.len(), 3);

    search["status"] = json!("spam");
    moderator
        .post(path, &search)
        .await
        .refused(422, "invalid_cursor");
    moderator
        .post(path, &json!({ "autor": "ada" }))
        .await
        .invalid("/autor");
    moderator
        .post(path, &json!({ "q": "" }))
        .await
        .invalid("/q");
}
