//! Who makes and changes accounts, and how is the last admin kept?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ACCOUNTS, EMAIL, PASSWORD, account, path};
use crate::support::app::TestApp;
use crate::support::database::connect;

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_makes_reads_and_changes_accounts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({ "email": "Ada@Example.org", "name": "Ada Lovelace", "role": "moderator", "password": PASSWORD });
    let made = admin.post(ACCOUNTS, &body).await;
    let location = made.headers["location"].to_str().unwrap().to_owned();
    let made = made.expect(StatusCode::CREATED);
    assert_eq!(location, path(&made));
    assert_eq!(made["email"], EMAIL);
    assert!(made.get("password").is_none() && made.get("password_hash").is_none());
    assert_eq!(admin.get(&location).await.expect(StatusCode::OK), made);

    let changed = admin
        .patch(&location, &json!({ "name": "A. L.", "role": "admin" }))
        .await;
    let changed = changed.expect(StatusCode::OK);
    assert_eq!(
        (&changed["name"], &changed["role"]),
        (&json!("A. L."), &json!("admin"))
    );
    assert_eq!(changed["version"], 2);
    let same = admin
        .patch(&location, &json!({ "name": "A. L.", "active": null }))
        .await;
    assert_eq!(
        same.expect(StatusCode::OK),
        changed,
        "what changes nothing writes nothing"
    );

    let sql = connect(&app.database_url).await;
    let kinds: Vec<String> = sql
        .query(
            "SELECT kind FROM events WHERE kind LIKE 'moderator%' ORDER BY event_id",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(kinds, ["moderator_created", "moderator_changed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_for_admins_and_a_stranger_is_told_nothing_of_the_body() {
    let app = TestApp::start().await;
    let (admin, moderator, reader) = (app.admin().await, app.moderator("Ada").await, app.reader());
    let made = account(&admin, EMAIL, "moderator").await;
    for (actor, code) in [(&moderator, "forbidden"), (&reader, "unauthenticated")] {
        assert_eq!(actor.get(ACCOUNTS).await.code(), code);
        assert_eq!(actor.get(&format!("{ACCOUNTS}?limit=0")).await.code(), code);
        assert_eq!(actor.get(&path(&made)).await.code(), code);
        assert_eq!(
            actor.post(ACCOUNTS, &json!({ "nonsense": 1 })).await.code(),
            code
        );
        assert_eq!(
            actor
                .patch(&path(&made), &json!({ "role": "owner" }))
                .await
                .code(),
            code
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_has_one_account_whatever_its_case() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    account(&admin, EMAIL, "moderator").await;
    let body = json!({ "email": "ADA@example.org", "role": "admin", "password": PASSWORD });
    let again = admin.post(ACCOUNTS, &body).await;
    assert_eq!(
        (again.status, again.code()),
        (StatusCode::CONFLICT, "already_exists")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_must_change_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body =
        json!({ "email": "nobody", "name": "", "role": "moderator", "password": "password1234" });
    let refused = admin
        .post(ACCOUNTS, &body)
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    let errors: Vec<_> = refused["errors"].as_array().unwrap().iter().collect();
    let named: Vec<_> = errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["/email", "/name", "/password"]);
    assert_eq!(errors[2]["code"], "too_guessable");

    let made = account(&admin, EMAIL, "moderator").await;
    for (body, pointer) in [
        (json!({ "password": "short" }), "/password"),
        (json!({ "password": "ada-ada-ada-ada" }), "/password"),
        (json!({ "role": "owner" }), "/role"),
        (json!({ "active": "no" }), "/active"),
        (json!({ "email": "other@example.org" }), "/email"),
        (json!({ "session_version": 1 }), "/session_version"),
    ] {
        let refused = admin
            .patch(&path(&made), &body)
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for id in ["0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11", "nonsense"] {
        let path = format!("{ACCOUNTS}/{id}");
        assert_eq!(admin.get(&path).await.code(), "not_found");
        assert_eq!(
            admin
                .patch(&path, &json!({ "password": PASSWORD }))
                .await
                .code(),
            "not_found"
        );
        assert_eq!(
            admin.patch(&path, &json!({ "name": "Ada" })).await.code(),
            "not_found"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_can_neither_go_nor_step_down() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let own = admin.get("/v1/auth/me").await.expect(StatusCode::OK);
    for change in [json!({ "active": false }), json!({ "role": "moderator" })] {
        let refused = admin.patch(&path(&own), &change).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::CONFLICT, "last_admin")
        );
    }
    // An admin who is not active is nobody to lean on.
    let second = account(&admin, EMAIL, "admin").await;
    admin
        .patch(&path(&second), &json!({ "active": false }))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        admin
            .patch(&path(&own), &json!({ "active": false }))
            .await
            .code(),
        "last_admin"
    );
    admin
        .patch(&path(&second), &json!({ "active": true }))
        .await
        .expect(StatusCode::OK);
    admin
        .patch(&path(&own), &json!({ "role": "moderator" }))
        .await
        .expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_who_depose_each_other_at_once_leave_one() {
    let app = TestApp::start().await;
    let first = app.admin().await;
    let own = first.get("/v1/auth/me").await.expect(StatusCode::OK);
    for round in 0..5 {
        let other = account(&first, &format!("rival{round}@example.org"), "admin").await;
        let (one_path, other_path, change) = (path(&own), path(&other), json!({ "active": false }));
        let (one, two) = tokio::join!(
            first.patch(&one_path, &change),
            first.patch(&other_path, &change)
        );
        let done = [&one, &two]
            .into_iter()
            .filter(|answer| answer.status == StatusCode::OK)
            .count();
        let sql = connect(&app.database_url).await;
        let left = sql
            .query(
                "SELECT 1 FROM moderators WHERE role = 'admin' AND active",
                &[],
            )
            .await
            .unwrap();
        assert_eq!((done, left.len()), (1, 1), "{} {}", one.json, two.json);
        // Whoever was deposed is put back, and nobody else stays.
        sql.execute(
            "UPDATE moderators SET active = (email NOT LIKE 'rival%')",
            &[],
        )
        .await
        .unwrap();
        sql.execute("UPDATE moderators SET session_version = 1", &[])
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_creation_is_answered_from_memory_which_holds_no_password() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let send = async |email: &str| {
        let body = json!({ "email": email, "role": "moderator", "password": PASSWORD });
        let request = admin
            .request(Method::POST, ACCOUNTS)
            .header("Idempotency-Key", "key-1")
            .json(&body);
        admin.send(request).await
    };
    let first = send(EMAIL).await.expect(StatusCode::CREATED);
    let again = send(EMAIL).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.expect(StatusCode::CREATED), first);
    assert_eq!(
        send("other@example.org").await.code(),
        "idempotency_key_reused"
    );
    let sql = connect(&app.database_url).await;
    let stored = sql
        .query_one(
            "SELECT convert_from(body, 'UTF8') FROM idempotency_keys",
            &[],
        )
        .await
        .unwrap();
    assert!(!stored.get::<_, String>(0).contains("password"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged_in_order_of_creation() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut expected = vec![admin.get("/v1/auth/me").await.json["id"].clone()];
    for number in 0..4 {
        expected.push(
            account(&admin, &format!("m{number}@example.org"), "moderator").await["id"].clone(),
        );
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut next = format!("{ACCOUNTS}?limit=2");
    loop {
        let page = admin.get(&next).await.expect(StatusCode::OK);
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].clone()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        next = format!("{ACCOUNTS}?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, expected);
    let foreign = admin.get(&format!("{ACCOUNTS}?cursor=AAAA")).await;
    assert_eq!(
        (foreign.status, foreign.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_cursor")
    );
}
