//! Hashes of network addresses are removed when they are old.

use chrono::Duration;
use moderato::flows::people::forget_addresses::{Rest, forget_addresses};
use serde_json::json;

use crate::support::service::Service;

async fn forget(service: &Service) {
    while forget_addresses(&service.app()).await.unwrap() == Rest::More {}
}

#[tokio::test(flavor = "multi_thread")]
async fn hashes_of_addresses_go_after_thirty_days_and_not_before() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada").at("198.51.100.7");
    let old = ada.post("Written first.").await;
    service
        .reader()
        .with_ip("192.0.2.1")
        .report(&old, "spam")
        .await;
    service
        .reader()
        .with_ip("192.0.2.2")
        .report(&old, "spam")
        .await;
    let hashed = "comments WHERE author_ip_hash IS NOT NULL";
    let reporters = "reports WHERE octet_length(reporter_key) = 32";

    service.advance(Duration::days(30) - Duration::minutes(1));
    ada.post("Written later.").await;
    forget(&service).await;
    assert_eq!(service.count(hashed).await, 2);
    assert_eq!(service.count(reporters).await, 2);

    service.advance(Duration::minutes(2));
    forget(&service).await;
    assert_eq!(service.count(hashed).await, 1);
    assert_eq!(service.count(reporters).await, 0);
    assert_eq!(service.count("reports").await, 2);

    service.advance(Duration::days(30));
    forget(&service).await;
    assert_eq!(service.count(hashed).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_comments_are_met_however_many_there_are() {
    let service = Service::start(json!({ "mode": "none" })).await;
    service
        .author("ada")
        .at("198.51.100.7")
        .post("The first.")
        .await;
    let copies = "INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, \
            author_name, author_email, author_key, author_ip_hash, body, html, policy_version, created_at) \
        SELECT c.site_id, n.id, c.article_id, uuid_send(n.id), 0, 'rejected', false, c.author_name, \
            c.author_email, c.author_key, c.author_ip_hash, c.body, c.html, 1, c.created_at \
        FROM comments c, (SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id \
            FROM generate_series(1, 2500) n) n";
    service.execute(copies).await;

    service.advance(Duration::days(31));
    forget(&service).await;

    assert_eq!(
        service
            .count("comments WHERE author_ip_hash IS NOT NULL")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_see_no_hash_of_an_old_comment() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let posted = service
        .author("ada")
        .at("198.51.100.7")
        .post("Written first.")
        .await;
    let grace = service.moderator("grace").await;
    assert!(grace.detail(&posted).await["author"]["ip_hash"].is_string());

    // The service's own loop may be faster.
    service.advance(Duration::days(31));
    forget(&service).await;

    let joan = service.moderator("joan").await;
    assert!(joan.detail(&posted).await["author"]["ip_hash"].is_null());
}
