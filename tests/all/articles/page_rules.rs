//! The page rules of a policy hold at once, and the stored addresses are renewed.

use std::time::Duration;

use moderato::flows::articles::renew::{all_walks, needed_walks, renew_batch};
use serde_json::json;

use super::addresses::{article_at, find, publish_at};
use super::start;
use crate::support::eventually::eventually;
use crate::support::json::pointers;
use crate::support::service::Service;

/// Renews the addresses of all articles, as the service does at its start.
async fn renew(service: &Service) -> usize {
    let app = service.app();
    let mut renewed = 0;

    for walk in all_walks(&app).await.unwrap() {
        let mut rest = Some(walk);
        while let Some(walk) = rest {
            let batch = renew_batch(&app, walk).await.unwrap();
            renewed += batch.renewed;
            rest = batch.rest;
        }
    }

    renewed
}

/// Writes articles as the release before this one did, each with its slug and URL.
async fn write_as_before(service: &Service, slug: &str, url: &str) -> String {
    let insert = format!(
        "INSERT INTO articles (site_id, article_id, slug, url, title, body, html, published_at, created_at, updated_at) \
         SELECT site_id, gen_random_uuid(), '{slug}', '{url}', 'A', 'B', '', now(), now(), now() FROM sites \
         WHERE name = 'default' RETURNING article_id::text"
    );

    service.text(&insert).await
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_on_parameters_apply_at_once_and_to_stored_addresses_soon() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let plain = publish_at(&admin, "https://example.org/a").await;
    let with_parameter = publish_at(&admin, "https://example.org/b?ref=1").await;
    assert_eq!(find(&reader, "https://example.org/a?ref=2").await, None);

    let rules = json!({ "pages": { "ignored_parameters": ["ref"] }, "version": 1 });
    let policy = admin.put_policy(&rules).await;
    assert_eq!(policy["pages"]["hash_routes"], false);

    // Answers that were cached before the change, and an address with a key of the former rules.
    let found = find(&reader, "https://example.org/a?ref=2").await;
    assert_eq!(found, Some(plain.clone()));
    let stored = "https://example.org/b?ref=1&utm_source=x";
    assert_eq!(find(&reader, stored).await, Some(with_parameter.clone()));

    renew(&service).await;
    let found = find(&reader, "https://example.org/b").await;
    assert_eq!(found, Some(with_parameter.clone()));
    assert!(needed_walks(&service.app()).await.unwrap().is_empty());

    let none = json!({ "version": 2 });
    admin.put_policy(&none).await;
    renew(&service).await;
    assert_eq!(find(&reader, "https://example.org/a?ref=2").await, None);
    assert_eq!(find(&reader, "https://example.org/b").await, None);
    let found = find(&reader, "https://example.org/b/?ref=1").await;
    assert_eq!(found, Some(with_parameter));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_renews_stored_addresses_by_itself() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let article = publish_at(&admin, "https://example.org/?p=1&ref=2").await;

    let rules = json!({ "pages": { "ignored_parameters": ["ref"] }, "version": 1 });
    admin.put_policy(&rules).await;

    let is_found =
        async || find(&reader, "https://example.org/?p=1").await.as_ref() == Some(&article);
    eventually("it is found", Duration::from_secs(20), is_found).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hash_routes_are_pages_where_the_policy_says_so() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let home = publish_at(&admin, "https://example.org/#/").await;
    let other_route = article_at("https://example.org/#/a");
    let refused = admin.try_publish_article(&other_route).await;
    refused.refused(409, "already_exists");

    let rules = json!({ "pages": { "hash_routes": true }, "version": 1 });
    admin.put_policy(&rules).await;
    let route = publish_at(&admin, "https://example.org/#/a").await;

    for url in [
        "https://example.org/#/a/",
        "https://example.org/?fbclid=1#/a",
        "http://example.org/index.html#/a?utm_source=x",
    ] {
        assert_eq!(find(&reader, url).await, Some(route.clone()), "{url}");
    }
    for url in ["https://example.org/", "https://example.org/#comment-5"] {
        assert_eq!(find(&reader, url).await, Some(home.clone()), "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_on_pages_beyond_their_limits_are_refused() {
    let service = start().await;
    let admin = service.admin().await;

    let names = ["ref", "", "a b", "a=b", "a*b", "*", "größe"];
    let rules = json!({ "pages": { "ignored_parameters": names }, "version": 1 });
    let problem = admin.try_put_policy(&rules).await;
    let problem = problem.refused(422, "validation_failed");
    assert_eq!(
        pointers(&problem),
        [1, 2, 3, 4].map(|at| format!("/pages/ignored_parameters/{at}"))
    );

    let many = vec!["ref"; 101];
    let rules = json!({ "pages": { "ignored_parameters": many }, "version": 1 });
    let problem = admin.try_put_policy(&rules).await;
    problem.invalid("/pages/ignored_parameters");
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_of_the_release_before_are_found_as_before_and_soon_under_every_spelling() {
    let service = start().await;
    let reader = service.reader();
    let article = write_as_before(&service, "a", "https://example.org/a?q=%e4").await;
    let found = find(&reader, "https://example.org/a?q=%e4").await;
    assert_eq!(found.as_ref(), Some(&article));

    renew(&service).await;

    let found = find(&reader, "http://example.org/a/?q=%E4&fbclid=1").await;
    assert_eq!(found, Some(article));
    assert_eq!(renew(&service).await, 0, "a second walk writes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_earlier_articles_at_one_address_the_same_spelling_answers_then_the_oldest() {
    let service = start().await;
    let reader = service.reader();
    let one = write_as_before(&service, "one", "https://example.org/a").await;
    let other = write_as_before(&service, "other", "https://example.org/a/").await;
    renew(&service).await;

    for (url, article) in [
        ("https://example.org/a", &one),
        ("https://example.org/a/", &other),
        ("https://example.org/a/?gclid=1", &other),
        ("http://example.org/a", (&one).min(&other)),
    ] {
        assert_eq!(
            find(&reader, url).await.as_deref(),
            Some(article.as_str()),
            "{url}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_that_the_release_before_changed_is_found_and_the_former_one_stays() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let article = publish_at(&admin, "https://example.org/a").await;
    let change = "UPDATE articles SET url = 'https://example.org/b'";
    service.execute(change).await;

    renew(&service).await;

    for url in ["https://example.org/a/", "https://example.org/b/"] {
        assert_eq!(find(&reader, url).await, Some(article.clone()), "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_site_is_renewed_in_batches() {
    let service = start().await;
    let insert = "INSERT INTO articles (site_id, article_id, slug, url, title, body, html, published_at, created_at, \
          updated_at) \
        SELECT site_id, gen_random_uuid(), 'article-' || n, 'https://example.org/' || n, 'A', 'B', '', now(), now(), \
          now() FROM sites, generate_series(1, 1200) n";
    service.execute(insert).await;

    renew(&service).await;

    assert_eq!(service.count("article_addresses").await, 1_200);
    let found = find(&service.reader(), "https://example.org/1200/?utm_id=1").await;
    assert!(found.is_some());
}
