//! Who comes first, what does the second one learn, and what does taking back restore?

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::{Actor, Answer};
use crate::support::service::Service;

const TEXT: &str =
    "The second chart should start at zero, because the difference looks far too large.";

async fn decide(moderator: &Actor, id: &str, body: &Value) -> Answer {
    moderator
        .post(&format!("/v1/admin/comments/{id}/decisions"), body)
        .await
}

async fn undo(moderator: &Actor, decision: &Value) -> Answer {
    let path = format!(
        "/v1/admin/decisions/{}/undo",
        decision["id"].as_str().unwrap()
    );
    moderator.post(&path, &json!(null)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_moderators_at_once_one_wins_and_the_other_learns_what_holds() {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXT, None).await;
    let (first, second) = (
        service.moderator("grace").await,
        service.moderator("joan").await,
    );
    let approve = json!({ "action": "approve", "version": 1 });
    let spam = json!({ "action": "spam", "version": 1 });
    let (one, two) = tokio::join!(decide(&first, &id, &approve), decide(&second, &id, &spam));
    let (won, lost) = if one.status == StatusCode::CREATED {
        (one, two)
    } else {
        (two, one)
    };
    assert_eq!(
        (won.status.as_u16(), lost.status.as_u16()),
        (201, 409),
        "{} {}",
        won.json,
        lost.json
    );
    assert_eq!(lost.code(), "version_conflict");
    assert_eq!(lost.json["current"]["version"], 2);
    assert_eq!(
        lost.json["current"]["status"],
        won.json["comment"]["status"]
    );
    assert_eq!(
        lost.json["current"]["last_decision"]["decision_id"],
        won.json["decision"]["id"]
    );
    assert_eq!(service.number("SELECT count(*) FROM decisions").await, 1);
    assert_eq!(
        service
            .number("SELECT count(*) FROM events WHERE kind = 'comment_decided'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_decision_again_writes_nothing() {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXT, None).await;
    let moderator = service.moderator("grace").await;
    let made = decide(
        &moderator,
        &id,
        &json!({ "action": "approve", "version": 1 }),
    )
    .await;
    let made = made.expect(StatusCode::CREATED);
    for version in [1, 2] {
        let again = decide(
            &moderator,
            &id,
            &json!({ "action": "approve", "version": version }),
        )
        .await;
        assert_eq!(
            again.expect(StatusCode::OK)["decision"]["id"],
            made["decision"]["id"]
        );
    }
    assert_eq!(service.number("SELECT count(*) FROM decisions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_restores_the_exact_earlier_state_as_a_new_decision() {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXT, None).await;
    let moderator = service.moderator("grace").await;
    let first = decide(
        &moderator,
        &id,
        &json!({ "action": "spam", "version": 1, "reason": "Adverts" }),
    )
    .await;
    let first = first.expect(StatusCode::CREATED);
    let second = decide(
        &moderator,
        &id,
        &json!({ "action": "approve", "version": 2 }),
    )
    .await;
    let second = second.expect(StatusCode::CREATED);
    let early = undo(&moderator, &first["decision"]).await;
    assert_eq!(
        (early.status.as_u16(), early.code()),
        (409, "undo_conflict")
    );
    assert_eq!(
        early.json["current"]["last_decision"]["decision_id"],
        second["decision"]["id"]
    );
    let undone = undo(&moderator, &second["decision"])
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(undone["comment"]["status"], "spam");
    assert_eq!(undone["comment"]["version"], 4);
    assert_eq!(undone["decision"]["action"], "undo");
    assert_eq!(undone["decision"]["undoes"], second["decision"]["id"]);
    assert_eq!(
        undo(&moderator, &second["decision"]).await.code(),
        "undo_conflict"
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE visible")
            .await,
        0
    );
    let log = moderator
        .get("/v1/admin/decisions?limit=2")
        .await
        .expect(StatusCode::OK);
    assert_eq!(log["items"][0]["id"], undone["decision"]["id"]);
    let cursor = log["next_cursor"].as_str().unwrap();
    let rest = moderator
        .get(&format!("/v1/admin/decisions?cursor={cursor}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["reason"], "Adverts");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_what_its_author_withdrew() {
    let service = Service::start(json!({})).await;
    let (id, token) = service.post("ada", TEXT, None).await;
    let moderator = service.moderator("grace").await;
    let request = service
        .request(reqwest::Method::DELETE, &format!("/v1/comments/{id}"))
        .bearer_auth(token);
    assert!(service.send(request).await.status < 300);
    let answer = decide(
        &moderator,
        &id,
        &json!({ "action": "approve", "version": 2 }),
    )
    .await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "invalid_transition")
    );
    let log = moderator
        .get("/v1/admin/decisions")
        .await
        .expect(StatusCode::OK);
    let answer = undo(&moderator, &log["items"][0]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "invalid_transition")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_with_a_key_gets_the_stored_answer() {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXT, None).await;
    let moderator = service.moderator("grace").await;
    let path = format!("/v1/admin/comments/{id}/decisions");
    let request = || {
        let body = json!({ "action": "approve", "version": 1 });
        moderator
            .request(reqwest::Method::POST, &path)
            .header("Idempotency-Key", "k1")
            .json(&body)
    };
    let first = moderator.send(request()).await;
    let again = moderator.send(request()).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(first.json, again.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_authors_are_told_nothing() {
    let service = Service::start(json!({})).await;
    let (id, token) = service.post("ada", TEXT, None).await;
    let path = format!("/v1/admin/comments/{id}");
    for token in ["", "guest.forged", token.as_str()] {
        let request = service
            .request(reqwest::Method::GET, &path)
            .bearer_auth(token);
        assert_eq!(service.send(request).await.status, 401);
        let request = service
            .request(reqwest::Method::POST, &format!("{path}/decisions"))
            .bearer_auth(token);
        assert_eq!(
            service
                .send(request.json(&json!({ "nonsense": true })))
                .await
                .status,
            401
        );
    }
}
