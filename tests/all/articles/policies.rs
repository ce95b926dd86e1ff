//! The policy of a site: how it is changed, and from when it holds.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::start;
use crate::support::actor::Actor;
use crate::support::eventually::eventually;
use crate::support::json::pointers;
use crate::support::paths::DEFAULT_POLICY;
use crate::support::service::Service;

/// Whether the service allows this origin to call it.
async fn allows_origin(service: &Service) -> bool {
    let reader = service.reader();
    let request = reader
        .request(Method::GET, "/v1/articles")
        .header("Origin", "https://blog.example");
    let answer = reader.send(request).await;

    match answer.headers.get("access-control-allow-origin") {
        Some(origin) => {
            assert_eq!(origin, "https://blog.example");
            true
        }
        None => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_site_holds_every_comment_for_a_moderator_at_first() {
    let service = start().await;
    let admin = service.admin().await;

    let policy = admin.get(DEFAULT_POLICY).await.ok();

    assert_eq!(policy["mode"], "all");
    assert_eq!(policy["challenge"], "off");
    assert_eq!(policy["version"], 1);
    let first = "policy_versions WHERE policy_version = 1";
    assert_eq!(service.count(first).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_replaces_the_version_that_was_read_and_both_stay_on_record() {
    let service = start().await;
    let admin = service.admin().await;
    let sent = json!({ "mode": "flagged", "max_links": 0, "version": 1 });

    let put = admin.put_policy(&sent).await;
    assert_eq!(put["mode"], "flagged");
    assert_eq!(put["max_links"], 0);
    assert_eq!(put["max_depth"], 8);
    assert_eq!(put["version"], 2);

    let late = admin.try_put_policy(&sent).await;
    let problem = late.refused(409, "version_conflict");
    assert_eq!(problem["current"]["version"], 2);

    let without_a_version = admin.try_put_policy(&json!({ "mode": "none" })).await;
    without_a_version.refused(409, "version_conflict");

    assert_eq!(admin.get(DEFAULT_POLICY).await.ok(), put);
    assert_eq!(service.count("policy_versions").await, 2);
    assert_eq!(service.count_events("policy_changed").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_without_a_version_makes_the_site() {
    let service = start().await;
    let admin = service.admin().await;
    let path = "/v1/admin/sites/example.org/policy";

    let read = admin.get(path).await;
    read.refused(404, "not_found");
    let with_a_version = admin.put(path, &json!({ "version": 3 })).await;
    with_a_version.refused(404, "not_found");

    let put = admin.put(path, &json!({ "mode": "none" })).await.created();
    assert_eq!(put["version"], 1);
    let article = json!({ "title": "A", "body": "B", "site": "example.org" });
    let published = admin.publish_article(&article).await;
    assert_eq!(published["site"], "example.org");

    let bad_name = "/v1/admin/sites/No%20Site/policy";
    let answer = admin.put(bad_name, &json!({})).await;
    let problem = answer.refused(422, "validation_failed");
    assert_eq!(problem["errors"][0]["code"], "invalid_site_name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_beyond_its_limits_is_refused_and_only_admins_may_ask() {
    let service = start().await;
    let admin = service.admin().await;

    let beyond = json!({
        "near_duplicate_threshold": 0.1,
        "max_depth": 51,
        "origins": ["https://a.example/path"],
        "version": 1,
    });
    let answer = admin.try_put_policy(&beyond).await;
    let problem = answer.refused(422, "validation_failed");
    assert_eq!(
        pointers(&problem),
        ["/near_duplicate_threshold", "/max_depth", "/origins/0"]
    );

    let reader = service.reader();
    let moderator = service.moderator("Ada").await;
    let refusals: [(&Actor, u16, &str); 2] = [
        (&reader, 401, "unauthenticated"),
        (&moderator, 403, "forbidden"),
    ];
    for (actor, status, code) in refusals {
        let read = actor.get(DEFAULT_POLICY).await;
        read.refused(status, code);
        let put = actor.put(DEFAULT_POLICY, &json!({ "version": 1 })).await;
        put.refused(status, code);
    }

    let version = "SELECT max(policy_version)::bigint FROM sites";
    assert_eq!(service.number(version).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_with_a_star_is_refused_because_it_would_match_nothing() {
    let service = start().await;
    let admin = service.admin().await;

    let sent = json!({
        "origins": [
            "https://blog.example",
            "https://*.blog.example",
            "*",
            "https://*",
            "http://blog.example:*",
            "https://blog.%2A.example",
        ],
        "version": 1,
    });
    let answer = admin.try_put_policy(&sent).await;

    let problem = answer.refused(422, "validation_failed");
    let origins = (1..=5).map(|index| format!("/origins/{index}"));
    assert_eq!(pointers(&problem), origins.collect::<Vec<_>>());
    let fault = &problem["errors"][0];
    assert_eq!(fault["code"], "invalid_origin");
    let detail = fault["detail"].as_str().unwrap();
    assert!(detail.starts_with("A star matches nothing."), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_origins_of_a_policy_may_call_at_once() {
    let service = start().await;
    let admin = service.admin().await;
    assert!(!allows_origin(&service).await);

    let sent = json!({ "origins": ["https://blog.example"], "version": 1 });
    admin.put_policy(&sent).await;

    assert!(allows_origin(&service).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_origins_of_a_policy_are_those_of_every_instance_a_moment_later() {
    let service = start().await;
    let admin = service.admin().await;
    let beside = service.beside().await;

    // Sooner than twice in the time after which an instance reads them without a notification.
    for (version, origins) in [(1, json!(["https://blog.example"])), (2, json!([]))] {
        let sent = json!({ "origins": origins, "version": version });
        admin.put_policy(&sent).await;

        let wanted = version == 1;
        let is_as_wanted = async || allows_origin(&beside).await == wanted;
        let soon = Duration::from_secs(2);
        eventually("it is allowed or not", soon, is_as_wanted).await;
    }
}
