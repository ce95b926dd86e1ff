//! What a moderator reads of one comment is as bounded as a page, and says what it leaves out.

use serde_json::{Value, json};

use super::kinds::Hostile;
use super::request::{ANSWER, Request, alone};
use crate::support::author::Posted;
use crate::support::json::text;
use crate::support::moderator::Moderator;
use crate::support::service::Service;

/// The members of the detail that may be shortened.
const LISTS: [&str; 5] = [
    "findings",
    "duplicates",
    "decisions",
    "revisions",
    "reports",
];

/// Earlier texts, and others with the same words, of the largest size, and all different.
const GROW: &str = "\
    UPDATE revisions SET body = repeat('\"' || revision, 30000); \
    UPDATE comments SET body = repeat('\"' || left(author_name, 12) || ' ', 4000), \
      html = repeat('<p>\"</p>', 16000); \
    INSERT INTO reports (site_id, report_id, comment_id, reporter_key, reason, detail, created_at) \
    SELECT site_id, gen_random_uuid(), comment_id, sha256(convert_to(n::text, 'UTF8')), 'spam', \
      repeat('\"', 4000), created_at FROM comments, generate_series(1, 120) n; \
    INSERT INTO decisions (site_id, decision_id, article_id, comment_id, action, status_before, status_after, \
      version, reason, note, created_at) \
    SELECT site_id, gen_random_uuid(), article_id, comment_id, 'hold', 'pending', 'pending', 100 + n, \
      repeat('\"', 500), repeat('\"', 2000), created_at FROM comments, generate_series(1, 150) n; \
    UPDATE findings SET evidence = evidence || jsonb_build_object('text', repeat('\"', 20000))";

#[test]
fn the_detail_of_a_comment_is_cut_and_says_so() {
    alone(
        "details::the_detail_of_a_comment_is_cut_and_says_so",
        measure_detail(),
    );
}

async fn measure_detail() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    let posted = post_with_look_alikes(&service).await;

    let small = moderator.detail(&posted).await;
    assert_eq!(small["shortened"], json!([]));
    assert_eq!(small["duplicates"].as_array().unwrap().len(), 20);
    assert_eq!(small["revisions"].as_array().unwrap().len(), 20);

    service.execute(GROW).await;
    let line = format!("GET /v1/admin/comments/{}", posted.id);
    let request = Request::read("detail", &line, moderator.token());
    let outcome = request.send(&service, &mut buffer).await;

    let wrong = outcome.faults(&request, &Hostile::all());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let detail = moderator.detail(&posted).await;
    for list in LISTS {
        let is_told = detail["shortened"]
            .as_array()
            .unwrap()
            .contains(&json!(list));
        assert!(is_told, "{list} is shortened: {}", detail["shortened"]);
    }
    let duplicates = detail["duplicates"].as_array().unwrap();
    assert_eq!(duplicates.len(), 20, "each is named");
    assert!(duplicates.iter().any(|it| it["diff"].is_null()));
    assert!(duplicates.iter().any(|it| it["diff"].is_array()));
    assert!(duplicates.iter().all(|it| it["similarity"].is_number()));
    let decisions = detail["decisions"].as_array().unwrap();
    assert_eq!(decisions.last().unwrap()["version"], 250, "the last ones");
    assert_eq!(
        revisions_of_all_pages(&moderator, &posted).await,
        (1..=25).collect::<Vec<_>>()
    );
}

/// A comment that was edited, beside as many others as a detail shows.
async fn post_with_look_alikes(service: &Service) -> Posted {
    let words = "A comment of some words that many people send in turn and nobody reads twice";
    for number in 0..21 {
        let author = service.author(&format!("Writer {number} of many"));
        author.post(&format!("{words}, number {number}.")).await;
    }

    let ada = service.author("Ada");
    let posted = ada.post(&format!("{words}, by Ada.")).await;
    for number in 2..=25 {
        ada.edit(&posted, &format!("{words}, by Ada, {number}."))
            .await;
    }

    posted
}

/// The numbers of all revisions, read backwards page by page.
async fn revisions_of_all_pages(moderator: &Moderator, posted: &Posted) -> Vec<i64> {
    let mut numbers = Vec::new();
    let mut query = String::new();

    loop {
        let path = format!("/v1/admin/comments/{}{query}", posted.id);
        let detail: Value = moderator.get(&path).await.ok();
        let revisions = detail["revisions"].as_array().unwrap();
        assert!(!revisions.is_empty(), "{query}");
        for revision in revisions.iter().rev() {
            assert!(text(&revision["body"]).len() >= 60_000, "whole texts");
            numbers.push(revision["revision"].as_i64().unwrap());
        }
        let Some(before) = detail["revisions_before"].as_i64() else {
            break;
        };
        query = format!("?revisions_before={before}");
    }
    numbers.reverse();

    numbers
}
