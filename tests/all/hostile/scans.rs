//! A scan over hostile texts leaves the thread that runs it to others: what it computes, it computes
//! elsewhere.

use moderato::flows::duplicates::scan::{State, scan_batch, sites_to_scan};
use serde_json::json;

use super::kinds::texts;
use crate::support::allocations::allocated_here;
use crate::support::service::Service;

/// What the thread of the scan makes for each comment: rows, statements and their values.
const OF_A_COMMENT: usize = 400 * 1024;

/// The state after a new version of the fingerprints, without groups.
const AGED: &str = "DELETE FROM duplicate_members; DELETE FROM duplicate_groups; \
    UPDATE fingerprints SET fingerprint_version = 0, keys = '{}', exact_hash = 0; \
    UPDATE sites SET fingerprint_version = 0";

#[tokio::test]
async fn a_scan_of_hostile_texts_computes_on_threads_of_their_own() {
    let service = Service::start(json!({ "mode": "none" })).await;
    for (number, hostile) in texts(4).iter().enumerate() {
        for copy in 0..2 {
            let author = service.author(&format!("Author {number} {copy}"));
            let text = format!("{} end{copy}", hostile.text);
            let answer = author.try_post(&text).await;
            assert_ne!(answer.status, 500, "{}: {}", hostile.kind, answer.json);
        }
    }
    let stored = usize::try_from(service.count("comments").await).unwrap();
    service.execute(AGED).await;
    let app = service.app();
    let site = sites_to_scan(&app).await.unwrap().remove(0);

    let before = allocated_here();
    let progress = scan_batch(&app, &site, 2).await.unwrap();
    let made = allocated_here() - before;

    assert_eq!(progress.state, State::Finished);
    assert!(stored > 100, "only {stored} texts");
    assert!(progress.grouped > 20, "{} were grouped", progress.grouped);
    assert!(
        made < stored * OF_A_COMMENT,
        "{made} bytes for {stored} comments"
    );
}
