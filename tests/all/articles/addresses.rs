//! One page is found under every spelling of its address, and two pages are told apart.

use futures_util::future::join_all;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::start;
use crate::support::admin::Admin;
use crate::support::json::{items, text};
use crate::support::reader::Reader;

/// The article that the service finds at this address, if there is one.
pub(super) async fn find(reader: &Reader, url: &str) -> Option<String> {
    let page = reader.get(&query(url)).await.ok();
    let ids: Vec<String> = items(&page).iter().map(|item| text(&item["id"])).collect();

    assert!(ids.len() <= 1, "{url}: {ids:?}");
    ids.into_iter().next()
}

fn query(url: &str) -> String {
    let url: String = byte_serialize(url.as_bytes()).collect();

    format!("/v1/articles?url={url}")
}

pub(super) fn article_at(url: &str) -> Value {
    json!({ "title": "A", "body": "B", "url": url })
}

/// Publishes an article at this address; its id.
pub(super) async fn publish_at(admin: &Admin, url: &str) -> String {
    text(&admin.publish_article(&article_at(url)).await["id"])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_found_behind_what_links_carry() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let chinese = publish_at(&admin, "https://example.org/%e4%b8%ad/").await;
    let other = publish_at(&admin, "https://example.org/%e4%b8%ad?p=2").await;

    for url in [
        "https://example.org/%E4%B8%AD",
        "https://example.org/中",
        "http://EXAMPLE.org:80/中/index.html",
        "https://example.org/中#comment-5",
        "https://example.org/中#section",
        "https://example.org/中?utm_source=news&utm_medium=mail",
        "https://example.org/中?fbclid=IwAR0&gclid=x",
    ] {
        assert_eq!(find(&reader, url).await, Some(chinese.clone()), "{url}");
    }
    for url in [
        "https://example.org/中?p=2",
        "https://example.org/中/?utm_campaign=x&p=2#top",
    ] {
        assert_eq!(find(&reader, url).await, Some(other.clone()), "{url}");
    }
    for url in [
        "https://example.org/中?p=3",
        "https://www.example.org/中",
        "https://example.org/国",
        "https://ann@example.org/中",
        "no address",
    ] {
        assert_eq!(find(&reader, url).await, None, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_found_however_long_its_tracking_is() {
    let service = start().await;
    let admin = service.admin().await;
    let article = publish_at(&admin, "https://example.org/a").await;

    let url = format!("https://example.org/a?fbclid={}", "x".repeat(5_000));

    assert_eq!(find(&service.reader(), &url).await, Some(article));
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_say_which_of_the_urls_asked_for_an_article() {
    let service = start().await;
    let admin = service.admin().await;
    let article = publish_at(&admin, "https://example.org/a").await;

    let path = "/v1/counts?url=https://example.org/a/%23top&url=https://example.org/b\
        &url=http://example.org/a?fbclid=1";
    let counts = service.reader().get(path).await.ok();

    assert_eq!(
        counts["items"],
        json!([{
            "article_id": article,
            "url": "https://example.org/a",
            "comment_count": 0,
            "requested_urls": ["https://example.org/a/#top", "http://example.org/a?fbclid=1"],
        }])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_another_article_has_is_refused_however_it_is_spelled() {
    let service = start().await;
    let admin = service.admin().await;
    let first = publish_at(&admin, "https://example.org/a").await;
    let second = publish_at(&admin, "https://example.org/b").await;

    let spelled = "http://example.org/%61/?utm_source=x#top";
    let published = admin.try_publish_article(&article_at(spelled)).await;
    let change = json!({ "version": 1, "url": spelled });
    let changed = admin.try_change_article(&second, &change).await;
    let moved = admin.try_move(&second, &json!({ "url": spelled })).await;

    for answer in [published, changed, moved] {
        let problem = answer.refused(409, "already_exists");
        assert_eq!(problem["errors"][0]["pointer"], "/url");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&first), "{detail}");
    }
    assert_eq!(service.count("articles").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_articles_at_one_address_that_are_published_at_once_one_is_taken() {
    let service = start().await;
    let admin = service.admin().await;

    let publish = |number: usize| {
        let url = format!("https://example.org/a?utm_term={number}");
        let article = article_at(&url);
        let admin = &admin;
        async move { admin.try_publish_article(&article).await.status.as_u16() }
    };
    let mut statuses = join_all((0..6).map(publish)).await;

    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_address_on_two_sites_is_two_pages() {
    let service = start().await;
    let admin = service.admin().await;
    admin
        .put("/v1/admin/sites/other/policy", &json!({}))
        .await
        .created();
    let here = publish_at(&admin, "https://example.org/a").await;
    let mut elsewhere = article_at("https://example.org/a/");
    elsewhere["site"] = json!("other");
    let there = text(&admin.publish_article(&elsewhere).await["id"]);

    let asked = query("https://example.org/a?gclid=1");
    let both = service.reader().get(&asked).await.ok();
    let one = service.reader().get(&format!("{asked}&site=other")).await;

    let ids = |page: &Value| -> Vec<String> {
        items(page).iter().map(|item| text(&item["id"])).collect()
    };
    assert_eq!(ids(&both), [there.clone(), here]);
    assert_eq!(ids(&one.ok()), [there]);
}
