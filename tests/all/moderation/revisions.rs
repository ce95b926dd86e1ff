//! The history of a comment's text is read in parts, the last one first.

use serde_json::{Value, json};

use crate::support::service::Service;

fn numbers(detail: &Value) -> Vec<i64> {
    let revisions = detail["revisions"].as_array().unwrap();

    revisions
        .iter()
        .map(|it| it["revision"].as_i64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_twenty_revisions_come_first_and_lead_to_all_others() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let posted = ada.post("Text number 1 of this comment.").await;
    for number in 2..=45 {
        let text = format!("Text number {number} of this comment.");
        ada.edit(&posted, &text).await;
    }

    let last = moderator.detail(&posted).await;

    assert_eq!(numbers(&last), (26..=45).collect::<Vec<_>>());
    assert_eq!(last["revisions_before"], 26);
    let path = format!("/v1/admin/comments/{}?revisions_before=", posted.id);
    let middle = moderator.get(&format!("{path}26")).await.ok();
    assert_eq!(numbers(&middle), (6..=25).collect::<Vec<_>>());
    let first = moderator.get(&format!("{path}6")).await.ok();
    assert_eq!(numbers(&first), (1..=5).collect::<Vec<_>>());
    assert_eq!(
        first["revisions"][0]["body"],
        "Text number 1 of this comment."
    );
    assert_eq!(first["revisions_before"], Value::Null);

    let wrong = moderator.get(&format!("{path}0")).await;
    wrong.invalid("revisions_before");
}
