//! An export holds everything that is stored about a person, page by page.

use serde_json::{Value, json};

use super::{EMAIL, NAME, Person, erase, start};
use crate::support::admin::Admin;
use crate::support::service::Service;

async fn page(admin: &Admin, after: &Value) -> Value {
    let mut body = json!({ "email": EMAIL });
    if !after.is_null() {
        body["after"] = after.clone();
    }

    admin.post("/v1/admin/people/exports", &body).await.ok()
}

/// The comments of all pages.
async fn export(admin: &Admin) -> Vec<Value> {
    let mut comments = Vec::new();
    let mut after = Value::Null;

    loop {
        let page = page(admin, &after).await;
        comments.extend(page["comments"].as_array().unwrap().clone());
        after = page["next"].clone();
        if after.is_null() {
            return comments;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_comments_with_all_texts_findings_reports_and_decisions() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;

    let comments = export(&admin).await;

    assert_eq!(comments.len(), 2);
    let published = &comments[0];
    assert_eq!(published["id"], json!(person.published.id));
    assert_eq!(published["author"]["name"], NAME);
    assert_eq!(published["author"]["email"], EMAIL);
    assert_eq!(published["author"]["website"], "https://canary.example/");
    let texts = published["texts"].as_array().unwrap();
    assert_eq!(texts.len(), 2);
    assert_eq!(texts[0]["body"], "My canary sings at four in the morning.");
    assert_eq!(texts[1]["body"], "My canary sings at five in the morning.");
    assert_eq!(published["reports"][0]["detail"], "This canary is mine.");
    assert_eq!(published["decision_count"], 3);
    assert_eq!(published["decisions"][1]["note"], "Ask the canary's owner");
    let findings = comments[1]["findings"].as_array().unwrap();
    assert!(
        findings.iter().any(|it| it["phase"] == "links"),
        "{findings:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_bounded_and_hold_each_text_once() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    let person = service.author(NAME);
    let posted = person.post("A long story.").await;
    // Nobody edits 250 times by hand. Half a megabyte is the size of a page.
    let revisions = format!(
        "INSERT INTO revisions (site_id, comment_id, revision, body, created_at) \
         SELECT site_id, comment_id, n, n || repeat('a', 9000), now() \
         FROM comments, generate_series(2, 250) n WHERE comment_id = '{}'",
        posted.id
    );
    service.execute(&revisions).await;
    person.post("And a short one.").await;

    let first = page(&admin, &Value::Null).await;
    let comments = export(&admin).await;

    assert!(first.to_string().len() < 1_000_000);
    assert_eq!(first["next"]["comment_id"], json!(posted.id));
    let revisions: Vec<u64> = comments
        .iter()
        .filter(|comment| comment["id"] == json!(posted.id))
        .flat_map(|comment| comment["texts"].as_array().unwrap())
        .map(|text| text["revision"].as_u64().unwrap())
        .collect();
    assert_eq!(revisions, (1..=250).collect::<Vec<_>>());
    assert_eq!(
        comments.last().unwrap()["texts"][0]["body"],
        "And a short one."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn more_comments_than_fit_on_a_page_are_on_the_next_ones() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    let person = service.author(NAME);
    for number in 0..43 {
        person
            .post(&format!(
                "Thought number {number} about birds of the year {number}."
            ))
            .await;
    }

    let comments = export(&admin).await;

    let mut ids: Vec<String> = comments.iter().map(|it| it["id"].to_string()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 43);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_exported_after_an_erasure_and_of_others() {
    let service = start().await;
    let admin = service.admin().await;
    Person::write(&service, &admin).await;
    erase(&admin, EMAIL).await;

    assert_eq!(export(&admin).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_of_the_address_is_exported_and_every_page_is_recorded() {
    let service = start().await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;

    let page = page(&admin, &Value::Null).await;

    assert_eq!(page["account"]["email"], EMAIL);
    assert_eq!(page["account"]["role"], "moderator");
    let recorded = "audit WHERE kind = 'person_exported' AND subject_id IS NULL";
    assert_eq!(service.count(recorded).await, 1);
}
