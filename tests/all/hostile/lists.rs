//! Pages of large texts: what a page reads from the database is bounded, not only what it sends.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::kinds::Hostile;
use super::request::{ANSWER, Request, alone};
use crate::support::actor::Actor;
use crate::support::json::{items, text};
use crate::support::moderator::Moderator;
use crate::support::service::Service;

/// Comments of the largest size: a text and its HTML.
const GROW: &str =
    "UPDATE comments SET body = repeat('a\"', 30000), html = repeat('<p>\"</p>', 16000)";

#[test]
fn a_page_of_the_largest_comments_reads_no_more_than_a_budget() {
    alone(
        "lists::a_page_of_the_largest_comments_reads_no_more_than_a_budget",
        measure_comments(),
    );
}

#[test]
fn a_page_of_the_largest_articles_reads_no_more_than_a_budget() {
    alone(
        "lists::a_page_of_the_largest_articles_reads_no_more_than_a_budget",
        measure_articles(),
    );
}

async fn measure_comments() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    for number in 0..110 {
        let author = service.author(&format!("Writer {number}"));
        let theme = number % 11;
        let text = format!("The same words of theme {theme}, which {theme} writers send in turn.");
        author.post(&text).await;
    }
    let stored = service.count("comments").await;
    assert_eq!(stored, 110);
    let group = first_group(&moderator).await;
    service.execute(GROW).await;

    let queue = "/v1/admin/comments?status=all&limit=100";
    let mut wrong = Vec::new();
    for (what, path) in [
        ("queue", queue.to_owned()),
        ("newest of the queue", format!("{queue}&sort=newest")),
        ("search by name", format!("{queue}&author=writer")),
        (
            "newest by name",
            format!("{queue}&author=writer&sort=newest"),
        ),
        ("groups", "/v1/admin/duplicates?limit=100".to_owned()),
        ("group", format!("/v1/admin/duplicates/{group}")),
        (
            "thread",
            format!("/v1/articles/{}/comments?limit=100", service.article),
        ),
        ("latest", "/v1/comments?limit=100".to_owned()),
    ] {
        let request = Request::read(what, &format!("GET {path}"), moderator.token());
        let outcome = request.send(&service, &mut buffer).await;

        assert_eq!(outcome.status, 200, "{what}");
        wrong.extend(outcome.faults(&request, &Hostile::all()));
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for path in [
        "/v1/admin/comments?status=all&limit=40",
        "/v1/admin/comments?status=all&limit=40&sort=newest",
        "/v1/admin/comments?status=all&limit=40&author=writer",
        "/v1/admin/comments?status=all&limit=40&author=writer&sort=newest",
    ] {
        let ids = ids_of_all_pages(&moderator, path).await;
        assert_eq!(ids.len(), 110, "{path}: every comment once");
    }
    let groups = ids_of_all_pages(&moderator, "/v1/admin/duplicates?limit=10").await;
    let stored = service.count("duplicate_groups").await;
    assert_eq!(i64::try_from(groups.len()).unwrap(), stored);
}

async fn first_group(moderator: &Moderator) -> String {
    let groups = moderator.get("/v1/admin/duplicates?limit=1").await.ok();

    text(&items(&groups)[0]["id"])
}

/// The ids of a list, each of which is on one page.
async fn ids_of_all_pages(actor: &Actor, path: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for page in actor.pages(path).await {
        for item in items(&page) {
            let id = text(&item["id"]);
            assert!(ids.insert(id.clone()), "{path}: {id} twice");
        }
    }

    ids
}

async fn measure_articles() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    for number in 0..100 {
        admin.publish(&format!("Article {number}")).await;
    }
    let grow = "UPDATE articles SET body = repeat('a\"', 60000), html = repeat('<p>\"</p>', 16000)";
    service.execute(grow).await;

    let request = Request::read("articles", "GET /v1/articles?limit=100", "");
    let outcome = request.send(&service, &mut buffer).await;

    let wrong = outcome.faults(&request, &Hostile::all());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let ids = ids_of_all_pages(&admin, "/v1/articles?limit=100").await;
    let stored = service.count("articles").await;
    assert_eq!(i64::try_from(ids.len()).unwrap(), stored);

    let one = format!("/v1/articles?limit=1&slug={}", slug_of_one(&admin).await);
    assert_eq!(ids_of_all_pages(&admin, &one).await.len(), 1);
}

async fn slug_of_one(actor: &Actor) -> String {
    let page: Value = actor.get("/v1/articles?limit=1").await.ok();

    text(&items(&page)[0]["slug"])
}
