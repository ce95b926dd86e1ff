//! `moderato duplicates scan` groups comments that came in by another way than requests.

use std::process::Output;

use moderato::text::skeleton::FINGERPRINT_VERSION;
use serde_json::json;
use tempfile::TempDir;

use crate::support::command_line::{complaint, moderato, printed};
use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

/// The state after an import: no groups, two comments without fingerprints, and the others with
/// those of an earlier version.
const IMPORTED: &str = "DELETE FROM duplicate_members; DELETE FROM duplicate_groups; \
    DELETE FROM fingerprints WHERE comment_id IN \
      (SELECT comment_id FROM fingerprints ORDER BY comment_id LIMIT 2); \
    UPDATE fingerprints SET fingerprint_version = 0, keys = '{}', exact_hash = 0; \
    UPDATE sites SET fingerprint_version = 0";

fn scan(service: &Service, arguments: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    let arguments = [&["duplicates", "scan"], arguments].concat();

    moderato(folder.path(), &arguments)
        .env("DATABASE_URL", service.database_url())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_groups_imported_comments_and_a_second_one_changes_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(TEXT).await;
    let near = TEXT.replace("drops", "pills");
    service.author("bob").post(&near).await;
    service.author("cid").post(OTHER).await;
    service.author("dan").post(TEXT).await;
    service.execute(IMPORTED).await;

    let said = printed(&scan(&service, &[]));
    assert!(
        said.contains("default: 4 comments, 2 put into groups"),
        "{said}"
    );
    let group = moderator.only_group().await;
    assert_eq!(group["size"], 3);
    assert_eq!(group["original"]["id"], first.id);
    let versions = "SELECT count(DISTINCT f.fingerprint_version) FROM fingerprints f \
        JOIN sites s ON s.fingerprint_version = f.fingerprint_version";
    assert_eq!(service.number(versions).await, 1);

    let said = printed(&scan(&service, &["--site", "default"]));
    assert!(said.contains("4 comments, 0 put into groups"), "{said}");
    assert_eq!(moderator.only_group().await, group);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_continues_where_it_was_interrupted() {
    let service = Service::start(json!({})).await;
    service.author("ada").post(TEXT).await;
    let second = service.author("bob").post(OTHER).await;
    service.author("cid").post(TEXT).await;
    service.execute(IMPORTED).await;
    let interrupted = format!(
        "INSERT INTO duplicate_scans \
           (site_id, fingerprint_version, done_to, done, total, started_at) \
         SELECT site_id, {FINGERPRINT_VERSION}, '{}', 2, 3, now() FROM sites",
        second.id
    );
    service.execute(&interrupted).await;

    let said = printed(&scan(&service, &[]));

    assert!(
        said.contains("default: 3 comments, 0 put into groups"),
        "{said}"
    );
    let renewed = format!("fingerprints WHERE fingerprint_version = {FINGERPRINT_VERSION}");
    assert_eq!(
        service.count(&renewed).await,
        1,
        "those before were recorded as done"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_a_moderator_split_off_stays_outside() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [_, second] = service.post_as(["ada", "bob"], TEXT).await;
    let group = moderator.only_group().await;
    moderator.split(&group, &[&second]).await;

    printed(&scan(&service, &[]));

    assert_eq!(service.count("duplicate_groups").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_does_not_exist_is_named() {
    let service = Service::start(json!({})).await;

    let output = scan(&service, &["--site", "nowhere"]);

    assert_eq!(output.status.code(), Some(1));
    let complained = complaint(&output);
    assert!(complained.contains("There is no site nowhere."));
}
