//! Who may call what? One row for each operation, and everybody tries each of them.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use super::operations::{Operation, operations};
use super::roles::{Accounts, ROLES, Role};
use crate::support::service::Service;

/// Whom an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Everybody, whatever token they carry.
    Everybody,
    /// Everybody; but who claims to be an author must be one.
    Readers,
    /// Everybody; but who bears a token must be staff.
    ReadersAndStaff,
    Authors,
    /// Whoever holds a session that stands: the example's token is nobody's.
    Sessions,
    Moderators,
    Admins,
}

use For::{Admins, Authors, Everybody, Moderators, Readers, ReadersAndStaff, Sessions};

const RIGHTS: &[(&str, For)] = &[
    ("get_docs", Everybody),
    ("get_docs_errors", Everybody),
    ("get_docs_file", Everybody),
    ("get_liveness", Everybody),
    ("get_metrics", Everybody),
    ("get_openapi", Everybody),
    ("get_readiness", Everybody),
    ("list_articles", Everybody),
    ("get_article", Everybody),
    ("list_counts", Everybody),
    ("create_challenge", Everybody),
    ("preview_comment", Everybody),
    ("create_comment", ReadersAndStaff),
    ("create_report", Everybody),
    ("list_article_comments", Everybody),
    ("list_latest_comments", Everybody),
    ("list_replies", Everybody),
    ("get_comment", Readers),
    ("edit_comment", Authors),
    ("withdraw_comment", Authors),
    ("create_article", Admins),
    ("update_article", Admins),
    ("delete_article", Admins),
    ("get_policy", Admins),
    ("put_policy", Admins),
    ("list_moderators", Admins),
    ("get_moderator", Admins),
    ("create_moderator", Admins),
    ("change_moderator", Admins),
    ("sign_in", Everybody),
    ("refresh_tokens", Sessions),
    // Who has no session that stands is signed out already.
    ("sign_out", Everybody),
    ("who_am_i", Moderators),
    ("list_moderated_comments", Moderators),
    ("get_moderated_comment", Moderators),
    ("create_decision", Moderators),
    ("create_bulk_decision", Moderators),
    ("undo_decision", Moderators),
    ("list_decisions", Moderators),
    ("list_duplicate_groups", Moderators),
    ("get_duplicate_group", Moderators),
    ("settle_duplicate_group", Moderators),
    ("merge_duplicate_groups", Moderators),
    ("split_duplicate_group", Moderators),
    ("check_duplicates", Moderators),
    ("list_events", Admins),
    ("stream_article_events", Everybody),
    ("stream_queue_events", Moderators),
];

/// What the role must meet: 401, 403, or neither.
fn expected(who: For, role: Role) -> Option<u16> {
    match (who, role) {
        (Everybody, _) | (ReadersAndStaff, Role::Anonymous) => None,
        (Admins | Moderators | ReadersAndStaff, Role::Admin) => None,
        (Moderators | ReadersAndStaff, Role::Moderator) => None,
        (Readers, Role::ForgedAuthor) => Some(401),
        (Readers, _) | (Authors, Role::Author) => None,
        (Admins, Role::Moderator) => Some(403),
        (ReadersAndStaff | Authors | Sessions | Moderators | Admins, _) => Some(401),
    }
}

#[test]
fn every_operation_has_its_row() {
    let written: BTreeSet<&str> = RIGHTS.iter().map(|(id, _)| *id).collect();
    assert_eq!(written.len(), RIGHTS.len(), "one row each");
    let operations = operations();
    let documented: BTreeSet<&str> = operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(
        documented, written,
        "a row for each operation, and none for anything else"
    );
}

#[test]
fn the_document_tells_of_the_same_rights() {
    // Signing out takes the access token, the refresh token, or both.
    for operation in operations()
        .into_iter()
        .filter(|operation| operation.id != "sign_out")
    {
        let schemes: &[&str] = match right(&operation) {
            Everybody | Sessions => &[],
            Readers | Authors => &["guest_token"],
            ReadersAndStaff | Moderators | Admins => &["moderator_token"],
        };
        assert_eq!(operation.schemes, schemes, "{}", operation.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_as_far_as_their_row_says() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let accounts = Accounts::create(&service).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        for role in ROLES {
            let (status, code) = attempt(&service, &operation, &accounts.token(role)).await;
            let met = match code.as_str() {
                "unauthenticated" => Some(401),
                "forbidden" => Some(403),
                _ => None,
            };
            let must = expected(right(&operation), role);
            if met != must || must.is_some_and(|must| must != status) || status >= 500 {
                wrong.push(format!(
                    "{} by {role:?}: {status} {code}, not {must:?}",
                    operation.id
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Calls with the document's example and ids of nothing, so that whoever passes changes little.
async fn attempt(service: &Service, operation: &Operation, token: &str) -> (u16, String) {
    let address = operation.address(|_| "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11".to_owned());
    let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
    let mut request = service.request(method, &address);
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if let Some(body) = &operation.body {
        request = request.json(body);
    }
    let answer = service.send(request).await;
    (
        answer.status,
        answer.json["code"].as_str().unwrap_or_default().to_owned(),
    )
}

fn right(operation: &Operation) -> For {
    let row = RIGHTS.iter().find(|(id, _)| *id == operation.id);
    row.unwrap_or_else(|| panic!("{} needs a row in RIGHTS", operation.id))
        .1
}
