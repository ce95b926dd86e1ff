//! The findings about a comment that is like an earlier one, and what follows from them.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_by_the_same_author_is_refused_for_ten_minutes_and_held_after_them() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let first = ada.post(TEXT).await;

    let answer = ada.try_post(&TEXT.replace(' ', " \u{200B}\n")).await;
    let problem = answer.refused(409, "duplicate_comment");
    assert_eq!(problem["duplicate_of"], first.id);

    service.advance(Duration::seconds(601));
    let held = ada.post(TEXT).await;
    assert_eq!(held.comment["status"], "pending");
    let findings = moderator.findings(&held).await;
    let evidence = &findings[0]["evidence"];
    assert_eq!(evidence["kind"], "exact");
    assert_eq!(evidence["same_author"], true);
    assert_eq!(evidence["similarity"], 1.0);
    assert_eq!(evidence["age_seconds"], 601);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_readers_can_tell_apart_is_held_and_not_refused() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;

    for (name, first, second) in [
        ("case", TEXT, &*TEXT.to_uppercase()),
        ("question", "¿Está abierto hoy?", "Está abierto hoy."),
        (
            "chinese",
            "今天这家图书馆还开门吗?",
            "今天这家图书馆还开门吗。",
        ),
        (
            "arabic",
            "هل المكتبة مفتوحة اليوم؟",
            "هل المكتبة مفتوحة اليوم.",
        ),
        ("accents", "Il a été tué à Paris.", "Il a ete tue a Paris."),
        ("comma", "Let's eat, Grandma!", "Let's eat Grandma!"),
        ("emphasis", "That is *your* fault.", "That is your *fault*."),
    ] {
        let author = service.author(name);
        author.post(first).await;

        let corrected = author.post(second).await;

        assert_eq!(corrected.comment["status"], "pending", "{name}");
        let findings = moderator.findings(&corrected).await;
        assert_eq!(findings[0]["code"], "near_duplicate", "{name}");
        assert_eq!(findings[0]["evidence"]["kind"], "exact", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_code_is_not_refused() {
    let service = Service::start(json!({ "mode": "flagged" })).await;

    for (name, first, second) in [
        ("not", "if (!ready) return;", "if (ready) return;"),
        (
            "times",
            "let mean = sum / count;",
            "let mean = sum * count;",
        ),
        (
            "and",
            "while (open && full) wait();",
            "while (open & full) wait();",
        ),
        ("case", "`let Count = count;`", "`let count = Count;`"),
        (
            "indent",
            "```\nfor a in b:\n    c()\n    d()\n```",
            "```\nfor a in b:\n    c()\nd()\n```",
        ),
        ("quotes", "print('a' + \"b\")", "print(\"a\" + 'b')"),
    ] {
        let author = service.author(name);
        author.post(first).await;

        author.post(second).await;
        author
            .try_post(second)
            .await
            .refused(409, "duplicate_comment");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_answer_to_two_people_is_not_refused() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let one = service
        .author("bob")
        .post("The kettle is from Leeds.")
        .await;
    let two = service.author("cid").post("The cups are from Delft.").await;
    let ada = service.author("ada");

    let first = ada.reply_to(&one, "Thank you!").await;
    ada.reply_to(&two, "Thank you!").await;
    ada.post("Thank you!").await;

    let again = ada.try_reply_to(&one, "Thank you!").await;
    let problem = again.refused(409, "duplicate_comment");
    assert_eq!(problem["duplicate_of"], first.id);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("change the text or edit that comment"),
        "{detail}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_chooses_how_long_it_refuses() {
    let service = Service::start(json!({ "repeat_refusal_seconds": 0 })).await;
    let ada = service.author("ada");

    ada.post(TEXT).await;
    ada.post(TEXT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_authors_of_one_text_are_a_campaign() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;

    let [_, second, third] = service.post_as(["ada", "bob", "cid"], TEXT).await;

    let codes = moderator.finding_codes(&second).await;
    assert_eq!(codes, ["near_duplicate"]);
    let codes = moderator.finding_codes(&third).await;
    assert_eq!(codes, ["near_duplicate", "campaign"]);
    let campaign = &moderator.findings(&third).await[1];
    assert_eq!(campaign["evidence"]["authors"], 3);
    assert_eq!(campaign["severity"], "note");
}

#[tokio::test(flavor = "multi_thread")]
async fn short_praise_by_many_authors_is_neither_a_duplicate_nor_a_campaign() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let names = ["ada", "bob", "cid", "dan"];

    let posted = service.post_as(names, "Great article!").await;

    for comment in posted {
        let findings = moderator.findings(&comment).await;
        assert_eq!(findings, Vec::<Value>::new());
    }
    assert_eq!(service.count("duplicate_groups").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn short_words_of_one_author_under_another_article_are_noted_and_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let elsewhere = service.another_article().await;

    for (name, words) in [
        ("ada", "Thanks!"),
        ("bob", "Спасибо большое!"),
        ("cid", "谢谢你!"),
        ("dan", "شكرا جزيلا"),
        ("eve", "👍👍"),
    ] {
        let author = service.author(name);
        let first = author.post(words).await;

        let again = author.under(&elsewhere).post(words).await;

        assert_eq!(again.comment["status"], "approved", "{name}");
        let findings = moderator.findings(&again).await;
        assert_eq!(findings.len(), 1, "{name}");
        assert_eq!(findings[0]["code"], "short", "{name}");
        assert_eq!(findings[0]["severity"], "note", "{name}");
        assert_eq!(findings[0]["evidence"]["comment_id"], first.id, "{name}");
    }
    assert_eq!(service.count("duplicate_groups").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn short_words_are_held_under_the_same_article_with_a_contact_or_after_a_rejection() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let elsewhere = service.another_article().await;

    let ada = service.author("ada");
    let first = ada.post("Thanks!").await;
    let here = ada.reply_to(&first, "Thanks!").await;
    assert_eq!(here.comment["status"], "pending");

    let bob = service.author("bob");
    for contact in [
        "See https://a.example/b",
        "WhatsApp +1 555 010 7788",
        "Ask @profit",
    ] {
        bob.post(contact).await;
        let again = bob.under(&elsewhere).post(contact).await;
        assert_eq!(again.comment["status"], "pending", "{contact}");
    }

    let cid = service.author("cid");
    let insult = cid.post("You fools!").await;
    moderator.decide(&insult, "reject").await;
    let again = cid.under(&elsewhere).post("You fools!").await;
    assert_eq!(again.comment["status"], "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_authors_are_looked_up_for_a_month_and_the_same_author_for_longer() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let elsewhere = service.another_article().await;
    let ada = service.author("ada");
    ada.post(TEXT).await;
    service.advance(Duration::days(31));

    let by_another = service.author("bob").under(&elsewhere).post(TEXT).await;
    let by_the_same = ada.under(&elsewhere).post(TEXT).await;
    let under_the_same_article = service.author("cid").post(TEXT).await;

    assert_eq!(by_another.comment["status"], "approved");
    assert_eq!(by_the_same.comment["status"], "pending");
    assert_eq!(under_the_same_article.comment["status"], "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_is_shown_with_what_differs_and_how_old_the_other_is() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(TEXT).await;
    service.advance(Duration::minutes(2));
    let like = TEXT.replace("drops", "pills");
    let second = service.author("bob").post(&like).await;

    let detail = moderator.detail(&second).await;

    let duplicates = detail["duplicates"].as_array().unwrap();
    assert_eq!(duplicates.len(), 1);
    let duplicate = &duplicates[0];
    assert_eq!(duplicate["comment_id"], first.id);
    assert_eq!(duplicate["kind"], "near");
    assert_eq!(duplicate["age_seconds"], 120);
    assert_eq!(duplicate["same_author"], false);
    let similarity = duplicate["similarity"].as_f64().unwrap();
    assert!(duplicate["containment"].as_f64().unwrap() >= similarity);

    let spans = duplicate["diff"].as_array().unwrap().iter();
    let changed: Vec<&Value> = spans.filter(|span| span["op"] != "equal").collect();
    assert_eq!(
        changed,
        [
            &json!({ "op": "delete", "text": "drops" }),
            &json!({ "op": "insert", "text": "pills" }),
        ]
    );
}

const REPORT: &str = "The footbridge over the mill stream was closed on Monday because two of its oak beams had \
    rotted through. The council expects the new beams from a sawmill in the next valley at the end of the month. Until \
    then everybody who walks to the station has to take the long way round by the church and the old bakery.";
const PASSAGE: &str =
    "The council expects the new beams from a sawmill in the next valley at the end of the month.";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_an_earlier_one_contains_is_noted_and_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let whole = service.author("ada").post(REPORT).await;
    let part = service.author("bob").post(PASSAGE).await;

    let detail = moderator.detail(&part).await;

    assert_eq!(detail["status"], "approved");
    assert_eq!(moderator.finding_codes(&part).await, ["contains"]);
    let finding = &detail["findings"][0];
    assert_eq!(finding["severity"], "note");
    assert_eq!(finding["evidence"]["comment_id"], whole.id);
    assert!(finding["evidence"]["containment"].as_f64().unwrap() > 0.9);
    let duplicate = &detail["duplicates"][0];
    assert_eq!(duplicate["comment_id"], whole.id);
    assert_eq!(duplicate["kind"], "contains");
    assert_eq!(service.count("duplicate_groups").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_frame_around_another_text_is_noted_and_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let letter = |wish: &str| {
        format!(
            "Dear editors, I have read your paper for more than twenty years and hold it in high esteem, which is \
             why I write to you today. {wish} I would be glad if you passed this on to whoever is in charge of it, \
             and remain with kind regards, a faithful subscriber from the upper town."
        )
    };
    let first =
        letter("Could you please print the crossword on a page of its own again, in larger type?");
    let second =
        letter("Your review of the opera on Friday never mentioned who had sung the bass so well.");
    service.author("ada").post(&first).await;

    let posted = service.author("bob").post(&second).await;

    assert_eq!(posted.comment["status"], "approved");
    assert_eq!(moderator.finding_codes(&posted).await, ["frame"]);
}
