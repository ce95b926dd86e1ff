//! Admins create and change accounts, and the last admin is kept.

use reqwest::Method;
use serde_json::{Value, json};

use super::EMAIL;
use crate::support::accounts::{ACCOUNTS, ME, PASSWORD, account_path};
use crate::support::json::{items, text};
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_creates_reads_and_changes_accounts() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    let body = json!({
        "email": "Ada@Example.org",
        "name": "Ada Lovelace",
        "role": "moderator",
        "password": PASSWORD,
    });
    let answer = admin.post(ACCOUNTS, &body).await;
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    let created = answer.created();
    assert_eq!(location, account_path(&created));
    assert_eq!(created["email"], "Ada@Example.org", "as it was typed");
    assert!(created.get("password").is_none());
    assert!(created.get("password_hash").is_none());
    assert_eq!(admin.get(&location).await.ok(), created);

    let change = json!({ "name": "A. L.", "role": "admin" });
    let changed = admin.change_account(&created, &change).await;
    assert_eq!(changed["name"], "A. L.");
    assert_eq!(changed["role"], "admin");
    assert_eq!(changed["version"], 2);

    let no_change = json!({ "name": "A. L.", "active": null });
    let same = admin.change_account(&created, &no_change).await;
    assert_eq!(
        same, changed,
        "a change to the present values writes nothing"
    );

    let kinds = "SELECT string_agg(kind, ' ' ORDER BY event_id) FROM events \
        WHERE kind LIKE 'moderator%'";
    let kinds = service.text(kinds).await;
    assert_eq!(kinds, "moderator_created moderator_changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_reach_accounts_and_others_are_refused_before_the_body_is_checked() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("Ada").await;
    let created = service
        .admin()
        .await
        .create_account(EMAIL, "moderator")
        .await;
    let path = account_path(&created);

    for (actor, status, code) in [
        (&*moderator, 403, "forbidden"),
        (&*service.reader(), 401, "unauthenticated"),
    ] {
        let listed = actor.get(ACCOUNTS).await;
        listed.refused(status, code);
        let listed_badly = actor.get(&format!("{ACCOUNTS}?limit=0")).await;
        listed_badly.refused(status, code);
        let read = actor.get(&path).await;
        read.refused(status, code);
        let posted = actor.post(ACCOUNTS, &json!({ "nonsense": 1 })).await;
        posted.refused(status, code);
        let changed = actor.patch(&path, &json!({ "role": "owner" })).await;
        changed.refused(status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_has_one_account_in_upper_and_lower_case() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;

    let body = json!({ "email": "ADA@example.org", "role": "admin", "password": PASSWORD });
    let again = admin.post(ACCOUNTS, &body).await;

    again.refused(409, "already_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_that_must_change_is_named() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    let body = json!({
        "email": "nobody",
        "name": "",
        "role": "moderator",
        "password": "password1234",
    });
    let refused = admin.post(ACCOUNTS, &body).await;
    let problem = refused.refused(422, "validation_failed");
    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<&Value> = errors.iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, ["/email", "/name", "/password"]);
    assert_eq!(errors[2]["code"], "too_guessable");

    let created = admin.create_account(EMAIL, "moderator").await;
    for (change, pointer) in [
        (json!({ "password": "short" }), "/password"),
        (json!({ "password": "ada-ada-ada-ada" }), "/password"),
        (json!({ "role": "owner" }), "/role"),
        (json!({ "active": "no" }), "/active"),
        (json!({ "email": "other@example.org" }), "/email"),
        (json!({ "session_version": 1 }), "/session_version"),
    ] {
        let refused = admin.try_change_account(&created, &change).await;
        refused.invalid(pointer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_is_not_found() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    for id in ["0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11", "nonsense"] {
        let path = format!("{ACCOUNTS}/{id}");

        let read = admin.get(&path).await;
        read.refused(404, "not_found");

        for change in [json!({ "password": PASSWORD }), json!({ "name": "Ada" })] {
            let changed = admin.patch(&path, &change).await;
            changed.refused(404, "not_found");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_active_admin_can_be_neither_deactivated_nor_demoted() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let own = admin.get(ME).await.ok();
    let deactivate = json!({ "active": false });
    let demote = json!({ "role": "moderator" });

    for change in [&deactivate, &demote] {
        let refused = admin.try_change_account(&own, change).await;
        refused.refused(409, "last_admin");
    }

    // An admin who is not active does not count.
    let second = admin.create_account(EMAIL, "admin").await;
    admin.change_account(&second, &deactivate).await;
    let refused = admin.try_change_account(&own, &deactivate).await;
    refused.refused(409, "last_admin");

    let activate = json!({ "active": true });
    admin.change_account(&second, &activate).await;
    admin.change_account(&own, &demote).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_who_deactivate_each_other_at_once_one_is_left() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let own = admin.get(ME).await.ok();
    let deactivate = json!({ "active": false });

    for round in 0..5 {
        let email = format!("rival{round}@example.org");
        let rival = admin.create_account(&email, "admin").await;

        let (one, two) = tokio::join!(
            admin.try_change_account(&own, &deactivate),
            admin.try_change_account(&rival, &deactivate)
        );

        let statuses = [one.status, two.status];
        let done = statuses.iter().filter(|status| **status == 200).count();
        let left = service
            .count("moderators WHERE role = 'admin' AND active")
            .await;
        assert_eq!(done, 1, "{} {}", one.json, two.json);
        assert_eq!(left, 1, "{} {}", one.json, two.json);

        // The next round begins with the first admin alone, whose session is valid again.
        let restore = "UPDATE moderators \
            SET active = (email NOT LIKE 'rival%'), session_version = 1";
        service.execute(restore).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_creation_gets_the_stored_answer_which_has_no_password() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let create = async |email: &str| {
        let body = json!({ "email": email, "role": "moderator", "password": PASSWORD });
        let request = admin
            .request(Method::POST, ACCOUNTS)
            .header("Idempotency-Key", "key-1")
            .json(&body);
        admin.send(request).await
    };

    let first = create(EMAIL).await.created();
    let again = create(EMAIL).await;
    let other = create("other@example.org").await;

    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.created(), first);
    assert_eq!(other.code(), "idempotency_key_reused");

    let stored = "SELECT convert_from(body, 'UTF8') FROM idempotency_keys";
    assert!(!service.text(stored).await.contains(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged_in_order_of_creation() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let own = admin.get(ME).await.ok();
    let mut expected = vec![text(&own["id"])];
    for number in 0..4 {
        let email = format!("m{number}@example.org");
        let created = admin.create_account(&email, "moderator").await;
        expected.push(text(&created["id"]));
    }

    let mut listed = Vec::new();
    let mut path = format!("{ACCOUNTS}?limit=2");
    loop {
        let page = admin.get(&path).await.ok();
        listed.extend(items(&page).iter().map(|account| text(&account["id"])));

        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("{ACCOUNTS}?limit=2&cursor={cursor}");
    }
    assert_eq!(listed, expected);

    let foreign = admin.get(&format!("{ACCOUNTS}?cursor=AAAA")).await;
    foreign.refused(422, "invalid_cursor");
}
