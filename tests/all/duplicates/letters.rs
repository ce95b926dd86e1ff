//! Comparisons are bounded in the letters that are compared, however many a character folds to.

use serde_json::json;

use crate::support::service::Service;

/// The most letters that a text is compared with.
const MOST: u64 = 200_000;
const COMPARED: &str = "moderato_compared_letters_total";

fn hits(budget: &str) -> String {
    format!("moderato_budget_hits_total{{budget=\"{budget}\"}}")
}

/// Thirty kilobytes that read as 140,000 letters: U+FDFA is a blessing of eighteen.
fn blessings(number: usize) -> String {
    format!("{} word{number}", "\u{FDFA}".repeat(9_980))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_beside_many_large_look_alikes_is_compared_with_some_of_them() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    for number in 0..12 {
        let ada = service.author(&format!("ada{number}"));
        ada.post(&blessings(number)).await;
    }

    let before = reader.metric(COMPARED).await;
    let posted = service.author("bob").post(&blessings(12)).await;
    let letters = reader.metric(COMPARED).await - before;

    assert!((1..=MOST).contains(&letters), "{letters}");
    assert!(reader.metric(&hits("compared_letters")).await > 0);
    assert!(reader.metric(&hits("folded_characters")).await > 0);
    let codes = service
        .moderator("grace")
        .await
        .finding_codes(&posted)
        .await;
    assert!(codes.contains(&"near_duplicate".to_owned()), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_beside_many_large_look_alikes_is_compared_with_some_of_them() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let reader = service.reader();
    for number in 0..12 {
        service
            .author(&format!("ada{number}"))
            .post(&blessings(number))
            .await;
    }
    let bob = service.author("bob");
    let posted = bob.post("Something else to begin with.").await;

    let before = reader.metric(COMPARED).await;
    bob.edit(&posted, &blessings(13)).await;
    let letters = reader.metric(COMPARED).await - before;

    assert!((1..=MOST).contains(&letters), "{letters}");
}

/// Quotations and links have no letters of their own, but have to be read.
#[tokio::test(flavor = "multi_thread")]
async fn texts_without_letters_of_their_own_are_bounded_in_bytes() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let reader = service.reader();
    let mark = "\u{301}".repeat(3);
    for number in 0..30 {
        let quoted = format!(
            "> {}\n\nThese are the own words of a text that quotes at length, word{number}.",
            format!("q{mark}").repeat(9_900)
        );
        service.author("ada").post(&quoted).await;
    }

    assert!(reader.metric(&hits("compared_bytes")).await > 0);
}

/// The oldest of equal texts is found among many others that are large.
#[tokio::test(flavor = "multi_thread")]
async fn an_equal_text_is_found_behind_more_look_alikes_than_are_compared() {
    let service = Service::start(json!({})).await;
    let first = service.author("first").post(&blessings(0)).await;
    for number in 1..12 {
        service
            .author(&format!("ada{number}"))
            .post(&blessings(number))
            .await;
    }

    let again = service.author("bob").post(&blessings(0)).await;

    let findings = service.moderator("grace").await.findings(&again).await;
    let exact = findings
        .iter()
        .find(|finding| finding["evidence"]["kind"] == "exact");
    assert_eq!(
        exact.unwrap()["evidence"]["comment_id"],
        first.id,
        "{findings:?}"
    );
}
