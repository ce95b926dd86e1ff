//! Contact data that several authors have in common, and what follows from it.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::json::items;
use crate::support::service::Service;

const CALL: &str = "Nice video! WhatsApp +1 555 010 7788";
const WRITE: &str = "I earn every week. Ask me how: (555) 010-7788, day and night.";
const SAY: &str = "five five five zero one zero double seven double eight is the number to call";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_number_under_three_names_is_found_and_a_campaign_however_the_texts_differ() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(CALL).await;
    service.advance(Duration::seconds(90));

    let second = service.author("bob").post(WRITE).await;
    let third = service.author("cid").post(SAY).await;

    assert_eq!(first.comment["status"], "approved");
    assert_eq!(second.comment["status"], "pending");
    assert_eq!(third.comment["status"], "pending");
    assert_eq!(moderator.finding_codes(&second).await, ["shared_contact"]);
    let findings = moderator.findings(&third).await;
    assert_eq!(findings[0]["code"], "shared_contact");
    assert_eq!(findings[0]["severity"], "hold");
    let evidence = json!({
        "kind": "telephone",
        "value": "five five five zero one zero double seven double eight",
        "comment_id": first.id,
        "authors": 3,
        "comments": 3,
        "age_seconds": 90,
    });
    assert_eq!(findings[0]["evidence"], evidence);
    assert_eq!(findings[1]["code"], "campaign");
    assert_eq!(findings[1]["severity"], "note");
    assert_eq!(findings[1]["evidence"], evidence);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_contact_is_found_and_none_is_stored_as_it_is() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;

    for (kind, one, other) in [
        (
            "telephone",
            "Ring 0151 23456789.",
            "+49 151 2345 6789, ask for me",
        ),
        (
            "email",
            "Mail ann.smith@example.org",
            "ann.smith (at) example (dot) org",
        ),
        ("handle", "Telegram: @profit_ann", "https://t.me/profit_ann"),
        (
            "invitation",
            "https://chat.whatsapp.com/Abc123Def456",
            "Join chat.whatsapp.com/Abc123Def456 now",
        ),
        (
            "wallet",
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "send to 0x52908400098527886e0f7030069857d2e4169ee7 please",
        ),
        (
            "iban",
            "DE89 3704 0044 0532 0130 00",
            "Donate: DE89370400440532013000",
        ),
    ] {
        service.author(&format!("ada {kind}")).post(one).await;

        let second = service.author(&format!("bob {kind}")).post(other).await;

        let findings = moderator.findings(&second).await;
        let shared = findings.iter().find(|it| it["code"] == "shared_contact");
        let shared = shared.unwrap_or_else(|| panic!("{kind}: {findings:?}"));
        assert_eq!(shared["evidence"]["kind"], kind);
        assert_eq!(second.comment["status"], "pending", "{kind}");
    }

    let plain = "contacts WHERE contacts::text ~* 'profit|smith|23456789|529084|Abc123'";
    assert_eq!(service.count("contacts").await, 12);
    assert_eq!(service.count(plain).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_author_may_repeat_a_contact_and_short_numbers_are_none() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    ada.post(CALL).await;

    let again = ada.post(WRITE).await;
    let emergency = service
        .post_as(["bob", "cid"], "Call 110, 112 or 911 at once.")
        .await;
    let hotline = service
        .post_as(["dan", "eve"], "Please call 116 123 if you think of it.")
        .await;

    assert_eq!(moderator.findings(&again).await, Vec::<Value>::new());
    assert_eq!(service.count("contacts").await, 2);
    for comment in emergency.iter().chain(&hotline) {
        let codes = moderator.finding_codes(comment).await;
        assert!(!codes.contains(&"shared_contact".to_owned()), "{codes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_that_a_moderator_let_through_is_no_suspicion_until_the_decision_changes() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(CALL).await;
    let second = service.author("bob").post(WRITE).await;

    let decision = moderator.decide(&second, "approve").await;
    let trusted = service.author("cid").post(SAY).await;
    assert_eq!(trusted.comment["status"], "approved");
    assert_eq!(moderator.findings(&trusted).await, Vec::<Value>::new());

    moderator.undo(&decision["decision"]).await;
    let suspicious = service.author("dan").post("555.010.7788 all day").await;
    assert_eq!(suspicious.comment["status"], "pending");
    let codes = moderator.finding_codes(&suspicious).await;
    assert_eq!(codes, ["shared_contact", "campaign"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_of_the_article_or_of_staff_is_no_suspicion() {
    let service = Service::options()
        .policy(json!({ "mode": "flagged" }))
        .without_article()
        .start()
        .await;
    let admin = service.admin().await;
    let article =
        json!({ "title": "The new helpline", "body": "Ring 0151 23456789 from Monday on." });
    let article = admin.publish_article(&article).await;
    let under = article["id"].as_str().unwrap();

    for name in ["ada", "bob"] {
        let posted = service
            .author(name)
            .under(under)
            .post(&format!(
                "{name}: I rang 0151 / 23456789 and got an answer."
            ))
            .await;
        assert_eq!(posted.comment["status"], "approved", "{name}");
    }

    let staff = service.moderator("grace").await;
    staff
        .author()
        .under(under)
        .post("Our desk: desk@example.org")
        .await;
    for name in ["cid", "dan"] {
        let posted = service
            .author(name)
            .under(under)
            .post(&format!("{name} wrote to desk@example.org"))
            .await;
        assert_eq!(posted.comment["status"], "approved", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_of_staff_with_a_shared_contact_are_noted_and_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(CALL).await;

    let posted = moderator
        .author()
        .post(&format!("Beware of this: {WRITE}"))
        .await;

    assert_eq!(posted.comment["status"], "approved");
    assert_eq!(moderator.finding_codes(&posted).await, ["shared_contact"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_follow_edits_withdrawals_and_the_removal_of_the_article() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    let first = ada.post(CALL).await;
    let bob = service.author("bob");
    let second = bob.post("I only watched half of it.").await;

    bob.edit(&second, WRITE).await;
    let codes = admin.finding_codes(&second).await;
    assert_eq!(codes, ["shared_contact"]);
    assert_eq!(service.count("contacts").await, 2);

    ada.edit(&first, "Nice video! Mail ann@example.org").await;
    let kinds = "contacts WHERE kind = 'email'";
    assert_eq!(service.count(kinds).await, 1);
    assert_eq!(service.count("contacts").await, 2);

    bob.withdraw(&second).await;
    assert_eq!(service.count("contacts").await, 1);
    let third = service.author("cid").post(SAY).await;
    assert_eq!(admin.findings(&third).await, Vec::<Value>::new());

    admin
        .try_remove_with_comments(&service.article)
        .await
        .no_content();
    assert_eq!(service.count("contacts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_of_others_count_within_the_time_of_the_policy() {
    let service =
        Service::start(json!({ "mode": "flagged", "other_authors_window_days": 30 })).await;
    service.author("ada").post(CALL).await;

    service.advance(Duration::days(29));
    let within = service.author("bob").post(WRITE).await;
    service.advance(Duration::days(31));
    let after = service.author("cid").post(SAY).await;

    assert_eq!(within.comment["status"], "pending");
    assert_eq!(after.comment["status"], "approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_decides_from_how_many_authors_on_a_contact_is_a_campaign() {
    let service = Service::start(json!({ "campaign_authors": 2 })).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(CALL).await;
    let second = service.author("bob").post(WRITE).await;
    let codes = moderator.finding_codes(&second).await;
    assert_eq!(codes, ["shared_contact", "campaign"]);

    let service = Service::start(json!({ "mode": "none", "campaign_authors": 0 })).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(CALL).await;
    let second = service.author("bob").post(WRITE).await;
    assert_eq!(second.comment["status"], "approved");
    assert_eq!(moderator.finding_codes(&second).await, ["shared_contact"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_posts_with_one_contact_at_once_all_but_one_find_another_also_on_two_instances() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let beside = service.beside().await;
    let names = ["ada", "bob", "cid", "dan", "eve", "fay"];

    let posts = names.iter().enumerate().map(|(at, name)| {
        let instance = if at % 2 == 0 { &service } else { &beside };
        let author = instance.author(name);
        let text = format!("{name} says {at}{at}: +1 555 010 7788");
        async move { author.post(&text).await }
    });
    join_all(posts).await;

    assert_eq!(service.count("contacts").await, 6);
    let shared = "SELECT count(DISTINCT comment_id) FROM findings WHERE code = 'shared_contact'";
    assert_eq!(service.number(shared).await, 5);
    assert_eq!(service.count("comments WHERE status = 'approved'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_see_the_contacts_of_a_comment_and_of_a_checked_text() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(CALL).await;
    let second = service.author("bob").post(WRITE).await;

    let detail = moderator.detail(&second).await;
    let expected = json!([{
        "kind": "telephone",
        "value": "(555) 010-7788",
        "other_authors": 1,
        "other_comments": 1,
        "comment_id": first.id,
        "is_suspicious": true,
    }]);
    assert_eq!(detail["contacts"], expected);
    assert_eq!(detail["duplicates"][0]["comment_id"], first.id);

    let check = json!({ "body": SAY, "article_id": service.article });
    let checked = moderator
        .post("/v1/admin/duplicates/check", &check)
        .await
        .ok();
    assert_eq!(checked["contacts"][0]["other_authors"], 2);
    assert_eq!(checked["contacts"][0]["comment_id"], first.id);
    assert_eq!(checked["contacts"][0]["is_suspicious"], true);

    let queue = moderator.queue("?finding=shared_contact").await;
    let [item] = items(&queue) else {
        panic!("{queue}")
    };
    assert_eq!(item["id"], second.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_of_comments_from_before_are_found_after_a_renewal() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(CALL).await;
    let approved = service.author("bob").post("Mail ann@example.org").await;
    moderator.decide(&approved, "hold").await;
    moderator.decide(&approved, "approve").await;
    let withdrawn = service.author("cid").post("Ring 0151 23456789").await;
    service.author("cid").withdraw(&withdrawn).await;
    service
        .execute(
            "DELETE FROM contacts; UPDATE fingerprints SET fingerprint_version = 5; \
             UPDATE sites SET fingerprint_version = 5",
        )
        .await;

    moderato::flows::duplicates::scan::renew_fingerprints(&service.app())
        .await
        .unwrap()
        .unwrap();

    assert_eq!(service.count("contacts").await, 2);
    assert_eq!(
        service
            .count("contacts WHERE is_trusted AND kind = 'email'")
            .await,
        1
    );
    let second = service.author("dan").post(WRITE).await;
    let evidence = &moderator.findings(&second).await[0]["evidence"];
    assert_eq!(evidence["comment_id"], first.id);
}
