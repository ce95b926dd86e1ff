//! Admins read the audit log page by page, and miss nothing.

use serde_json::{Value, json};

use super::seal;
use crate::support::admin::Admin;
use crate::support::json::{items, text};
use crate::support::service::Service;

const AUDIT: &str = "/v1/admin/audit";

/// All entries, read in pages of this size; `query` is empty or begins with an ampersand.
async fn pages(admin: &Admin, limit: usize, query: &str) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut after = String::new();

    loop {
        let path = format!("{AUDIT}?limit={limit}{query}{after}");
        let page = admin.get(&path).await.ok();
        entries.extend_from_slice(items(&page));
        if page["at_end"] == true {
            return entries;
        }
        after = format!("&after={}", text(&page["next_cursor"]));
    }
}

/// The kinds of all entries, read in pages of this size.
async fn kinds(admin: &Admin, limit: usize) -> Vec<String> {
    let entries = pages(admin, limit, "").await;

    entries.iter().map(|entry| text(&entry["kind"])).collect()
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
async fn newest_first_the_pages_hold_the_same_entries_in_reverse() {
    let (_service, admin, _) = start_with_entries().await;
    let mut oldest_first = pages(&admin, 100, "").await;
    oldest_first.reverse();

    for limit in 1..=6 {
        let newest_first = pages(&admin, limit, "&sort=newest").await;

        assert_eq!(newest_first, oldest_first, "{limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn newest_first_a_page_that_begins_at_an_entry_has_what_precedes_it() {
    let (service, admin, account) = start_with_entries().await;
    let newest = admin.get(&format!("{AUDIT}?sort=newest&limit=2")).await;
    let newest = newest.ok();
    let activate = json!({ "active": true });
    admin.change_account(&account, &activate).await;
    seal(&service).await;

    let second = &items(&newest)[1];
    for cursor in [&second["cursor"], &newest["next_cursor"]] {
        let path = format!("{AUDIT}?sort=newest&limit=1&after={}", text(cursor));
        let page = admin.get(&path).await.ok();
        assert_eq!(items(&page)[0]["position"], 3, "what came later moves none");
    }
    let later = format!("{AUDIT}?after={}", text(&second["cursor"]));
    let later = admin.get(&later).await.ok();
    assert_eq!(items(&later)[0]["position"], 5, "the other order");
}

#[tokio::test(flavor = "multi_thread")]
async fn newest_first_a_log_without_entries_and_its_beginning_are_ends() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    let empty = admin.get(&format!("{AUDIT}?sort=newest")).await.ok();
    assert_eq!(items(&empty).len(), 0);
    assert_eq!(empty["at_end"], true);

    let after = text(&empty["next_cursor"]);
    let beyond = format!("{AUDIT}?sort=newest&after={after}");
    let beyond = admin.get(&beyond).await.ok();
    assert_eq!(items(&beyond).len(), 0);
    assert_eq!(beyond["at_end"], true);
    let unknown = admin.get(&format!("{AUDIT}?sort=best")).await;
    unknown.invalid("sort");
}

/// More entries than one page looks through.
const MANY: &str = "\
    INSERT INTO audit (kind, payload) \
    SELECT CASE n WHEN 7 THEN 'role_changed' ELSE 'signed_in' END, '{}' FROM generate_series(1, 10050) n";

#[tokio::test(flavor = "multi_thread")]
async fn newest_first_a_rare_kind_is_found_behind_pages_without_entries() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    service.execute(MANY).await;
    seal(&service).await;

    let query = "&sort=newest&kind=role_changed";
    let found = pages(&admin, 10, query).await;

    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["position"], 7);
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
