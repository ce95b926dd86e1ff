//! What comes of a decision about many comments?

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXTS: [&str; 4] = [
    "The second chart should start at zero, because the difference looks far too large.",
    "Does anybody know whether the data of the northern stations were published yet?",
    "My grandmother told a very similar story about the winter of 1947 in her village.",
    "I disagree with the third paragraph: ferries carried more people than trains then.",
];

#[tokio::test(flavor = "multi_thread")]
async fn each_comment_is_applied_or_told_why_not_in_the_order_of_the_request() {
    let service = Service::start(json!({})).await;
    let mut ids = Vec::new();
    for (name, text) in ["ada", "bob", "cid", "dan"].into_iter().zip(TEXTS) {
        ids.push(service.post(name, text, None).await.0);
    }
    let (first, second) = (
        service.moderator("grace").await,
        service.moderator("joan").await,
    );
    for (id, action) in [(&ids[1], "spam"), (&ids[2], "approve")] {
        let path = format!("/v1/admin/comments/{id}/decisions");
        first
            .post(&path, &json!({ "action": action, "version": 1 }))
            .await
            .expect(StatusCode::CREATED);
    }
    let nobody = "01900000-0000-7000-8000-000000000000";
    let body = json!({ "action": "spam", "comments": [
        { "id": nobody, "version": 1 },
        { "id": ids[3], "version": 1 },
        { "id": ids[2], "version": 1 },
        { "id": ids[1], "version": 2 },
        { "id": ids[0], "version": 1 },
    ]});
    let answer = second
        .post("/v1/admin/decisions", &body)
        .await
        .expect(StatusCode::OK);
    let told: Vec<(&str, Value)> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            (
                result["outcome"].as_str().unwrap(),
                result["version"].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("not_found", Value::Null),
            ("applied", json!(2)),
            ("conflict", json!(2)),
            ("unchanged", json!(2)),
            ("applied", json!(2)),
        ]
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE status = 'spam'")
            .await,
        3
    );
    assert_eq!(service.number("SELECT count(*) FROM decisions").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_named_twice_is_refused_with_its_place() {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXTS[0], None).await;
    let moderator = service.moderator("grace").await;
    let seen = json!({ "id": id, "version": 1 });
    let body = json!({ "action": "reject", "comments": [seen.clone(), seen] });
    let answer = moderator.post("/v1/admin/decisions", &body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (422, "validation_failed")
    );
    assert_eq!(answer.json["errors"][0]["pointer"], "/comments/1/id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_comments_fit_into_one_decision_however_it_is_written_and_two_at_once_do_not_deadlock()
 {
    let service = Service::start(json!({})).await;
    let (id, _) = service.post("ada", TEXTS[0], None).await;
    let copies = format!(
        "INSERT INTO comments SELECT site_id, n.id, article_id, NULL, uuid_send(n.id), 0, status, visible, \
           author_name, author_email, author_website, author_key, author_ip_hash, moderator_id, body, html, \
           revision, version, policy_version, created_at, edited_at \
         FROM comments, LATERAL (SELECT gen_random_uuid() AS id, comment_id AS of FROM generate_series(1, 999)) n \
         WHERE comment_id = '{id}'"
    );
    service.sql.batch_execute(&copies).await.unwrap();
    let rows = service
        .sql
        .query("SELECT comment_id::text FROM comments", &[])
        .await
        .unwrap();
    let seen = |row: &tokio_postgres::Row| json!({ "id": row.get::<_, String>(0), "version": 1 });
    let mut comments: Vec<Value> = rows.iter().map(seen).collect();
    let (first, second) = (
        service.moderator("grace").await,
        service.moderator("joan").await,
    );
    let forwards = json!({ "action": "spam", "comments": comments });
    comments.reverse();
    let backwards = json!({ "action": "reject", "comments": comments });
    let indented = serde_json::to_string_pretty(&forwards).unwrap();
    let generously = indented.replace("  ", "    ");
    assert!(
        generously.len() > 64 * 1024,
        "other bodies may not be as long"
    );
    let request = first
        .request(Method::POST, "/v1/admin/decisions")
        .header(CONTENT_TYPE, "application/json");
    let (one, two) = tokio::join!(
        first.send(request.body(generously)),
        second.post("/v1/admin/decisions", &backwards)
    );
    let applied = |answer: Value| {
        let results = answer["results"].as_array().unwrap().clone();
        results
            .iter()
            .filter(|result| result["outcome"] == "applied")
            .count()
    };
    let counts = [
        applied(one.expect(StatusCode::OK)),
        applied(two.expect(StatusCode::OK)),
    ];
    assert_eq!(counts.iter().sum::<usize>(), 1000, "{counts:?}");
    assert_eq!(service.number("SELECT count(*) FROM decisions").await, 1000);
}
