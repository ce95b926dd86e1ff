//! Email addresses of authors: which are taken, and which belong to one person.

use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::service::Service;

/// Spellings of one mailbox.
const SPELLINGS: [&str; 6] = [
    "ann@münchen.example",
    "ann@xn--mnchen-3ya.example",
    "Ann@MÜNCHEN.example",
    "ann@mu\u{308}nchen.example",
    "ann@ｍünchen。example",
    "ann@münchen.example.",
];

fn comment(email: &str, text: &str) -> Value {
    json!({ "author": { "name": "Ann", "email": email }, "body": text })
}

async fn post(service: &Service, email: &str, text: &str) -> Answer {
    service.author("ann").submit(&comment(email, text)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_internationalised_address_is_taken_and_shown_to_moderators_as_it_was_typed() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;

    for (number, email) in [
        "संपर्क@डाटा.भारत",
        "अम्मा@example.org",
        "Ann@MÜNCHEN.example",
        "\"ann lee\"@example.org",
        "👩🏽\u{200D}🚀@example.org",
        "سارة@مثال.إختبار",
    ]
    .iter()
    .enumerate()
    {
        let posted = post(&service, email, &format!("Comment number {number}.")).await;
        let posted = posted.posted();

        let detail = moderator.detail(&posted).await;
        assert_eq!(detail["author"]["email"], *email, "{detail}");
        assert!(!posted.comment.to_string().contains(email));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_invalid_is_refused_with_what_to_change() {
    let service = Service::start(json!({ "mode": "none" })).await;

    for email in ["ann", "ann@", "ann@a_b.example", "a\u{200B}nn@example.org"] {
        let problem = post(&service, email, "A comment.").await;

        let problem = problem.invalid("/author/email");
        assert_eq!(problem["errors"][0]["code"], "invalid_email", "{email}");
        assert!(!problem.to_string().contains(email), "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_spellings_of_a_mailbox_are_one_author() {
    let service = Service::start(json!({ "mode": "none" })).await;

    for (number, email) in SPELLINGS.iter().enumerate() {
        post(&service, email, &format!("Comment number {number}."))
            .await
            .posted();
    }

    let authors = "SELECT count(DISTINCT author_key) FROM comments";
    assert_eq!(service.number(authors).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_text_is_the_same_persons_in_every_spelling_of_the_mailbox() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let text = "The second chart should start at zero, or it exaggerates the difference.";
    post(&service, SPELLINGS[0], text).await.posted();

    for email in SPELLINGS {
        let answer = post(&service, email, text).await;

        answer.refused(409, "duplicate_comment");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_author_is_known_in_every_spelling_of_the_mailbox() {
    let service = Service::start(json!({ "mode": "new_authors" })).await;
    let moderator = service.moderator("grace").await;
    let first = post(&service, SPELLINGS[0], "The first comment waits.").await;
    moderator.decide(&first.posted(), "approve").await;

    for (number, email) in SPELLINGS.iter().enumerate() {
        let posted = post(&service, email, &format!("Comment number {number}.")).await;

        assert_eq!(posted.posted().comment["status"], "approved", "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_stored_author_is_invalid_by_the_rules_of_today_can_be_edited() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post("A comment of an earlier release.").await;
    service
        .execute("UPDATE comments SET author_email = 'ada@my_host.example', author_name = repeat('a\u{300}', 200)")
        .await;

    let edited = ada.edit(&posted, "A comment that was corrected.").await;

    assert_eq!(edited["status"], "approved");
}
