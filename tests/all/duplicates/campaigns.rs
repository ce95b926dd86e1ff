//! Messages that several authors send with other words around them or another filling of a slot.

use serde_json::{Value, json};

use crate::support::service::Service;

/// Posts each text by an author of its own, and returns the codes of the findings about the last.
async fn codes_of_last(texts: [&str; 3]) -> Vec<String> {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;

    let [first, second, third] = texts;
    service.author("ada").post(first).await;
    service.author("bob").post(second).await;
    let last = service.author("cid").post(third).await;

    moderator.finding_codes(&last).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_advertisement_with_other_words_behind_it_is_a_campaign_of_frames() {
    let pitch = "Last year I was poor and could not sleep. Then a friend showed me how to earn from home with \
                 nothing but a telephone. Ask me how and you will be free as well.";
    let salads = [
        "blue window harvest seven tall river pencil onion carpet moon ladder sugar engine velvet north button",
        "garden copper whistle morning elbow trumpet barrel lemon shadow bottle feather market thunder silver",
        "winter saddle parrot engine bucket needle island violet hammer forest coffee dragon pillow mirror",
    ];

    let texts = salads.map(|salad| format!("{pitch} {salad}"));
    let codes = codes_of_last([&texts[0], &texts[1], &texts[2]]).await;

    assert_eq!(codes, ["frame", "campaign"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_advertisement_with_another_number_is_a_campaign() {
    let codes = codes_of_last([
        "For daily profit call me on 555 010 7711",
        "For daily profit call me on 555 010 7722",
        "For daily profit call me on 555 010 7733",
    ])
    .await;

    assert_eq!(codes, ["near_duplicate", "campaign"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_advertisement_with_another_name_is_a_campaign_of_frames() {
    let codes = codes_of_last([
        "Message Maria Lopez on Telegram for trading signals",
        "Message Peter Novak on Telegram for trading signals",
        "Message Anna Bright on Telegram for trading signals",
    ])
    .await;

    assert_eq!(codes, ["frame", "campaign"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_of_three_readers_are_no_campaign() {
    let codes = codes_of_last([
        "My tip for the final on Saturday is 3:1",
        "My tip for the final on Saturday is 2:0",
        "My tip for the final on Saturday is 1:1",
    ])
    .await;

    assert_eq!(codes, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_students_with_one_signature_are_noted_and_no_campaign() {
    let sign = |text: &str| {
        format!(
            "{text}\n\nBy regards, second-year students of speech therapy\nRiverside College of Health, \
             group B, supervised by Dr Malhotra"
        )
    };

    let codes = codes_of_last([
        &sign("Touch matters more than words."),
        &sign("Anxiety starts early."),
        &sign("Where can I read the study?"),
    ])
    .await;

    assert_eq!(codes, ["frame"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diary_of_one_author_is_noted_with_its_similarity() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");

    ada.post("Day 145 of training: 13 push-ups, 15 km run")
        .await;
    let second = ada
        .post("Day 146 of training: 14 push-ups, 16 km run")
        .await;

    assert_eq!(second.comment["status"], "approved");
    let findings = moderator.findings(&second).await;
    let codes: Vec<&Value> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["frame"]);
    let similarity = findings[0]["evidence"]["similarity"].as_f64().unwrap();
    assert!(similarity < 0.8, "{similarity}");
}
