//! Are comments found whose fingerprints an earlier version of the service made, until the
//! background has renewed them?

use moderato::flows::duplicates::scan::{State, renew_fingerprints};
use moderato::text::skeleton::FINGERPRINT_VERSION;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXT: &str = "hiboch rou resirus cikabour het ketrea nea hourouth rour yopotro dichihap stumen duhus kad lea tran jin kouje jor.";

/// The secret of the site, and what version 3 wrote of the text under it. No other comment has the
/// text's sentence.
const OF_VERSION_3: &str = "\
    UPDATE sites SET fingerprint_version = 3; \
    UPDATE fingerprints SET fingerprint_version = 3, keys = '{39304476,144465420,292411726,480846631,550412165,773808604,\
      868515036,976182289,1152021791,1261715299,1381281915,1511334136,1614727341,1767159490,1980549020,-84186689}'";
const SECRET: &str =
    "UPDATE sites SET salt = '\\xea6d6dc849a5490fe2b3d6726c2d28860ce30aa9fbbe0d19eff5c3df133a81f4'";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_of_version_three_is_found_before_its_renewal_and_after_it() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.sql.batch_execute(SECRET).await.unwrap();
    let (original, _) = service.post("ada", TEXT, None).await;
    service.sql.batch_execute(OF_VERSION_3).await.unwrap();
    let codes = async |name: &str, word: &str| {
        let (near, _) = service.post(name, &TEXT.replace("rour", word), None).await;
        let seen = moderator
            .get(&format!("/v1/admin/comments/{near}"))
            .await
            .expect(StatusCode::OK);
        let codes = seen["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["code"].clone());
        codes.collect::<Vec<Value>>()
    };
    assert_eq!(codes("bob", "otherwise").await, ["near_duplicate"]);
    let old = format!(
        "SELECT count(*) FROM fingerprints WHERE fingerprint_version < {FINGERPRINT_VERSION}"
    );
    assert_eq!(
        service.number(&old).await,
        1,
        "what is new leaves the old as it is"
    );
    let progress = renew_fingerprints(&service.app()).await.unwrap().unwrap();
    assert_eq!(
        (progress.done, progress.total, progress.state),
        (2, 2, State::Finished)
    );
    assert_eq!(service.number(&old).await, 0);
    assert_eq!(
        renew_fingerprints(&service.app()).await.unwrap(),
        None,
        "nothing is left to do"
    );
    let keys = format!(
        "SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{original}'"
    );
    assert_eq!(service.number(&keys).await, 15);
    assert_eq!(codes("cid", "nowhere").await[0], "near_duplicate");
}
