//! What staff does beside deciding leaves an entry, which names no person and holds no text.

use chrono::Duration;
use serde_json::json;

use super::{entries, only_entry, seal};
use crate::support::accounts::{PASSWORD, account_path};
use crate::support::json::{items, text};
use crate::support::service::Service;

const EMAIL: &str = "ada@example.org";
const WRONG: &str = "plum-tree-20";

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_is_recorded() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;

    let tokens = service.reader().sign_in(EMAIL, PASSWORD).await;
    let signed_out = service.bearer(&tokens.access);
    signed_out
        .post("/v1/auth/logout", &tokens.refresh_body())
        .await
        .no_content();

    let signed_in = only_entry(&service, &admin, "signed_in").await;
    assert_eq!(signed_in["moderator_id"], account["id"]);
    assert_eq!(signed_in["address_hash"].as_str().unwrap().len(), 64);
    let signed_out = only_entry(&service, &admin, "signed_out").await;
    assert_eq!(signed_out["moderator_id"], account["id"]);
    assert_eq!(
        signed_out["payload"]["session_id"],
        signed_in["payload"]["session_id"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_twice_is_recorded_once_and_an_unknown_token_is_not() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    let reader = service.reader();

    let tokens = reader.sign_in(EMAIL, PASSWORD).await;
    for body in [
        tokens.refresh_body(),
        tokens.refresh_body(),
        json!({"refresh_token": "unknown"}),
    ] {
        reader.post("/v1/auth/logout", &body).await.no_content();
    }

    assert_eq!(entries(&service, &admin, "signed_out").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_another_session_is_recorded_like_signing_out_there() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;
    let reader = service.reader();
    let elsewhere = reader.sign_in(EMAIL, PASSWORD).await;
    let here = reader.sign_in(EMAIL, PASSWORD).await;
    let sessions = "/v1/auth/sessions";
    let listed = service.bearer(&elsewhere.access).get(sessions).await.ok();
    let session = text(&items(&listed)[1]["id"]);
    let path = format!("{sessions}/{session}");

    let ada = service.bearer(&here.access);
    ada.delete(&path).await.no_content();
    ada.delete(&path).await.refused(404, "not_found");

    let signed_out = only_entry(&service, &admin, "signed_out").await;
    assert_eq!(signed_out["moderator_id"], account["id"]);
    assert_eq!(signed_out["subject_id"], account["id"]);
    assert_eq!(signed_out["payload"]["session_id"], session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sign_in_is_recorded_with_its_account_if_there_is_one() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;

    for email in [EMAIL, "nobody@example.org"] {
        let answer = service.reader().try_sign_in(email, WRONG).await;
        answer.refused(401, "invalid_credentials");
    }

    let failed = entries(&service, &admin, "sign_in_failed").await;
    assert_eq!(failed.len(), 2);
    assert_eq!(failed[0]["subject_id"], account["id"]);
    assert_eq!(failed[1]["subject_id"], json!(null));
    assert_eq!(failed[0]["address_hash"], failed[1]["address_hash"]);
    assert_eq!(failed[0]["moderator_id"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn throttled_sign_ins_of_an_address_are_recorded_once_a_minute() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    let reader = service.reader().with_ip("192.0.2.7");
    for _ in 0..10 {
        let answer = reader.try_sign_in(EMAIL, WRONG).await;
        answer.refused(401, "invalid_credentials");
    }

    for _ in 0..5 {
        reader
            .try_sign_in(EMAIL, PASSWORD)
            .await
            .refused(429, "rate_limited");
    }
    let other = service.reader().with_ip("192.0.2.8");
    other
        .try_sign_in(EMAIL, PASSWORD)
        .await
        .refused(429, "rate_limited");

    let throttled = entries(&service, &admin, "sign_in_throttled").await;
    assert_eq!(throttled.len(), 2);
    assert_ne!(throttled[0]["address_hash"], throttled[1]["address_hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_is_used_twice_is_recorded() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;
    let tokens = service.reader().sign_in(EMAIL, PASSWORD).await;

    service.reader().refresh(&tokens).await;
    service.advance(Duration::seconds(11));
    let again = service.reader().try_refresh(&tokens).await;

    again.refused(401, "unauthenticated");
    let reused = only_entry(&service, &admin, "refresh_token_reused").await;
    assert_eq!(reused["subject_id"], account["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_of_an_account_is_recorded_with_the_admin_who_made_it() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let me = admin.get("/v1/auth/me").await.ok();
    let account = admin.create_account(EMAIL, "moderator").await;

    let change = json!({ "role": "admin", "name": "Lovelace", "active": false, "password": "four-lanterns-in-fog" });
    admin.change_account(&account, &change).await;
    admin.change_account(&account, &change).await;
    admin
        .change_account(&account, &json!({ "active": true }))
        .await;

    for (kind, times) in [
        ("account_created", 1),
        ("role_changed", 1),
        ("account_renamed", 1),
        ("account_deactivated", 1),
        // The same password again is a new hash, and ends sessions.
        ("password_changed", 2),
        ("account_activated", 1),
    ] {
        let found = entries(&service, &admin, kind).await;
        assert_eq!(found.len(), times, "{kind}");
        assert_eq!(found[0]["subject_id"], account["id"], "{kind}");
        assert_eq!(found[0]["moderator_id"], me["id"], "{kind}");
    }
    let role = only_entry(&service, &admin, "role_changed").await;
    assert_eq!(
        role["payload"],
        json!({ "before": "moderator", "after": "admin" })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_recorded_with_its_site_and_version() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    admin.put_policy(&json!({ "version": 1 })).await;

    let entry = only_entry(&service, &admin, "policy_changed").await;
    assert_eq!(entry["site"], "default");
    assert_eq!(entry["payload"], json!({ "version": 2 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_article_is_recorded_with_what_went_along_and_its_decisions_stay() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let admin = service.admin().await;
    let posted = service
        .author("ada")
        .post("The second chart should start at zero.")
        .await;
    admin.decide(&posted, "approve").await;

    admin.remove_article(&service.article).await;

    let entry = only_entry(&service, &admin, "article_deleted").await;
    assert_eq!(entry["subject_id"], json!(service.article));
    assert_eq!(entry["payload"]["comments"], 1);
    assert_eq!(entry["payload"]["revisions"], 1);
    assert_eq!(service.count("decisions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_entry_holds_an_email_a_name_or_a_text() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;
    let change = json!({ "name": "Lovelace" });
    admin.patch(&account_path(&account), &change).await.ok();
    let answer = service.reader().try_sign_in(EMAIL, WRONG).await;
    answer.refused(401, "invalid_credentials");
    service
        .author("charles")
        .post("A text that nobody else wrote.")
        .await;
    admin.remove_article(&service.article).await;
    seal(&service).await;

    let page = admin.get("/v1/admin/audit?limit=100").await.ok();

    assert!(items(&page).len() >= 4, "{page:#}");
    let text = page.to_string();
    for secret in [
        EMAIL,
        "Lovelace",
        "charles",
        "nobody else",
        "127.0.0.1",
        WRONG,
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}
