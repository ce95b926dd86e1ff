//! Readers report comments, and moderators see how many did.

use serde_json::{Value, json};

use crate::support::service::Service;

const TEXT: &str = "Buy the cheapest pills of the whole country here, today only.";

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_reports_a_comment_once_and_moderators_see_how_many_did() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let one = service.reader().with_ip("192.0.2.1");
    let other = service.reader().with_ip("192.0.2.2");
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;

    let report = json!({ "reason": "spam", "detail": "A shop." });
    let first = one.try_report(&posted, &report).await.created();
    assert_eq!(first["reason"], "spam");

    let again = one.report(&posted, "abuse").await;
    assert_eq!(again, first);

    other.report(&posted, "off_topic").await;

    let finding = "SELECT evidence::text FROM findings \
        WHERE code = 'reported' AND phase = 'reports' ORDER BY revision DESC LIMIT 1";
    let evidence: Value = serde_json::from_str(&service.text(finding).await).unwrap();
    let reasons = json!({ "off_topic": 1, "spam": 1 });
    assert_eq!(evidence, json!({ "count": 2, "reasons": reasons }));
    assert_eq!(service.count_events("comment_reported").await, 2);

    // The finding goes over to the next revision.
    ada.edit(&posted, "Nothing to see here any more.").await;
    let revision = "SELECT max(revision)::bigint FROM findings WHERE code = 'reported'";
    assert_eq!(service.number(revision).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_published_comment_can_be_reported() {
    let service = Service::start(json!({})).await;
    let reader = service.reader().with_ip("192.0.2.1");
    let held = service.author("ada").post(TEXT).await;

    let report = json!({ "reason": "spam" });
    let answer = reader.try_report(&held, &report).await;
    answer.refused(404, "not_found");

    for report in [
        json!({}),
        json!({ "reason": "boring" }),
        json!({ "reason": "spam", "detail": "" }),
    ] {
        let answer = reader.try_report(&held, &report).await;
        answer.refused(422, "validation_failed");
    }
}
