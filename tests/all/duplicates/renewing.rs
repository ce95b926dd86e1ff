//! Comments whose fingerprints an earlier version made are found before and after their renewal.

use moderato::flows::duplicates::scan::{State, renew_fingerprints};
use moderato::text::skeleton::FINGERPRINT_VERSION;
use serde_json::json;

use crate::support::service::Service;

const TEXT: &str = "hiboch rou resirus cikabour het ketrea nea hourouth rour yopotro dichihap stumen duhus kad lea tran jin kouje jor.";

/// The fingerprint that version 3 wrote of the text under the salt below. No other comment has the
/// sentence of the text.
const OF_VERSION_3: &str = "\
    UPDATE sites SET fingerprint_version = 3; \
    UPDATE fingerprints SET fingerprint_version = 3, keys = '{39304476,144465420,292411726,\
      480846631,550412165,773808604,868515036,976182289,1152021791,1261715299,1381281915,\
      1511334136,1614727341,1767159490,1980549020,-84186689}'";
const SALT: &str = "UPDATE sites SET \
    salt = '\\xea6d6dc849a5490fe2b3d6726c2d28860ce30aa9fbbe0d19eff5c3df133a81f4'";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_of_version_three_is_found_before_its_renewal_and_after_it() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.execute(SALT).await;
    let original = service.author("ada").post(TEXT).await;
    service.execute(OF_VERSION_3).await;

    let near = TEXT.replace("rour", "otherwise");
    let found_before = service.author("bob").post(&near).await;
    let codes = moderator.finding_codes(&found_before).await;
    assert_eq!(codes, ["near_duplicate"]);
    let old = format!("fingerprints WHERE fingerprint_version < {FINGERPRINT_VERSION}");
    assert_eq!(
        service.count(&old).await,
        1,
        "a new comment leaves the old fingerprint as it is"
    );

    let progress = renew_fingerprints(&service.app()).await.unwrap().unwrap();
    assert_eq!(progress.done, 2);
    assert_eq!(progress.total, 2);
    assert_eq!(progress.state, State::Finished);
    assert_eq!(service.count(&old).await, 0);
    let nothing_left = renew_fingerprints(&service.app()).await.unwrap();
    assert_eq!(nothing_left, None);

    let keys = format!(
        "SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{}'",
        original.id
    );
    assert_eq!(service.number(&keys).await, 15);
    let near = TEXT.replace("rour", "nowhere");
    let found_after = service.author("cid").post(&near).await;
    let codes = moderator.finding_codes(&found_after).await;
    assert_eq!(codes[0], "near_duplicate");
}
