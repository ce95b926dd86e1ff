//! The page that the owner asked for: its article and its 27 replies, posted, moderated and read
//! back as people would. Runs where MODERATO_SHARED names the folder with the page (`.ci/run`
//! does).

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::{Actor, TestApp, comments};
use crate::support::shared::shared_folder;

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_page_is_posted_held_judged_and_read_back() {
    let Some(page) = page() else { return };
    let app = TestApp::start().await;
    let (admin, reader) = (app.admin().await, app.reader());
    let article = admin
        .post("/v1/admin/articles", &page["article"])
        .await
        .expect(StatusCode::CREATED);
    let article = article["id"].as_str().unwrap();
    let ids = post_all(&reader, article, &page["comments"]).await;
    assert_eq!(ids.len(), 27);

    let moderator = app.moderator("Ada").await;
    only_the_tenth_repeats_the_ninth(&moderator, &ids).await;
    approve(&moderator, &ids).await;

    let thread = reader
        .get(&format!("{}?limit=100", comments(article)))
        .await
        .expect(StatusCode::OK);
    assert_eq!(thread["total"], 27);
    let shown: Vec<&str> = items(&thread)
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(shown, ids);
    let numbers: Vec<i64> = items(&thread)
        .iter()
        .map(|it| it["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=27).collect::<Vec<i64>>());
    for (shown, posted) in items(&thread)
        .iter()
        .zip(page["comments"].as_array().unwrap())
    {
        assert_eq!(shown["author"]["name"], posted["author"]["name"]);
        assert!(!shown.to_string().contains("@example.org"));
    }
}

async fn post_all(reader: &Actor, article: &str, posted: &Value) -> Vec<String> {
    let mut ids = Vec::new();
    for comment in posted.as_array().unwrap() {
        let body = json!({ "author": comment["author"], "body": comment["body"] });
        let answer = reader
            .post(&comments(article), &body)
            .await
            .expect(StatusCode::CREATED);
        assert_eq!(answer["comment"]["status"], "pending");
        ids.push(answer["comment"]["id"].as_str().unwrap().to_owned());
    }
    ids
}

async fn only_the_tenth_repeats_the_ninth(moderator: &Actor, ids: &[String]) {
    let queue = moderator
        .get("/v1/admin/comments?limit=100")
        .await
        .expect(StatusCode::OK);
    assert_eq!(items(&queue).len(), 27);
    for (id, number) in ids.iter().zip(1..) {
        let detail = moderator
            .get(&format!("/v1/admin/comments/{id}"))
            .await
            .expect(StatusCode::OK);
        let codes: Vec<&str> = detail["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap())
            .collect();
        let expected: &[&str] = if number == 10 {
            &["near_duplicate"]
        } else {
            &[]
        };
        assert_eq!(codes, expected, "number {number}");
    }
    let groups = moderator
        .get("/v1/admin/duplicates")
        .await
        .expect(StatusCode::OK);
    let [group] = items(&groups) else {
        panic!("{groups}")
    };
    assert_eq!(
        (&group["state"], &group["size"]),
        (&json!("open"), &json!(2))
    );
    assert_eq!(group["original"]["id"], ids[8]);
}

async fn approve(moderator: &Actor, ids: &[String]) {
    let chosen: Vec<Value> = ids
        .iter()
        .map(|id| json!({ "id": id, "version": 1 }))
        .collect();
    let body = json!({ "action": "approve", "comments": chosen });
    let outcome = moderator
        .post("/v1/admin/decisions", &body)
        .await
        .expect(StatusCode::OK);
    let results = outcome["results"].as_array().unwrap();
    assert!(
        results.iter().all(|it| it["outcome"] == "applied"),
        "{outcome}"
    );
}

fn items(list: &Value) -> &[Value] {
    list["items"].as_array().unwrap()
}

fn page() -> Option<Value> {
    let path = shared_folder("the seed page")?.join("seed/page.json");
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}
