//! Are comments that came in by another way grouped afterwards?

use std::process::{Command, Output};

use reqwest::StatusCode;
use serde_json::json;

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

/// What an import leaves: comments without fingerprints and groups, and texts that a former version
/// signed.
const IMPORTED: &str = "DELETE FROM duplicate_members; DELETE FROM duplicate_groups; \
    DELETE FROM fingerprints WHERE comment_id IN (SELECT comment_id FROM fingerprints ORDER BY comment_id LIMIT 2); \
    UPDATE fingerprints SET fingerprint_version = 0, keys = '{}', exact_hash = 0; UPDATE sites SET fingerprint_version = 0";

fn scan(service: &Service, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_moderato"))
        .args(["duplicates", "scan"])
        .args(arguments)
        .env("DATABASE_URL", service.database_url())
        .env("MODERATO_DATA_DIR", folder.path())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_groups_what_was_imported_and_doing_it_again_changes_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let (first, _) = service.post("ada", TEXT, None).await;
    service
        .post("bob", &TEXT.replace("drops", "pills"), None)
        .await;
    service.post("cid", OTHER, None).await;
    service.post("dan", TEXT, None).await;
    service.sql.batch_execute(IMPORTED).await.unwrap();
    let output = scan(&service, &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        said.contains("default: 4 comments, 2 put into groups"),
        "{said}"
    );
    let groups = moderator
        .get("/v1/admin/duplicates")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (
            groups["items"].as_array().unwrap().len(),
            &groups["items"][0]["size"]
        ),
        (1, &json!(3))
    );
    assert_eq!(groups["items"][0]["original"]["id"], json!(first));
    let versions = "SELECT count(DISTINCT f.fingerprint_version) FROM fingerprints f \
        JOIN sites s ON s.fingerprint_version = f.fingerprint_version";
    assert_eq!(service.number(versions).await, 1);
    let again = scan(&service, &["--site", "default"]);
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(said.contains("4 comments, 0 put into groups"), "{said}");
    assert_eq!(
        moderator
            .get("/v1/admin/duplicates")
            .await
            .expect(StatusCode::OK),
        groups
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_goes_on_where_it_was_interrupted() {
    let service = Service::start(json!({})).await;
    service.post("ada", TEXT, None).await;
    let (second, _) = service.post("bob", OTHER, None).await;
    service.post("cid", TEXT, None).await;
    service.sql.batch_execute(IMPORTED).await.unwrap();
    let interrupted = format!(
        "INSERT INTO duplicate_scans (site_id, fingerprint_version, done_to, done, total, started_at) \
         SELECT site_id, {}, '{second}', 2, 3, now() FROM sites",
        moderato::text::skeleton::FINGERPRINT_VERSION
    );
    service.sql.batch_execute(&interrupted).await.unwrap();
    let output = scan(&service, &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("default: 3 comments, 0 put into groups"),
        "{said}"
    );
    let signed = format!(
        "SELECT count(*) FROM fingerprints WHERE fingerprint_version = {}",
        moderato::text::skeleton::FINGERPRINT_VERSION
    );
    assert_eq!(
        service.number(&signed).await,
        1,
        "those before were done, as it believed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_was_taken_out_by_hand_stays_out() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post("ada", TEXT, None).await;
    let (second, _) = service.post("bob", TEXT, None).await;
    let groups = moderator
        .get("/v1/admin/duplicates")
        .await
        .expect(StatusCode::OK);
    let group = &groups["items"][0];
    let path = format!(
        "/v1/admin/duplicates/{}/splits",
        group["id"].as_str().unwrap()
    );
    let body = json!({ "comments": [second], "version": group["version"] });
    moderator.post(&path, &body).await.expect(StatusCode::OK);
    assert!(scan(&service, &[]).status.success());
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_groups")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_not_there_is_told() {
    let service = Service::start(json!({})).await;
    let output = scan(&service, &["--site", "nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("There is no site nowhere."));
}
