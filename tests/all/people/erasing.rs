//! An erasure leaves nothing of the person in any table, page or stream, and keeps places, statuses
//! and what others wrote.

use moderato::flows::upkeep::index_search::add_search_rows;
use serde_json::{Value, json};

use super::{CANARY, EMAIL, NAME, Person, erase, rows_with, start, try_erase};
use crate::support::json::items;
use crate::support::service::Service;
use crate::support::tap::Tap;

#[tokio::test(flavor = "multi_thread")]
async fn no_column_of_any_table_holds_anything_of_an_erased_person() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;
    let own = format!(
        "comment_id IN ('{}', '{}')",
        person.published.id, person.held.id
    );
    let key = service
        .text(&format!(
            "SELECT encode(author_key, 'hex') FROM comments WHERE comment_id = '{}'",
            person.held.id
        ))
        .await;
    let tables: Vec<String> = rows_with(&service, CANARY)
        .await
        .iter()
        .map(|row| row.split(':').next().unwrap().to_owned())
        .collect();
    for table in [
        "comments",
        "revisions",
        "reports",
        "findings",
        "decisions",
        "comment_search",
    ] {
        assert!(
            tables.contains(&table.to_owned()),
            "the test writes no canary into {table}"
        );
    }
    for table in ["contacts", "fingerprints", "duplicate_members"] {
        assert_ne!(
            service.count(&format!("{table} WHERE {own}")).await,
            0,
            "{table}"
        );
    }

    let erased = erase(&admin, EMAIL).await;

    assert_eq!(erased, 2);
    assert_eq!(rows_with(&service, CANARY).await, Vec::<String>::new());
    assert_eq!(rows_with(&service, &key).await, Vec::<String>::new());
    for table in ["contacts", "fingerprints", "duplicate_members", "revisions"] {
        assert_eq!(
            service.count(&format!("{table} WHERE {own}")).await,
            0,
            "{table}"
        );
    }
    let addresses = format!("comments WHERE {own} AND author_ip_hash IS NOT NULL");
    assert_eq!(service.count(&addresses).await, 0);
    let answers = "idempotency_keys WHERE idempotency_key = 'canary-key'";
    assert_eq!(service.count(answers).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loops_bring_nothing_back() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;
    erase(&admin, EMAIL).await;

    service
        .execute("UPDATE installation SET search_version = 0")
        .await;
    add_search_rows(&service.app()).await.unwrap();

    let grams = format!(
        "comment_search WHERE comment_id = '{}' AND (grams <> '{{-2147483648,-2147483648}}' OR segment_grams <> '{{}}')",
        person.published.id
    );
    assert_eq!(service.count(&grams).await, 0);
    assert_eq!(rows_with(&service, CANARY).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_comment_keeps_its_place_its_number_and_its_replies() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;
    let before = service.reader().thread().await;

    erase(&admin, EMAIL).await;

    let after = service.reader().thread().await;
    assert_eq!(after["total"], before["total"]);
    let erased = &items(&after)[0];
    assert_eq!(erased["id"], json!(person.published.id));
    assert_eq!(erased["number"], items(&before)[0]["number"]);
    assert_eq!(erased["status"], "erased");
    assert_eq!(erased["body"], "[erased]");
    assert_eq!(
        erased["author"],
        json!({ "name": "", "website": null, "is_moderator": false })
    );
    assert_eq!(erased["replies"][0]["id"], json!(person.reply.id));
    assert_eq!(erased["replies"][0]["body"], "Mine sleeps longer.");
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_see_that_it_was_erased_and_the_decisions_without_their_words() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;

    erase(&admin, EMAIL).await;

    let detail = admin.detail(&person.published).await;
    assert_eq!(detail["status"], "approved");
    assert!(detail["erased_at"].is_string(), "{detail:#}");
    assert_eq!(detail["author"]["email"], "");
    assert_eq!(detail["body"], "");
    let decisions = detail["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 3, "an edit and two decisions");
    for decision in decisions {
        assert_eq!(decision["reason"], Value::Null);
        assert_eq!(decision["note"], Value::Null);
    }
    assert_eq!(detail["report_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_erasure_changes_nothing() {
    let service = start().await;
    let admin = service.admin().await;
    Person::write(&service, &admin).await;
    erase(&admin, EMAIL).await;
    let before = (rows_with(&service, "").await).join("\n");

    let again = try_erase(&admin, EMAIL).await.ok();

    assert_eq!(again, json!({ "comments": 0, "is_complete": true }));
    // The quota and the session of the admin are in memory, so every table is as it was.
    assert_eq!((rows_with(&service, "").await).join("\n"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_tells_that_a_person_was_erased_and_not_who() {
    let service = start().await;
    let admin = service.admin().await;
    Person::write(&service, &admin).await;

    erase(&admin, EMAIL).await;

    let entry = "FROM audit WHERE kind = 'person_erased'";
    let payload = service.text(&format!("SELECT payload::text {entry}")).await;
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(
        payload,
        json!({ "comments": 2, "revisions": 3, "report_details": 1 })
    );
    let named = "audit WHERE kind = 'person_erased' AND moderator_id IS NOT NULL \
        AND subject_id IS NULL AND address_hash IS NULL";
    assert_eq!(service.count(named).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_erases_a_bounded_number_of_comments() {
    let service = start().await;
    let admin = service.admin().await;
    let person = service.author(NAME);
    for number in 0..3 {
        person
            .post(&format!("Thought number {number} about birds."))
            .await;
    }
    // As many comments as no test would post one by one.
    let copies = "INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, \
            author_name, author_email, author_key, body, html, policy_version, created_at) \
        SELECT c.site_id, n.id, c.article_id, uuid_send(n.id), 0, 'rejected', false, \
            c.author_name, c.author_email, c.author_key, c.body, c.html, 1, c.created_at \
        FROM (SELECT * FROM comments LIMIT 1) c, \
            (SELECT gen_random_uuid() AS id FROM generate_series(1, 150)) n";
    service.execute(copies).await;

    let first = try_erase(&admin, EMAIL).await.ok();
    let second = try_erase(&admin, EMAIL).await.ok();

    assert_eq!(first, json!({ "comments": 100, "is_complete": false }));
    assert_eq!(second, json!({ "comments": 53, "is_complete": true }));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_all_instances_and_open_streams_lose_the_text() {
    let service = start().await;
    let other = service.beside().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;
    let reader = other.reader();
    let path = format!("/v1/comments/{}", person.published.id);
    assert_eq!(reader.get(&path).await.ok()["author"]["name"], NAME);
    let stream = format!("/v1/articles/{}/events", service.article);
    let (mut tap, _) = Tap::ready(&reader, &stream).await;

    erase(&admin, EMAIL).await;

    let event = tap.expect("edited").await;
    assert_eq!(event.data["comment"]["status"], "erased");
    assert_eq!(event.data["comment"]["author"]["name"], "");
    // The stream of the other instance has told it, so its pages have ended, too.
    for path in [path, format!("/v1/articles/{}/comments", service.article)] {
        let page = reader.get(&path).await.ok().to_string();
        assert!(!page.to_lowercase().contains(CANARY), "{path}: {page}");
    }
    let latest = reader.get("/v1/comments").await.ok();
    assert!(
        items(&latest).iter().all(|it| it["status"] == "approved"),
        "{latest:#}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_comment_can_be_neither_edited_nor_reported_and_its_author_reads_a_notice() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;
    let author = service.author(NAME);
    erase(&admin, EMAIL).await;

    let edited = author
        .try_edit(&person.published, "The canary is back.")
        .await;
    edited.refused(410, "gone");
    let report = json!({ "reason": "other", "detail": "Another canary." });
    let reported = service
        .reader()
        .try_report(&person.published, &report)
        .await;
    reported.refused(404, "not_found");

    let read = author.try_read(&person.published).await.ok();
    assert_eq!(read["body"], "[erased]");
    assert_eq!(rows_with(&service, CANARY).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_spelling_of_the_mailbox_is_the_same_person() {
    let service = start().await;
    let admin = service.admin().await;
    let mut comment = service.author("ann").comment("Servus from the south.");
    comment["author"]["email"] = json!("Ann@MÜNCHEN.example");
    service.author("ann").submit(&comment).await.created();

    let erased = erase(&admin, "ann@xn--mnchen-3ya.example").await;

    assert_eq!(erased, 1);
    assert_eq!(
        rows_with(&service, "chen.example").await,
        Vec::<String>::new()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_is_refused_with_what_to_change() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    for email in ["", "canary", "canary@"] {
        try_erase(&admin, email).await.invalid("/email");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_can_come_back_as_somebody_new() {
    let service = start().await;
    let admin = service.admin().await;
    Person::write(&service, &admin).await;
    erase(&admin, EMAIL).await;

    let author = service.author(NAME);
    author.post("My canary sings at four in the morning.").await;

    assert_eq!(erase(&admin, EMAIL).await, 1);
}
