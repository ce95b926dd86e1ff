//! A page of comments ends early rather than become large, and its cursor leads to the rest.

use serde_json::{Value, json};

use crate::support::json::{items, text};
use crate::support::reader::Reader;
use crate::support::service::Service;

/// The most bytes of an answer.
const MOST: usize = 2 * 1024 * 1024;

/// Forty top-level comments, each with four replies, of 60 KB with their HTML: 12 MB.
const LARGE: &str = "UPDATE comments SET body = repeat('\"', 20000), html = repeat('\"', 40000)";

async fn start() -> Service {
    let service = Service::start(json!({ "mode": "none" })).await;

    for number in 0..40 {
        let ada = service.author(&format!("ada{number}"));
        let top = ada.post(&format!("The comment at place {number}.")).await;
        for reply in 0..4 {
            let answer = format!("Answer {reply} to {number}.");
            ada.reply_to(&top, &answer).await;
        }
    }
    service.execute(LARGE).await;

    service
}

/// All pages of a list, none of which is large.
async fn pages(reader: &Reader, path: &str) -> Vec<Value> {
    let pages = reader.pages(path).await;

    for page in &pages {
        assert!(page.to_string().len() <= MOST, "{path}");
        assert!(!items(page).is_empty(), "{path}: a page without a comment");
    }

    pages
}

fn ids(pages: &[Value]) -> Vec<String> {
    let comments = pages.iter().flat_map(|page| items(page));

    comments.map(|comment| text(&comment["id"])).collect()
}

async fn all_of(service: &Service, rows: &str) -> Vec<String> {
    let query = format!(
        "SELECT string_agg(comment_id::text, ' ' ORDER BY comment_id) FROM comments WHERE {rows}"
    );
    let ids = service.text(&query).await;

    ids.split(' ').map(ToOwned::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_large_comments_ends_early_and_its_cursor_leads_to_the_rest() {
    let service = start().await;
    let reader = service.reader();
    let thread = format!(
        "/v1/articles/{}/comments?limit=100&sort=oldest",
        service.article
    );

    let tree = pages(&reader, &thread).await;
    let flat = pages(&reader, &format!("{thread}&view=flat")).await;
    let latest = pages(&reader, "/v1/comments?limit=100").await;

    let tops = all_of(&service, "parent_id IS NULL").await;
    let every = all_of(&service, "true").await;
    assert_eq!(ids(&tree), tops);
    assert_eq!(ids(&flat), every);
    let newest: Vec<String> = every.into_iter().rev().collect();
    assert_eq!(ids(&latest), newest);
    assert!(flat.len() >= 10 && latest.len() >= 10 && tree.len() >= 10);
    let hits = "moderato_budget_hits_total{budget=\"page_bytes\"}";
    assert!(reader.metric(hits).await >= 27);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_that_the_end_of_a_page_cuts_goes_on_at_its_cursor() {
    let service = start().await;
    let reader = service.reader();
    let thread = format!(
        "/v1/articles/{}/comments?limit=100&sort=oldest",
        service.article
    );

    let page = reader.get(&thread).await.ok();

    let cut = items(&page).last().unwrap();
    let mut replies = cut["replies"].as_array().unwrap().clone();
    assert!(replies.len() < 4, "the last branch is cut");
    let more = text(&cut["replies_cursor"]);
    let path = format!("/v1/comments/{}/replies?cursor={more}", text(&cut["id"]));
    replies.extend(items(&reader.get(&path).await.ok()).to_vec());
    assert_eq!(replies.len(), 4);
}

/// The comments are small and many: what every comment has beside its text counts, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_many_small_comments_ends_early_as_well() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let top = service
        .author("ada")
        .post("A comment with an answer.")
        .await;
    let many = format!(
        "INSERT INTO comments (site_id, comment_id, article_id, parent_id, path, depth, status, visible, \
           author_name, author_email, author_key, body, html, policy_version, created_at) \
         SELECT c.site_id, id, c.article_id, top, paths.path, ids.depth, 'approved', true, 'Ada', 'ada@example.org', \
           c.author_key, 'a', 'a', 1, now() \
         FROM comments c, generate_series(1, 60) n, \
           LATERAL (SELECT md5('top ' || n)::uuid AS root) roots, \
           generate_series(0, 90) m, \
           LATERAL (SELECT CASE m WHEN 0 THEN root ELSE md5(n || ' reply ' || m)::uuid END AS id, \
             CASE m WHEN 0 THEN NULL ELSE root END AS top, CASE m WHEN 0 THEN 0 ELSE 1 END AS depth) ids, \
           LATERAL (SELECT CASE m WHEN 0 THEN uuid_send(id) ELSE uuid_send(root) || uuid_send(id) END AS path) paths \
         WHERE c.comment_id = '{}'",
        top.id
    );
    service.execute(&many).await;
    let reader = service.reader();

    let thread = format!(
        "/v1/articles/{}/comments?limit=100&sort=oldest",
        service.article
    );
    let pages = pages(&reader, &thread).await;

    assert!(pages.len() > 1, "5,500 comments are more than a page");
    let tops = all_of(&service, "parent_id IS NULL").await;
    assert_eq!(ids(&pages), tops);
}
