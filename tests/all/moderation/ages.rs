//! The queue by the times at which comments were created.

use chrono::{Duration, SecondsFormat};
use serde_json::json;

use super::search_pages::names;
use crate::support::json::text;
use crate::support::moderator::Moderator;
use crate::support::service::Service;

/// An hour passes after each of these comments.
const HOURLY: [&str; 4] = ["ada", "bob", "cid", "dan"];

async fn start_with_hourly_comments() -> (Service, Moderator) {
    let service = Service::start(json!({})).await;

    for author in HOURLY {
        let words = format!(
            "This is by {author}: the second chart should start at zero, because the difference \
             looks far too large as it is, and the northern stations are missing."
        );
        service.author(author).post(&words).await;
        service.advance(Duration::hours(1));
    }

    let moderator = service.moderator("grace").await;
    (service, moderator)
}

/// The time at which a comment was created, counted from the first one, in milliseconds.
fn created(service: &Service, hours: i64, milliseconds: i64) -> String {
    let first = service.clock().now() - Duration::hours(4);
    let at = first + Duration::hours(hours) + Duration::milliseconds(milliseconds);

    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_has_what_was_created_at_its_beginning_and_not_what_was_at_its_end() {
    let (service, moderator) = start_with_hourly_comments().await;
    let at = |hours, milliseconds| created(&service, hours, milliseconds);

    for (query, found) in [
        (format!("from={}", at(1, 0)), &HOURLY[1..]),
        (format!("from={}", at(1, 1)), &HOURLY[2..]),
        (format!("to={}", at(2, 0)), &HOURLY[..2]),
        (format!("to={}", at(2, 1)), &HOURLY[..3]),
        (format!("from={}&to={}", at(1, 0), at(3, 0)), &HOURLY[1..3]),
        (format!("from={}", at(4, 0)), &[]),
        (format!("to={}", at(0, 0)), &[]),
    ] {
        let mut newest = names(&moderator, &format!("?sort=newest&{query}")).await;
        newest.reverse();

        assert_eq!(
            names(&moderator, &format!("?{query}")).await,
            found,
            "{query}"
        );
        assert_eq!(newest, found, "newest, {query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_narrows_every_other_filter_and_every_search() {
    let (service, moderator) = start_with_hourly_comments().await;
    let time = format!(
        "from={}&to={}",
        created(&service, 1, 0),
        created(&service, 3, 0)
    );
    let of_article = format!("article_id={}", service.article);

    for (query, found) in [
        ("status=all", &["bob", "cid"][..]),
        ("status=approved", &[]),
        ("site=default", &["bob", "cid"]),
        (&of_article, &["bob", "cid"]),
        ("q=northern", &["bob", "cid"]),
        ("q=no", &["bob", "cid"]),
        ("q=northern&sort=newest", &["cid", "bob"]),
        ("author=c", &["cid"]),
        ("author=bob@example.org", &["bob"]),
        ("author=ada@example.org", &[]),
        ("finding=near_duplicate", &["bob", "cid"]),
        ("finding=near_duplicate&sort=newest", &["cid", "bob"]),
    ] {
        let narrowed = names(&moderator, &format!("?{time}&{query}")).await;

        assert_eq!(narrowed, found, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_belongs_to_its_time_and_ends_with_it() {
    let (service, moderator) = start_with_hourly_comments().await;
    let from = created(&service, 1, 0);
    let to = created(&service, 3, 0);

    for search in ["", "&q=northern"] {
        let list = format!("/v1/admin/comments?limit=1&from={from}&to={to}{search}");
        let pages = moderator.pages(&list).await;

        let authors: Vec<String> = pages
            .iter()
            .map(|page| text(&page["items"][0]["author"]["name"]))
            .collect();
        assert_eq!(authors, ["bob", "cid"], "{search}");

        let cursor = text(&pages[0]["next_cursor"]);
        for other in [format!("from={from}"), format!("to={to}"), String::new()] {
            let path = format!("/v1/admin/comments?limit=1&{other}{search}&cursor={cursor}");
            let answer = moderator.get(&path).await;
            answer.refused(422, "invalid_cursor");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_takes_the_times_in_its_body() {
    let (service, moderator) = start_with_hourly_comments().await;
    let body = json!({
        "from": created(&service, 2, 0),
        "to": created(&service, 3, 0),
        "author": "cid@example.org",
    });

    let page = moderator.post("/v1/admin/comments/searches", &body).await;

    let page = page.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(page["items"][0]["author"]["name"], "cid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_time_is_refused() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let noon = "2026-01-01T12:00:00Z";

    for query in [
        "from=yesterday".to_owned(),
        "from=2026-01-01".to_owned(),
        "from=".to_owned(),
        format!("from={noon}&to={noon}"),
        format!("from={noon}&to=2026-01-01T11:59:59.999Z"),
    ] {
        let answer = moderator.get(&format!("/v1/admin/comments?{query}")).await;
        answer.invalid("from");
    }

    let answer = moderator.get("/v1/admin/comments?to=1767268800").await;
    answer.invalid("to");
    let backwards = json!({ "from": noon, "to": noon });
    let answer = moderator
        .post("/v1/admin/comments/searches", &backwards)
        .await;
    answer.invalid("from");
}
