//! Threads as pages: what they show, in which order, and what caches and search engines may do.

use serde_json::json;

use super::page_judge::{Element, elements};
use super::{open, page, start, start_with, thread};
use crate::support::author::Posted;
use crate::support::service::Service;

/// The anchors of the comments of a page, in their order.
fn comments(html: &str) -> Vec<String> {
    elements(html)
        .iter()
        .filter(|element| element.name == "article")
        .filter_map(|element| element.attribute("id").map(str::to_owned))
        .collect()
}

fn anchor(posted: &Posted) -> String {
    format!("comment-{}", posted.id)
}

/// The address of the link with this text.
fn link(html: &str, text: &str) -> Option<String> {
    let elements = elements(html);
    let is_it = |element: &&Element| element.name == "a" && element.text == text;
    let found = elements.iter().find(is_it);

    found.and_then(|element| element.attribute("href").map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_shows_what_is_approved_and_nothing_else() {
    let service = start_with(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let shown = ada.post("The first cup is the best.").await;
    let removed = ada.post("Buy a very good watch.").await;
    ada.post("This one is not decided yet.").await;
    moderator.decide(&shown, "approve").await;
    moderator.decide(&removed, "approve").await;
    assert_eq!(comments(&page(&service, &thread(&service)).await).len(), 2);

    moderator.decide(&removed, "reject").await;
    let after = service.beside().await;
    let html = page(&after, &thread(&service)).await;

    assert_eq!(comments(&html), [anchor(&shown)]);
    assert!(html.contains("1 comment<"), "{html}");
    for words in ["watch", "not decided", "ada@example.org"] {
        assert!(!html.contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_orders_are_links_and_pages_follow_each_other() {
    let service = start().await;
    let ada = service.author("ada");
    let mut posted = Vec::new();
    for n in 0..27 {
        posted.push(anchor(&ada.post(&format!("Cup {n} of the day.")).await));
    }

    let first = page(&service, &thread(&service)).await;
    assert_eq!(comments(&first), posted[..25]);
    let next = link(&first, "More comments").unwrap();
    let second = page(&service, &next).await;
    assert_eq!(comments(&second), posted[25..]);
    assert_eq!(link(&second, "More comments"), None);

    let newest = link(&first, "Newest first").unwrap();
    posted.reverse();
    assert_eq!(comments(&page(&service, &newest).await), posted[..25]);

    let foreign = next.replace("cursor=", "sort=newest&cursor=");
    assert_eq!(open(&service, &foreign).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_are_nested_to_four_levels_and_then_name_what_they_reply_to() {
    let service = start().await;
    let mut posted = service.author("author 0").post("Level 0").await;
    for level in 1..=7 {
        let author = service.author(&format!("author {level}"));
        posted = author.reply_to(&posted, &format!("Level {level}")).await;
    }

    let html = page(&service, &thread(&service)).await;

    assert_eq!(comments(&html).len(), 8);
    let lists = elements(&html).iter().filter(|it| it.name == "ol").count();
    assert_eq!(lists, 1 + 4, "the thread, and four levels below it");
    let named: Vec<usize> = (0..8)
        .filter(|level| html.contains(&format!("<bdi>author {level}</bdi>")))
        .collect();
    assert_eq!(named, [4, 5, 6], "only where the nesting does not show it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_has_a_page_with_what_it_replies_to_and_its_replies() {
    let service = start().await;
    let ada = service.author("ada");
    let top = ada.post("Loose leaves, always.").await;
    let reply = service.author("bob").reply_to(&top, "Bags are fine.").await;
    let answer = ada.reply_to(&reply, "Not for me.").await;
    ada.post("Something else.").await;

    let html = page(
        &service,
        &format!("{}?comment={}", thread(&service), reply.id),
    )
    .await;

    assert_eq!(
        comments(&html),
        [anchor(&top), anchor(&reply), anchor(&answer)]
    );
    assert!(html.contains("Reply to bob"));
    let parent = elements(&html)
        .into_iter()
        .find(|it| it.attribute("name") == Some("parent"))
        .unwrap();
    assert_eq!(parent.attribute("value"), Some(reply.id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_not_shown_here_has_no_page() {
    let service = start().await;
    let ada = service.author("ada");
    let posted = ada.post("Loose leaves, always.").await;
    let other = service.another_article().await;

    let elsewhere = format!("/threads/{other}?comment={}", posted.id);
    assert_eq!(open(&service, &elsewhere).await.status, 404);

    ada.withdraw(&posted).await;
    let here = format!("{}?comment={}", thread(&service), posted.id);
    assert_eq!(open(&service, &here).await.status, 404);
    assert_eq!(
        open(&service, &format!("{}?comment=7", thread(&service)))
            .await
            .status,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_found_by_the_address_of_its_page() {
    let service = start_with(json!({ "mode": "none", "origins": ["https://blog.example"] })).await;

    let empty = page(
        &service,
        "/threads?url=https://blog.example/tea&utm_source=x",
    )
    .await;

    assert!(empty.contains("No comments yet."));
    assert_eq!(
        link(&empty, "https://blog.example/tea").as_deref(),
        Some("https://blog.example/tea")
    );
    assert_eq!(
        service.count("articles").await,
        1,
        "reading publishes nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_comments_and_the_page_that_they_are_about() {
    let service = start().await;
    service
        .execute("UPDATE articles SET url = 'https://blog.example/tea'")
        .await;
    let mut comment = service
        .author("ada")
        .comment("See https://a.example/ for *more*.");
    comment["author"]["website"] = json!("https://ada.example/");
    let posted = service.author("ada").submit(&comment).await.posted();

    let html = page(&service, &thread(&service)).await;

    let elements = elements(&html);
    let canonical = elements
        .iter()
        .find(|it| it.attribute("rel") == Some("canonical"))
        .unwrap();
    assert_eq!(
        canonical.attribute("href"),
        Some("https://blog.example/tea")
    );
    let comment = elements
        .iter()
        .find(|it| it.attribute("itemtype") == Some("https://schema.org/Comment"))
        .unwrap();
    assert_eq!(comment.attribute("id"), Some(anchor(&posted).as_str()));
    for property in [
        "author",
        "name",
        "dateCreated",
        "text",
        "url",
        "commentCount",
    ] {
        let has = |it: &Element| it.attribute("itemprop") == Some(property);
        assert!(elements.iter().any(has), "{property}");
    }
    assert!(
        !elements
            .iter()
            .any(|it| it.attribute("name") == Some("robots"))
    );

    let outside: Vec<&Element> = elements
        .iter()
        .filter(|it| it.name == "a")
        .filter(|it| {
            it.attribute("href")
                .is_some_and(|href| href.contains("a.example") || href.contains("ada.example"))
        })
        .collect();
    assert_eq!(outside.len(), 2);
    for link in outside {
        assert_eq!(link.attribute("rel"), Some("nofollow ugc noopener"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_thread_is_cached_and_changes_with_it() {
    let service = start().await;
    let path = thread(&service);
    let first = open(&service, &path).await;
    let tag = first.header("etag").unwrap().to_owned();
    let policy = first.header("content-security-policy").unwrap().to_owned();
    assert_eq!(
        first.header("cache-control"),
        Some("public, max-age=0, must-revalidate")
    );

    for _ in 0..2 {
        let again = open(&service, &format!("{path}\nIf-None-Match: {tag}")).await;
        assert_eq!(again.status, 304);
    }
    let cached = open(&service, &path).await;
    assert_eq!(
        cached.header("content-security-policy"),
        Some(policy.as_str())
    );
    assert_eq!(cached.header("referrer-policy"), Some("same-origin"));
    assert_eq!(cached.header("content-type"), first.header("content-type"));

    service.author("ada").post("Loose leaves, always.").await;
    let after = open(&service, &format!("{path}\nIf-None-Match: {tag}")).await;
    assert_eq!(after.status, 200);
    assert!(after.text().contains("Loose leaves"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cache_keeps_a_page_that_is_made_for_one_reader() {
    let service = start().await;
    let id = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";
    let posted = service.author("ada").post("Loose leaves, always.").await;
    let asking = "UPDATE sites SET policy = policy || '{\"challenge\": \"arithmetic\"}'";
    service.execute(asking).await;
    let thread = thread(&service);

    for path in [
        format!("{thread}?comment={}", posted.id),
        format!("{thread}?posted=waiting"),
        format!("{thread}?comment={id}"),
    ] {
        let answer = open(&service, &path).await;
        let cache_control = answer.header("cache-control").unwrap();
        assert!(
            cache_control.contains("no-store"),
            "{path}: {cache_control}"
        );
        assert_eq!(answer.header("etag"), None, "{path}");
    }

    let shared = page(&service, &thread).await;
    assert!(
        !shared.contains("name=\"challenge\""),
        "a question is good once"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_thread_can_be_read_and_has_no_form() {
    let service: Service = start().await;
    service.author("ada").post("Loose leaves, always.").await;
    service
        .execute("UPDATE articles SET comments_open = false")
        .await;
    let after = service.beside().await;

    let html = page(&after, &thread(&service)).await;

    assert!(html.contains("Loose leaves"));
    assert!(html.contains("Comments on this page are closed."));
    let has_form = elements(&html).iter().any(|it| it.name == "form");
    assert!(!has_form);
    assert_eq!(link(&html, "Reply"), None);
}
