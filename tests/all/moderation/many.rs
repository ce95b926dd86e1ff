//! Decisions about many comments in one request.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXTS: [&str; 4] = [
    "The second chart should start at zero, because the difference looks far too large.",
    "Does anybody know whether the data of the northern stations were published yet?",
    "My grandmother told a very similar story about the winter of 1947 in her village.",
    "I disagree with the third paragraph: ferries carried more people than trains then.",
];

/// 999 copies of the only comment.
const COPIES: &str = "\
    INSERT INTO comments SELECT site_id, n.id, article_id, NULL, uuid_send(n.id), 0, status, \
      visible, author_name, author_email, author_website, author_key, author_ip_hash, \
      moderator_id, body, html, revision, version, policy_version, created_at, edited_at \
    FROM comments, LATERAL (SELECT gen_random_uuid() AS id, comment_id AS of \
      FROM generate_series(1, 999)) n";

#[tokio::test(flavor = "multi_thread")]
async fn each_comment_has_its_own_outcome_in_the_order_of_the_request() {
    let service = Service::start(json!({})).await;
    let grace = service.moderator("grace").await;
    let joan = service.moderator("joan").await;
    let mut posted = Vec::new();
    for (name, text) in ["ada", "bob", "cid", "dan"].into_iter().zip(TEXTS) {
        posted.push(service.author(name).post(text).await);
    }
    grace.decide(&posted[1], "spam").await;
    grace.decide(&posted[2], "approve").await;

    let absent = "01900000-0000-7000-8000-000000000000";
    let decision = json!({ "action": "spam", "comments": [
        { "id": absent, "version": 1 },
        { "id": posted[3].id, "version": 1 },
        { "id": posted[2].id, "version": 1 },
        { "id": posted[1].id, "version": 2 },
        { "id": posted[0].id, "version": 1 },
    ]});
    let answer = joan.try_decide_many(&decision).await.ok();

    let results = answer["results"].as_array().unwrap();
    let outcomes: Vec<Value> = results
        .iter()
        .map(|result| json!([result["outcome"], result["version"]]))
        .collect();
    assert_eq!(
        outcomes,
        [
            json!(["not_found", null]),
            json!(["applied", 2]),
            json!(["conflict", 2]),
            json!(["unchanged", 2]),
            json!(["applied", 2]),
        ]
    );
    assert_eq!(service.count("comments WHERE status = 'spam'").await, 3);
    assert_eq!(service.count("decisions").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_named_twice_is_refused_with_its_place() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = service.author("ada").post(TEXTS[0]).await;

    let comment = json!({ "id": posted.id, "version": 1 });
    let decision = json!({ "action": "reject", "comments": [comment, comment] });
    let answer = moderator.try_decide_many(&decision).await;

    answer.invalid("/comments/1/id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_comments_fit_into_one_decision_and_two_such_decisions_do_not_deadlock() {
    let service = Service::start(json!({})).await;
    let grace = service.moderator("grace").await;
    let joan = service.moderator("joan").await;
    service.author("ada").post(TEXTS[0]).await;
    service.execute(COPIES).await;
    let ids = "SELECT comment_id::text FROM comments";
    let rows = service.sql.query(ids, &[]).await.unwrap();
    let mut comments: Vec<Value> = rows
        .iter()
        .map(|row| json!({ "id": row.get::<_, String>(0), "version": 1 }))
        .collect();

    let forwards = json!({ "action": "spam", "comments": comments });
    comments.reverse();
    let backwards = json!({ "action": "reject", "comments": comments });

    // However wide the JSON is indented, a thousand comments fit.
    let indented = serde_json::to_string_pretty(&forwards)
        .unwrap()
        .replace("  ", "    ");
    assert!(
        indented.len() > 64 * 1024,
        "other bodies may not be as long"
    );
    let request = grace
        .request(Method::POST, "/v1/admin/decisions")
        .header(CONTENT_TYPE, "application/json");

    let (one, two) = tokio::join!(
        grace.send(request.body(indented)),
        joan.try_decide_many(&backwards)
    );

    let applied = |answer: &Value| {
        let results = answer["results"].as_array().unwrap().iter();
        results
            .filter(|result| result["outcome"] == "applied")
            .count()
    };
    let counts = [applied(&one.ok()), applied(&two.ok())];
    assert_eq!(counts.iter().sum::<usize>(), 1000, "{counts:?}");
    assert_eq!(service.count("decisions").await, 1000);
}
