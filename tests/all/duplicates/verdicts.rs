//! What is said of a comment that is like an earlier one, and what follows?

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::Actor;
use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";

async fn findings(moderator: &Actor, comment: &str) -> Vec<Value> {
    let seen = moderator
        .get(&format!("/v1/admin/comments/{comment}"))
        .await
        .expect(StatusCode::OK);
    seen["findings"].as_array().unwrap().clone()
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_of_the_same_person_is_refused_for_ten_minutes_and_held_after_them() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let (first, _) = service.post("ada", TEXT, None).await;
    let refused = service.try_post("ada", &TEXT.to_uppercase(), None).await;
    assert_eq!(
        (refused.status, refused.json["code"].as_str()),
        (409, Some("duplicate_comment"))
    );
    assert_eq!(refused.json["duplicate_of"], first);
    service.advance(Duration::seconds(601));
    let held = service.try_post("ada", TEXT, None).await;
    assert_eq!(
        (held.status, &held.json["comment"]["status"]),
        (201, &json!("pending"))
    );
    let found = findings(&moderator, held.json["comment"]["id"].as_str().unwrap()).await;
    let evidence = &found[0]["evidence"];
    assert_eq!(
        (&evidence["kind"], &evidence["same_author"]),
        (&json!("exact"), &json!(true))
    );
    assert_eq!(
        (&evidence["similarity"], &evidence["age_seconds"]),
        (&json!(1.0), &json!(601))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_chooses_how_long_it_refuses() {
    let service = Service::start(json!({ "repeat_refusal_seconds": 0 })).await;
    service.post("ada", TEXT, None).await;
    assert_eq!(service.try_post("ada", TEXT, None).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_authors_of_one_text_are_a_campaign() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post("ada", TEXT, None).await;
    let (second, _) = service.post("bob", TEXT, None).await;
    assert_eq!(
        codes(&findings(&moderator, &second).await),
        ["near_duplicate"]
    );
    let (third, _) = service.post("cid", TEXT, None).await;
    let found = findings(&moderator, &third).await;
    assert_eq!(codes(&found), ["near_duplicate", "campaign"]);
    assert_eq!(
        (&found[1]["evidence"]["authors"], &found[1]["severity"]),
        (&json!(3), &json!("note"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn short_praise_of_many_people_is_neither_a_repeat_nor_a_campaign() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    for name in ["ada", "bob", "cid", "dan"] {
        let (comment, _) = service.post(name, "Great article!", None).await;
        assert_eq!(findings(&moderator, &comment).await, Vec::<Value>::new());
    }
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_groups")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_authors_are_looked_up_for_a_month_and_the_same_author_for_longer() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let elsewhere = service.under_another_article().await;
    service.post("ada", TEXT, None).await;
    service.advance(Duration::days(31));
    let of_another = service.try_post_to(&elsewhere, ("bob", TEXT, None)).await;
    assert_eq!(of_another.json["comment"]["status"], "approved");
    let of_the_same = service.try_post_to(&elsewhere, ("ada", TEXT, None)).await;
    assert_eq!(of_the_same.json["comment"]["status"], "pending");
    let under_the_same_article = service.try_post("cid", TEXT, None).await;
    assert_eq!(under_the_same_article.json["comment"]["status"], "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_shown_with_what_differs_and_how_old_the_other_is() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let (first, _) = service.post("ada", TEXT, None).await;
    service.advance(Duration::minutes(2));
    let (second, _) = service
        .post("bob", &TEXT.replace("drops", "pills"), None)
        .await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{second}"))
        .await
        .expect(StatusCode::OK);
    let duplicates = seen["duplicates"].as_array().unwrap();
    assert_eq!(duplicates.len(), 1);
    let like = &duplicates[0];
    assert_eq!(
        (&like["comment_id"], &like["kind"]),
        (&json!(first), &json!("near"))
    );
    assert_eq!(
        (&like["age_seconds"], &like["same_author"]),
        (&json!(120), &json!(false))
    );
    assert!(like["containment"].as_f64().unwrap() >= like["similarity"].as_f64().unwrap());
    let changed: Vec<&Value> = like["diff"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["op"] != "equal")
        .collect();
    assert_eq!(
        changed,
        [
            &json!({ "op": "delete", "text": "drops" }),
            &json!({ "op": "insert", "text": "pills" })
        ]
    );
}

const REPORT: &str = "The footbridge over the mill stream was closed on Monday because two of its oak beams had \
    rotted through. The council expects the new beams from a sawmill in the next valley at the end of the month. Until \
    then everybody who walks to the station has to take the long way round by the church and the old bakery.";
const PASSAGE: &str =
    "The council expects the new beams from a sawmill in the next valley at the end of the month.";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_stands_in_an_earlier_one_is_noted_and_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let (whole, _) = service.post("ada", REPORT, None).await;
    let (part, _) = service.post("bob", PASSAGE, None).await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{part}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(seen["status"], "approved");
    let found = seen["findings"].as_array().unwrap();
    assert_eq!(codes(found), ["contains"]);
    assert_eq!(
        (&found[0]["severity"], &found[0]["evidence"]["comment_id"]),
        (&json!("note"), &json!(whole))
    );
    assert!(found[0]["evidence"]["containment"].as_f64().unwrap() > 0.9);
    let like = &seen["duplicates"][0];
    assert_eq!(
        (&like["comment_id"], &like["kind"]),
        (&json!(whole), &json!("contains"))
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_groups")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_frame_around_something_else_is_noted_and_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let letter = |wish: &str| {
        format!(
            "Dear editors, I have read your paper for more than twenty years and hold it in high esteem, which is \
             why I write to you today. {wish} I would be glad if you passed this on to whoever is in charge of it, \
             and remain with kind regards, a faithful subscriber from the upper town."
        )
    };
    service
        .post(
            "ada",
            &letter(
                "Could you please print the crossword on a page of its own again, in larger type?",
            ),
            None,
        )
        .await;
    let (second, _) = service
        .post(
            "bob",
            &letter(
                "Your review of the opera on Friday never mentioned who had sung the bass so well.",
            ),
            None,
        )
        .await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{second}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&seen["status"], codes(seen["findings"].as_array().unwrap())),
        (&json!("approved"), vec!["frame"])
    );
}
