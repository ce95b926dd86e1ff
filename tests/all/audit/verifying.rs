//! `moderato audit verify` finds the first entry that is not as it was sealed.

use std::process::Output;

use moderato::db::connection::pool::Pool;
use serde_json::json;
use tempfile::TempDir;

use super::seal;
use crate::support::command_line::{complaint, moderato, printed};
use crate::support::service::Service;

fn verify(service: &Service, arguments: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    let all = [&["audit", "verify"], arguments].concat();

    moderato(folder.path(), &all)
        .env("DATABASE_URL", service.database_url())
        .output()
        .unwrap()
}

pub(super) async fn assert_intact(service: &Service) {
    let said = printed(&verify(service, &[]));

    assert!(said.starts_with("The audit log is intact: "), "{said}");
}

/// What a verification says that finds a fault.
pub(super) fn complaint_of_verifying(service: &Service) -> String {
    complaint(&verify(service, &[]))
}

/// A service with four sealed entries, numbered from 1.
async fn start_with_entries() -> Service {
    let service = Service::start(json!({})).await;
    for kind in ["signed_in", "role_changed", "article_deleted", "signed_out"] {
        let row = format!("INSERT INTO audit (kind, payload) VALUES ('{kind}', '{{\"a\": 1}}')");
        service.execute(&row).await;
    }
    seal(&service).await;

    service
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_nobody_touched_is_intact_and_its_end_is_printed() {
    let service = start_with_entries().await;

    let said = printed(&verify(&service, &[]));

    assert!(
        said.contains("4 sealed entries, 0 not sealed yet"),
        "{said}"
    );
    let head = said.rsplit(' ').next().unwrap().trim();
    let again = verify(&service, &["--expect", head]);
    assert!(printed(&again).contains("intact"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_entry_that_was_changed_removed_or_added_is_named() {
    for (deed, words) in [
        (
            "UPDATE audit SET kind = 'signed_in' WHERE sequence = 3",
            "entry 3 was changed",
        ),
        (
            "UPDATE audit SET payload = '{\"a\": 2}' WHERE sequence > 1",
            "entry 2 was changed",
        ),
        (
            "UPDATE audit SET created_at = created_at + interval '1 us' WHERE sequence = 4",
            "entry 4 was changed",
        ),
        (
            "UPDATE audit SET moderator_id = gen_random_uuid() WHERE sequence = 1",
            "entry 1 was changed",
        ),
        ("DELETE FROM audit WHERE sequence = 2", "entry 2 is missing"),
        (
            "DELETE FROM audit_seals WHERE position = 2",
            "the seal at position 2 is missing",
        ),
        (
            "UPDATE audit_seals SET hash = sha256('x') WHERE position = 4",
            "entry 4 was changed",
        ),
        (
            "INSERT INTO audit (sequence, kind, payload, transaction) OVERRIDING SYSTEM VALUE \
             VALUES (0, 'signed_in', '{}', '3')",
            "entry 0 was added",
        ),
    ] {
        let service = start_with_entries().await;
        service.execute(deed).await;

        let said = complaint(&verify(&service, &[]));

        assert!(said.contains(words), "{deed}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_cut_at_its_end_does_not_have_the_end_that_was_noted() {
    let service = start_with_entries().await;
    let said = printed(&verify(&service, &[]));
    let head = said.rsplit(' ').next().unwrap().trim();
    service
        .execute("DELETE FROM audit WHERE sequence = 4; DELETE FROM audit_seals WHERE sequence = 4")
        .await;

    let said = complaint(&verify(&service, &["--expect", head]));

    assert!(said.contains("position 4 is gone"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_entries_are_removed_from_the_beginning_and_the_rest_can_still_be_verified() {
    let service = start_with_entries().await;
    // Written and sealed long ago, as far as the database knows.
    let age = "UPDATE audit SET created_at = created_at - interval '100 days' WHERE sequence <= 2";
    service
        .execute(&format!("DELETE FROM audit_seals; {age}"))
        .await;
    seal(&service).await;
    let owner = Pool::new(service.database_url(), 2, 1).unwrap();

    let removed = moderato::flows::audit::remove_old::remove_old_audit(&owner, 90).await;
    seal(&service).await;

    assert_eq!(removed.unwrap(), 2);
    assert_eq!(service.count("audit WHERE sequence <= 2").await, 0);
    assert_eq!(service.count("audit WHERE kind = 'audit_removed'").await, 1);
    assert_intact(&service).await;

    service
        .execute("DELETE FROM audit WHERE sequence = 3")
        .await;
    let said = complaint(&verify(&service, &[]));
    assert!(said.contains("entry 3 is missing"), "{said}");
}
