//! How does a policy come into force?

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::Press;
use crate::support::app::TestApp;
use crate::support::eventually::eventually;

const DEFAULT: &str = "/v1/admin/sites/default/policy";

#[tokio::test(flavor = "multi_thread")]
async fn the_default_site_holds_everything_for_a_moderator_at_first() {
    let press = Press::start().await;
    let policy = press.admin.get(DEFAULT).await.expect(StatusCode::OK);
    assert_eq!(
        (&policy["mode"], &policy["challenge"], &policy["version"]),
        (&json!("all"), &json!("off"), &json!(1))
    );
    assert_eq!(
        press
            .number("SELECT count(*) FROM policy_versions WHERE policy_version = 1")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_replaces_the_one_that_was_read_and_both_stay_on_record() {
    let press = Press::start().await;
    let sent = json!({ "mode": "flagged", "max_links": 0, "version": 1 });
    let put = press.admin.put(DEFAULT, &sent).await.expect(StatusCode::OK);
    assert_eq!(
        (&put["mode"], &put["max_links"], &put["max_depth"]),
        (&json!("flagged"), &json!(0), &json!(8))
    );
    assert_eq!(put["version"], 2);
    let late = press.admin.put(DEFAULT, &sent).await;
    assert_eq!(
        (late.code(), &late.json["current"]["version"]),
        ("version_conflict", &json!(2))
    );
    let unread = press.admin.put(DEFAULT, &json!({ "mode": "none" })).await;
    assert_eq!(unread.code(), "version_conflict");
    assert_eq!(press.admin.get(DEFAULT).await.expect(StatusCode::OK), put);
    assert_eq!(
        press.number("SELECT count(*) FROM policy_versions").await,
        2
    );
    assert_eq!(
        press
            .number("SELECT count(*) FROM events WHERE kind = 'policy_changed'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_without_a_version_makes_the_site() {
    let press = Press::start().await;
    let path = "/v1/admin/sites/example.org/policy";
    assert_eq!(press.admin.get(path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        press.admin.put(path, &json!({ "version": 3 })).await.status,
        StatusCode::NOT_FOUND
    );
    let put = press
        .admin
        .put(path, &json!({ "mode": "none" }))
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(put["version"], 1);
    let article = json!({ "title": "A", "body": "B", "site": "example.org" });
    assert_eq!(press.publish(article).await["site"], "example.org");
    let named = press
        .admin
        .put("/v1/admin/sites/No%20Site/policy", &json!({}))
        .await;
    assert_eq!(
        named.expect(StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["code"],
        "invalid_site_name"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_its_limits_is_refused_and_only_admins_ask() {
    let press = Press::start().await;
    let sent = json!({ "near_duplicate_threshold": 0.1, "max_depth": 51, "origins": ["https://a.example/path"], "version": 1 });
    let errors = press
        .admin
        .put(DEFAULT, &sent)
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY)["errors"]
        .clone();
    let pointers: Vec<&str> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        ["/near_duplicate_threshold", "/max_depth", "/origins/0"]
    );
    let moderator = press.app.moderator("Ada").await;
    for (actor, status) in [
        (press.app.reader(), StatusCode::UNAUTHORIZED),
        (moderator, StatusCode::FORBIDDEN),
    ] {
        assert_eq!(actor.get(DEFAULT).await.status, status);
        assert_eq!(
            actor.put(DEFAULT, &json!({ "version": 1 })).await.status,
            status
        );
    }
    assert_eq!(
        press
            .number("SELECT max(policy_version)::bigint FROM sites")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_origins_of_a_policy_may_call_at_once() {
    let press = Press::start().await;
    let reader = press.app.reader();
    let allowed = async || {
        let request = reader
            .request(Method::GET, "/v1/articles")
            .header("Origin", "https://blog.example");
        reader
            .send(request)
            .await
            .headers
            .get("access-control-allow-origin")
            .cloned()
    };
    assert_eq!(allowed().await, None);
    let sent = json!({ "origins": ["https://blog.example"], "version": 1 });
    press.admin.put(DEFAULT, &sent).await.expect(StatusCode::OK);
    assert_eq!(allowed().await.unwrap(), "https://blog.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_origins_of_a_policy_are_those_of_every_instance_a_moment_later() {
    let press = Press::start().await;
    let other = TestApp::start_on(press.app.database_url.clone(), |_| {}).await;
    let reader = other.reader();
    let allowed = async || {
        let request = reader
            .request(Method::GET, "/v1/articles")
            .header("Origin", "https://blog.example");
        reader
            .send(request)
            .await
            .headers
            .contains_key("access-control-allow-origin")
    };
    // Sooner than twice in the time after which they are read without being told.
    for (version, origins) in [(1, json!(["https://blog.example"])), (2, json!([]))] {
        let sent = json!({ "origins": origins, "version": version });
        press.admin.put(DEFAULT, &sent).await.expect(StatusCode::OK);
        let wanted = version == 1;
        eventually("it is allowed or not", Duration::from_secs(2), async || {
            allowed().await == wanted
        })
        .await;
    }
}
