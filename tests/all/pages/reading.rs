//! The thread of a page is read by the page's address, and reading creates nothing.

use reqwest::header::{ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};

use super::{PAGE, start};
use crate::support::answer::Answer;
use crate::support::json::{items, text};
use crate::support::reader::Reader;
use crate::support::service::Service;

/// The ids of the comments at an address, as `query` orders them.
async fn ids(reader: &Reader, query: &str) -> Vec<String> {
    let page = reader.get(&format!("/v1/threads?{query}")).await.ok();

    items(&page).iter().map(|item| text(&item["id"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_page_of_a_listed_origin_has_an_empty_thread_and_stays_unknown() {
    let service = start().await;
    let before = service.count("events").await;

    let thread = service.reader().page_thread(PAGE).await;

    assert_eq!(thread["items"], json!([]));
    assert_eq!(thread["total"], 0);
    assert_eq!(thread["article_id"], Value::Null);
    assert_eq!(thread["version"], Value::Null);
    assert_eq!(thread["next_cursor"], Value::Null);
    assert_eq!(thread["comments_open"], true);
    assert_eq!(thread["site"]["site"], "default");
    assert_eq!(thread["site"]["challenge"], "off");
    assert_eq!(service.count("articles").await, 0);
    assert_eq!(service.count("events").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_may_not_register_itself_says_so() {
    let service = Service::options()
        .without_article()
        .policy(json!({ "origins": ["https://blog.example"], "registration": "closed" }))
        .start()
        .await;

    let thread = service.reader().page_thread(PAGE).await;

    assert_eq!(thread["comments_open"], false);
    assert_eq!(thread["article_id"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_page_of_another_origin_is_refused() {
    let service = start().await;
    let reader = service.reader();

    for url in [
        "https://other.example/",
        "https://blog.example:8443/",
        "https://www.blog.example/",
        "https://blog.example.evil.example/",
    ] {
        reader
            .try_page_thread(url)
            .await
            .refused(403, "page_not_allowed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_names_exactly_one_page_by_a_web_address_or_an_id() {
    let service = start().await;
    let reader = service.reader();
    let id = "01981234-0000-7000-8000-000000000000";

    for query in [
        String::new(),
        "?url=".to_owned(),
        "?url=blog.example".to_owned(),
        "?url=ftp://blog.example/".to_owned(),
        "?url=https://ann@blog.example/".to_owned(),
        format!("?url={PAGE}&article_id={id}"),
    ] {
        let answer = reader.get(&format!("/v1/threads{query}")).await;
        answer.invalid("url");
    }

    let unknown = reader.get(&format!("/v1/threads?article_id={id}")).await;
    unknown.refused(404, "not_found");
    let path = format!("/v1/threads?url={PAGE}&site=nowhere");
    reader.get(&path).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_spelling_of_an_address_shows_the_thread_of_its_article() {
    let service = start().await;
    let admin = service.admin().await;
    let article = json!({ "title": "A", "body": "B", "url": PAGE });
    let article = text(&admin.publish_article(&article).await["id"]);
    let ada = service.author("ada").under(&article);
    let first = ada.post("We remember more after a night of sleep.").await;
    let reply = ada.reply_to(&first, "And less after a short one.").await;
    let reader = service.reader();

    for url in [
        PAGE,
        "http://BLOG.example:80/sleep-and-memory/index.html",
        "https://blog.example/sleep-and-memory?utm_source=news#top",
        "https://blog.example/sleep-and-memory#comment-5",
    ] {
        let thread = reader.page_thread(url).await;
        let by_id = reader.under(&article).thread().await;

        assert_eq!(thread["article_id"], json!(article), "{url}");
        for member in ["total", "version", "items"] {
            assert_eq!(thread[member], by_id[member], "{url} {member}");
        }
    }

    let newest = format!("url={PAGE}&view=flat&sort=newest");
    assert_eq!(ids(&reader, &newest).await, [&*reply.id, &*first.id]);
    let by_id = format!("article_id={article}&view=flat");
    assert_eq!(ids(&reader, &by_id).await, [&*first.id, &*reply.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_address_shows_the_thread_too() {
    let service = start().await;
    let admin = service.admin().await;
    let posted = service.author("ada").post_to_page(PAGE, "Before.").await;
    let article = text(&posted.comment["article_id"]);
    let reader = service.reader();
    // Kept, and ended by the move.
    let new = "https://blog.example/2026/sleep";
    assert_eq!(reader.page_thread(new).await["article_id"], Value::Null);

    admin.try_move(&article, &json!({ "url": new })).await.ok();

    for url in [PAGE, new] {
        let thread = reader.page_thread(url).await;
        assert_eq!(thread["article_id"], json!(article), "{url}");
        assert_eq!(thread["total"], 1, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_thread_follow_each_other_by_cursor_and_link() {
    let service = start().await;
    let ada = service.author("ada");
    let mut posted = Vec::new();
    for number in ["one", "two", "three"] {
        let text = format!("This is comment number {number} about the page.");
        posted.push(ada.post_to_page(PAGE, &text).await.id);
    }
    let reader = service.reader();
    let path = format!("/v1/threads?url={PAGE}&limit=2");

    let first = reader.get(&path).await;
    let link = first.headers["link"].to_str().unwrap().to_owned();
    let first = first.ok();
    let cursor = text(&first["next_cursor"]);
    let second = reader.get(&format!("{path}&cursor={cursor}")).await.ok();

    assert!(
        link.contains("cursor=") && link.contains("rel=\"next\""),
        "{link}"
    );
    let both = [items(&first), items(&second)].concat();
    let ids: Vec<String> = both.iter().map(|item| text(&item["id"])).collect();
    assert_eq!(ids, posted);
    let other = format!("/v1/threads?url={PAGE}&sort=newest&cursor={cursor}");
    reader.get(&other).await.refused(422, "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_thread_is_answered_by_304_until_it_changes() {
    let service = start().await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let posted = ada.post_to_page(PAGE, "We remember more.").await;
    let reader = service.reader();
    let first = reader.try_page_thread(PAGE).await;
    let tag = first.headers[ETAG].clone();
    let again = async || -> Answer {
        let path = format!("/v1/threads?url={PAGE}");
        let request = reader.request(reqwest::Method::GET, &path);
        reader
            .send(request.header(IF_NONE_MATCH, tag.clone()))
            .await
    };
    assert_eq!(again().await.status, 304);

    // Another article of the site changes nothing here.
    ada.post_to_page("https://blog.example/other", "Elsewhere, quite different.")
        .await;
    assert_eq!(again().await.status, 304);

    moderator.decide(&posted, "reject").await;
    let changed = again().await.ok();
    assert_eq!(changed["total"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_policy_shows_at_once() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    assert_eq!(reader.page_thread(PAGE).await["site"]["challenge"], "off");

    let policy = json!({
        "challenge": "arithmetic", "origins": ["https://blog.example"], "version": 1,
    });
    admin.put_policy(&policy).await;

    let thread = reader.page_thread(PAGE).await;
    assert_eq!(thread["site"]["challenge"], "arithmetic");
    assert_eq!(thread["comments_open"], false, "the registration is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_says_when_comments_close() {
    let service = start().await;
    let admin = service.admin().await;
    let policy = json!({ "close_after_days": 7, "mode": "none", "version": 1 });
    admin.put_policy(&policy).await;
    let article = json!({
        "title": "A", "body": "B", "url": PAGE, "published_at": "2026-11-01T00:00:00Z",
    });
    let article = admin.publish_article(&article).await;
    let reader = service.reader();

    let open = reader.page_thread(PAGE).await;
    let change = json!({ "version": 1, "comments_open": false });
    admin
        .try_change_article(&text(&article["id"]), &change)
        .await
        .ok();
    let closed = reader.page_thread(PAGE).await;

    assert_eq!(open["comments_open"], true);
    assert_eq!(open["closes_at"], "2026-11-08T00:00:00.000Z");
    assert_eq!(closed["comments_open"], false);
    assert_eq!(closed["closes_at"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_listed_origin_may_read_the_answer_in_a_browser() {
    let service = start().await;
    let admin = service.admin().await;
    let policy = json!({ "origins": ["https://blog.example"], "version": 1 });
    admin.put_policy(&policy).await;
    let reader = service.reader();
    let path = format!("/v1/threads?url={PAGE}");

    let request = reader.request(reqwest::Method::GET, &path);
    let answer = reader
        .send(request.header("Origin", "https://blog.example"))
        .await;

    let allowed = answer.headers["access-control-allow-origin"].clone();
    assert_eq!(allowed, "https://blog.example");
    answer.ok();
}
