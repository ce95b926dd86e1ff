//! Admins read the audit log page by page, and miss nothing.

use serde_json::{Value, json};

use super::seal;
use crate::support::admin::Admin;
use crate::support::json::{items, text};
use crate::support::service::Service;

/// The kinds of all entries, read in pages of this size.
async fn kinds(admin: &Admin, limit: usize) -> Vec<String> {
    let mut kinds = Vec::new();
    let mut path = format!("/v1/admin/audit?limit={limit}");

    loop {
        let page = admin.get(&path).await.ok();
        kinds.extend(items(&page).iter().map(|entry| text(&entry["kind"])));
        if page["at_end"] == true {
            return kinds;
        }
        path = format!(
            "/v1/admin/audit?limit={limit}&after={}",
            text(&page["next_cursor"])
        );
    }
}

async fn start_with_entries() -> (Service, Admin, Value) {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = admin.create_account("ada@example.org", "moderator").await;
    for active in [false, true, false] {
        admin
            .change_account(&account, &json!({ "active": active }))
            .await;
    }
    admin.put_policy(&json!({ "version": 1 })).await;
    seal(&service).await;

    (service, admin, account)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_any_size_hold_each_entry_once_in_one_order() {
    let (_service, admin, _) = start_with_entries().await;

    let all = kinds(&admin, 100).await;

    assert_eq!(
        all,
        [
            "account_created",
            "account_deactivated",
            "account_activated",
            "account_deactivated",
            "policy_changed"
        ]
    );
    for limit in 1..=5 {
        assert_eq!(kinds(&admin, limit).await, all, "{limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_at_the_end_continues_with_what_comes_later() {
    let (service, admin, account) = start_with_entries().await;
    let end = admin.get("/v1/admin/audit?limit=100").await.ok();
    assert_eq!(end["at_end"], true);

    admin
        .change_account(&account, &json!({ "active": true }))
        .await;
    seal(&service).await;
    let path = format!("/v1/admin/audit?after={}", text(&end["next_cursor"]));
    let page = admin.get(&path).await.ok();

    assert_eq!(items(&page).len(), 1);
    assert_eq!(items(&page)[0]["kind"], "account_activated");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_filtered_by_kind_and_by_account() {
    let (service, admin, account) = start_with_entries().await;
    let me = admin.get("/v1/auth/me").await.ok();

    for (query, count) in [
        ("kind=account_deactivated".to_owned(), 2),
        (format!("moderator={}", text(&account["id"])), 4),
        (format!("moderator={}", text(&me["id"])), 5),
        (
            format!("moderator={}&kind=policy_changed", text(&account["id"])),
            0,
        ),
        (format!("moderator={}", service.clock().new_id()), 0),
    ] {
        let page = admin.get(&format!("/v1/admin/audit?{query}")).await.ok();
        assert_eq!(items(&page).len(), count, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_kind_and_a_foreign_cursor_are_refused() {
    let (_service, admin, _) = start_with_entries().await;
    let cursor = text(&admin.events("").await["next_cursor"]);

    let unknown = admin.get("/v1/admin/audit?kind=exalted").await;
    let foreign = admin.get(&format!("/v1/admin/audit?after={cursor}")).await;

    unknown.invalid("kind");
    foreign.refused(422, "invalid_cursor");
}
