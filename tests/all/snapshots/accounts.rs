//! Accounts of moderators, and their sessions.

use serde_json::{Value, json};

use super::{ABSENT, check};
use crate::support::admin::Admin;
use crate::support::json::text;
use crate::support::service::Service;

const ACCOUNTS: &str = "/v1/admin/moderators";
const SIGN_IN: &str = "/v1/auth/token";
const REFRESH: &str = "/v1/auth/refresh";
const SIGN_OUT: &str = "/v1/auth/logout";
const SESSIONS: &str = "/v1/auth/sessions";
const WHO_AM_I: &str = "/v1/auth/me";
const OWN_PASSWORD: &str = "/v1/auth/password";

/// The body of an account that does not exist yet.
fn new_account() -> Value {
    json!({
        "email": "ada@example.org",
        "name": "Ada Lovelace",
        "role": "moderator",
        "password": "plum-tree-19",
    })
}

/// Creates the account; its path.
async fn create(admin: &Admin) -> String {
    let created = admin.post(ACCOUNTS, &new_account()).await.created();

    format!("{ACCOUNTS}/{}", text(&created["id"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_created_listed_and_changed() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;

    let created = admin.post(ACCOUNTS, &new_account()).await;
    let path = format!("{ACCOUNTS}/{}", text(&created.json["id"]));
    check("create_moderator", created);
    check("get_moderator", admin.get(&path).await);
    check("list_moderators", admin.get(ACCOUNTS).await);

    let change = json!({ "name": "A. L.", "role": "admin" });
    check("change_moderator", admin.patch(&path, &change).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_cannot_be_created_or_changed() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let path = create(&admin).await;
    let absent = format!("{ACCOUNTS}/{ABSENT}");

    let again = admin.post(ACCOUNTS, &new_account()).await;
    check("create_moderator", again);
    let empty = json!({ "email": "nobody", "name": "", "role": "owner", "password": "short" });
    check("create_moderator", admin.post(ACCOUNTS, &empty).await);

    check("get_moderator", admin.get(&absent).await);
    let limit = format!("{ACCOUNTS}?limit=0");
    check("list_moderators", admin.get(&limit).await);

    let me = admin.get(WHO_AM_I).await.ok();
    let own = format!("{ACCOUNTS}/{}", text(&me["id"]));
    let close = json!({ "active": false });
    check("change_moderator", admin.patch(&own, &close).await);
    check("change_moderator", admin.patch(&absent, &close).await);
    let role = json!({ "role": "owner" });
    check("change_moderator", admin.patch(&path, &role).await);

    let moderator = service.moderator("Ken").await;
    check("list_moderators", moderator.get(ACCOUNTS).await);
    check("list_moderators", service.reader().get(ACCOUNTS).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_begins_is_refreshed_and_ends() {
    let service = Service::options().without_article().start().await;
    let reader = service.reader();
    create(&service.admin().await).await;

    let sign_in = json!({ "email": "ada@example.org", "password": "plum-tree-19" });
    let signed_in = reader.post(SIGN_IN, &sign_in).await;
    let ada = service.bearer(&text(&signed_in.json["access_token"]));
    check("sign_in", signed_in);
    check("list_sessions", ada.get(SESSIONS).await);

    let change = json!({ "current": "plum-tree-19", "new": "four-lanterns-in-the-fog" });
    let changed = ada.post(OWN_PASSWORD, &change).await;
    let token = text(&changed.json["refresh_token"]);
    let ada = service.bearer(&text(&changed.json["access_token"]));
    check("change_password", changed);
    check("who_am_i", ada.get(WHO_AM_I).await);

    let refresh = json!({ "refresh_token": token });
    let refreshed = reader.post(REFRESH, &refresh).await;
    let token = text(&refreshed.json["refresh_token"]);
    check("refresh_tokens", refreshed);

    let sign_out = json!({ "refresh_token": token });
    check("sign_out", reader.post(SIGN_OUT, &sign_out).await);
    check("refresh_tokens", reader.post(REFRESH, &sign_out).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn own_sessions_are_listed_and_ended() {
    let service = Service::options().without_article().start().await;
    let reader = service.reader();
    create(&service.admin().await).await;
    let sign_in = json!({ "email": "ada@example.org", "password": "plum-tree-19" });
    let change = json!({ "current": "plum-tree-19", "new": "four-lanterns-in-the-fog" });
    let signed_in = reader.post(SIGN_IN, &sign_in).await.ok();
    let ada = service.bearer(&text(&signed_in["access_token"]));
    check("list_sessions", ada.get(SESSIONS).await);
    let changed = ada.post(OWN_PASSWORD, &change).await.ok();
    let ada = service.bearer(&text(&changed["access_token"]));
    let sign_in = json!({ "email": "ada@example.org", "password": "four-lanterns-in-the-fog" });
    reader.post(SIGN_IN, &sign_in).await.ok();

    let listed = ada.get(SESSIONS).await;
    let elsewhere = format!("{SESSIONS}/{}", text(&listed.json["items"][0]["id"]));
    check("list_sessions", listed);
    check("end_session", ada.delete(&elsewhere).await);

    check("end_session", ada.delete(&elsewhere).await);
    let cursor = format!("{SESSIONS}?cursor=AAAA");
    check("list_sessions", ada.get(&cursor).await);
    check("end_session", reader.delete(&elsewhere).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_begin() {
    let service = Service::options().without_article().start().await;
    let reader = service.reader();

    let unknown = json!({ "email": "nobody@example.org", "password": "plum-tree-20" });
    check("sign_in", reader.post(SIGN_IN, &unknown).await);
    check("sign_in", reader.post(SIGN_IN, &json!({})).await);
    check("refresh_tokens", reader.post(REFRESH, &json!({})).await);
    check("sign_out", reader.post(SIGN_OUT, &json!({})).await);
    check("who_am_i", reader.get(WHO_AM_I).await);
}
