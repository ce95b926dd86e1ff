//! The rights to call: one row for each operation, and each role tries all of them.

use std::collections::BTreeSet;

use serde_json::json;

use super::operations::{Operation, operations};
use super::roles::{Accounts, ROLES, Role};
use crate::support::answer::Answer;
use crate::support::reader::Reader;
use crate::support::service::Service;

/// The clients that an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Everybody, with any token or none.
    Everybody,
    /// Everybody, but a guest token must be valid.
    Readers,
    /// Everybody, but a token must be a valid one, of an author or of staff.
    ReadersAndStaff,
    Authors,
    /// Holders of a valid session. The token of the example belongs to no session.
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
    ("get_page_thread", Everybody),
    ("create_page_comment", ReadersAndStaff),
    ("list_article_comments", Everybody),
    ("list_latest_comments", Everybody),
    ("list_replies", Everybody),
    ("get_comment", Readers),
    ("edit_comment", Authors),
    ("withdraw_comment", Authors),
    ("preview_article", Admins),
    ("create_article", Admins),
    ("update_article", Admins),
    ("move_article", Admins),
    ("delete_article", Admins),
    ("list_sites", Moderators),
    ("get_site", Admins),
    ("create_site", Admins),
    ("update_site", Admins),
    ("get_policy", Admins),
    ("put_policy", Admins),
    ("list_policy_versions", Admins),
    ("get_policy_version", Admins),
    ("list_moderators", Admins),
    ("get_moderator", Admins),
    ("create_moderator", Admins),
    ("change_moderator", Admins),
    ("sign_in", Everybody),
    ("refresh_tokens", Sessions),
    ("change_password", Moderators),
    ("list_audit", Admins),
    ("export_person", Admins),
    ("erase_person", Admins),
    // A client without a valid session is signed out already.
    ("sign_out", Everybody),
    ("who_am_i", Moderators),
    ("list_sessions", Moderators),
    ("end_session", Moderators),
    ("get_statistics", Moderators),
    ("list_moderated_comments", Moderators),
    ("search_moderated_comments", Moderators),
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

/// The status that refuses the role, 401 or 403, or none.
fn expected(who: For, role: Role) -> Option<u16> {
    match (who, role) {
        (Everybody, _) | (ReadersAndStaff, Role::Anonymous | Role::Author) => None,
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
fn the_document_describes_the_same_rights() {
    for operation in operations() {
        // Signing out takes the access token, the refresh token, or both.
        if operation.id == "sign_out" {
            continue;
        }

        let schemes: &[&str] = match right(&operation) {
            Everybody | Sessions => &[],
            Readers | Authors => &["guest_token"],
            ReadersAndStaff => &["guest_token", "moderator_token"],
            Moderators | Admins => &["moderator_token"],
        };
        assert_eq!(operation.schemes, schemes, "{}", operation.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_is_refused_exactly_where_its_row_says() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let accounts = Accounts::create(&service).await;
    let reader = service.reader();

    let mut wrong = Vec::new();
    for operation in operations() {
        for role in ROLES {
            let answer = attempt(&reader, &operation, &accounts.token(role)).await;
            let (status, code) = (answer.status.as_u16(), answer.code());

            let refused_with = match code {
                "unauthenticated" => Some(401),
                "forbidden" => Some(403),
                _ => None,
            };
            let expected = expected(right(&operation), role);
            let is_as_expected =
                refused_with == expected && expected.is_none_or(|expected| expected == status);
            if !is_as_expected || status >= 500 {
                let id = &operation.id;
                wrong.push(format!(
                    "{id} by {role:?}: {status} {code}, not {expected:?}"
                ));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Calls with the document's example and ids of nothing, so that an allowed call changes little.
async fn attempt(reader: &Reader, operation: &Operation, token: &str) -> Answer {
    let path = operation.path_to_nothing();

    let mut request = reader.request(operation.method.clone(), &path);
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if let Some(body) = &operation.body {
        request = request.json(body);
    }

    reader.send(request).await
}

fn right(operation: &Operation) -> For {
    let row = RIGHTS.iter().find(|(id, _)| *id == operation.id);
    let (_, right) = row.unwrap_or_else(|| panic!("{} needs a row in RIGHTS", operation.id));

    *right
}
