//! What comes of a reader's report?

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::service::{Answer, Service};

const TEXT: &str = "Buy the cheapest pills of the whole country here, today only.";

async fn report(service: &Service, (id, address): (&str, &str), body: Value) -> Answer {
    let request = service.request(Method::POST, &format!("/v1/comments/{id}/reports"));
    service
        .send(request.header("X-Forwarded-For", address).json(&body))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_reports_a_comment_once_and_moderators_see_how_many_did() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (id, token) = service.post("ada", TEXT, None).await;
    let first = report(
        &service,
        (&id, "192.0.2.1"),
        json!({ "reason": "spam", "detail": "A shop." }),
    )
    .await;
    assert_eq!(
        (first.status, &first.json["reason"]),
        (201, &json!("spam")),
        "{}",
        first.json
    );
    let again = report(&service, (&id, "192.0.2.1"), json!({ "reason": "abuse" })).await;
    assert_eq!((again.status, &again.json), (201, &first.json));
    assert_eq!(
        report(
            &service,
            (&id, "192.0.2.2"),
            json!({ "reason": "off_topic" })
        )
        .await
        .status,
        201
    );
    let finding = "SELECT evidence::text FROM findings WHERE code = 'reported' AND phase = 'reports' ORDER BY revision DESC LIMIT 1";
    let evidence: Value = serde_json::from_str(&service.text(finding).await).unwrap();
    assert_eq!(
        evidence,
        json!({ "count": 2, "reasons": { "off_topic": 1, "spam": 1 } })
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM events WHERE kind = 'comment_reported'")
            .await,
        2
    );
    let edit = service
        .request(Method::PATCH, &format!("/v1/comments/{id}"))
        .bearer_auth(token);
    assert_eq!(
        service
            .send(edit.json(&json!({ "body": "Nothing to see here any more." })))
            .await
            .status,
        200
    );
    assert_eq!(
        service
            .number("SELECT max(revision)::bigint FROM findings WHERE code = 'reported'")
            .await,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_published_comment_can_be_reported() {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXT, None).await;
    assert_eq!(
        report(&service, (&id, "192.0.2.1"), json!({ "reason": "spam" }))
            .await
            .status,
        404
    );
    for body in [
        json!({}),
        json!({ "reason": "boring" }),
        json!({ "reason": "spam", "detail": "" }),
    ] {
        assert_eq!(report(&service, (&id, "192.0.2.1"), body).await.status, 422);
    }
}
