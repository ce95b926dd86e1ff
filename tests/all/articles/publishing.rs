//! What comes of an article that an admin sends in, and of a change to it?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Press, article, id};

#[tokio::test(flavor = "multi_thread")]
async fn a_published_article_is_rendered_and_read_by_everybody() {
    let press = Press::start().await;
    let sent = json!({
        "slug": "sleep-and-memory", "url": "https://example.org/Sleep memory", "title": " Sleep  and memory ",
        "lead": "Short.", "author": "Ada", "published_at": "2026-01-02T03:04:05.678901+01:00",
        "body": "# Sleep\n\nIt helps.[1] <script>alert(1)</script>\n\n[^a]: A note.",
        "references": [{ "number": 1, "text": "On sleep.", "doi": "https://doi.org/10.1000/182", "pmid": "30202372" }],
    });
    let answer = press.admin.post("/v1/admin/articles", &sent).await;
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    let made = answer.expect(StatusCode::CREATED);
    assert_eq!(location, format!("/v1/articles/{}", id(&made)));
    let read = press.app.reader().get(&location).await;
    assert!(
        read.headers.contains_key("etag")
            && read.headers["cache-control"]
                .to_str()
                .unwrap()
                .starts_with("public")
    );
    assert_eq!(read.expect(StatusCode::OK), made);
    let html = made["html"].as_str().unwrap();
    assert!(
        html.contains("<h2>Sleep</h2>") && html.contains("[1]") && !html.contains("<script"),
        "{html}"
    );
    assert_eq!(made["title"], "Sleep and memory");
    assert_eq!(made["url"], "https://example.org/Sleep%20memory");
    assert_eq!(made["published_at"], "2026-01-02T02:04:05.678Z");
    assert_eq!(
        made["references"],
        json!([{ "number": 1, "text": "On sleep.", "doi": "10.1000/182", "pmid": "30202372", "url": null }])
    );
    assert_eq!(
        (&made["site"], &made["version"], &made["comment_count"]),
        (&json!("default"), &json!(1), &json!(0))
    );
    assert_eq!(
        press
            .number("SELECT count(*) FROM events WHERE kind = 'article_created'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_without_a_slug_gets_one_from_its_title_or_its_id() {
    let press = Press::start().await;
    let first = press.publish(article("Schlaf & Gedächtnis")).await;
    let second = press.publish(article("Schlaf & Gedächtnis")).await;
    let persian = press.publish(article("خواب و حافظه")).await;
    assert_eq!(first["slug"], "schlaf-gedachtnis");
    let end = &id(&second)[28..];
    assert_eq!(second["slug"], format!("schlaf-gedachtnis-{end}"));
    assert_eq!(persian["slug"], persian["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_of_one_title_that_come_at_once_all_get_a_slug() {
    let press = Press::start().await;
    let posts = (0..8).map(|_| press.publish(article("Sleep and memory")));
    let made = futures_util::future::join_all(posts).await;
    let plain = made
        .iter()
        .filter(|article| article["slug"] == "sleep-and-memory")
        .count();
    assert_eq!(plain, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_or_url_that_is_taken_is_refused_and_named() {
    let press = Press::start().await;
    let own = json!({ "title": "A", "body": "B", "slug": "a", "url": "https://example.org/a" });
    press.publish(own.clone()).await;
    for (field, other) in [
        ("/slug", json!({ "url": "https://example.org/b" })),
        ("/url", json!({ "slug": "b" })),
    ] {
        let mut sent = own.clone();
        sent.as_object_mut()
            .unwrap()
            .extend(other.as_object().unwrap().clone());
        let answer = press.admin.post("/v1/admin/articles", &sent).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::CONFLICT, "already_exists")
        );
        assert_eq!(answer.json["errors"][0]["pointer"], field);
    }
    assert_eq!(press.number("SELECT count(*) FROM articles").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_must_change_is_told_at_once_and_nothing_is_stored() {
    let press = Press::start().await;
    let sent = json!({ "title": "", "body": " ", "slug": "A b", "site": "No Site", "references": [{ "number": 0, "text": "x" }] });
    let answer = press.admin.post("/v1/admin/articles", &sent).await;
    let errors = answer.expect(StatusCode::UNPROCESSABLE_ENTITY)["errors"].clone();
    let pointers: Vec<&str> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        ["/site", "/slug", "/title", "/body", "/references/0/number"]
    );
    let elsewhere = json!({ "title": "A", "body": "B", "site": "elsewhere" });
    let answer = press.admin.post("/v1/admin/articles", &elsewhere).await;
    assert_eq!(
        answer.expect(StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["code"],
        "site_not_found"
    );
    let answer = press
        .admin
        .post(
            "/v1/admin/articles",
            &json!({ "title": "A", "body": "B", "id": "x" }),
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(press.number("SELECT count(*) FROM articles").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_writes_articles() {
    let press = Press::start().await;
    let made = press.publish(article("A")).await;
    let moderator = press.app.moderator("Ada").await;
    let path = format!("/v1/admin/articles/{}", id(&made));
    for (actor, status) in [
        (press.app.reader(), StatusCode::UNAUTHORIZED),
        (moderator, StatusCode::FORBIDDEN),
    ] {
        // The body is not read before it is known who sent it.
        assert_eq!(
            actor.post("/v1/admin/articles", &json!([])).await.status,
            status
        );
        assert_eq!(
            actor
                .patch(&path, &json!({ "version": 1, "title": "B" }))
                .await
                .status,
            status
        );
        assert_eq!(actor.delete(&path).await.status, status);
    }
    assert_eq!(
        press
            .number("SELECT count(*) FROM articles WHERE version = 1")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_publishes_once() {
    let press = Press::start().await;
    let send = |article: Value| {
        let request = press.admin.request(Method::POST, "/v1/admin/articles");
        press
            .admin
            .send(request.header("Idempotency-Key", "one").json(&article))
    };
    let first = send(article("A")).await;
    let again = send(article("A")).await;
    assert_eq!(
        (again.status, &again.json),
        (StatusCode::CREATED, &first.json)
    );
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(send(article("B")).await.code(), "idempotency_key_reused");
    assert_eq!(press.number("SELECT count(*) FROM articles").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_keeps_what_is_absent_and_takes_away_what_is_null() {
    let press = Press::start().await;
    let sent = json!({ "title": "A", "body": "B", "lead": "L", "author": "Ada", "references": [{ "number": 1, "text": "x" }] });
    let made = press.publish(sent).await;
    let path = format!("/v1/admin/articles/{}", id(&made));
    let change = json!({ "version": 1, "lead": null, "body": "*New*", "comments_open": false, "references": [] });
    let changed = press
        .admin
        .patch(&path, &change)
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&changed["lead"], &changed["author"]),
        (&Value::Null, &json!("Ada"))
    );
    assert_eq!(
        (&changed["slug"], &changed["html"]),
        (&json!("a"), &json!("<p><em>New</em></p>\n"))
    );
    assert_eq!(
        (&changed["comments_open"], &changed["references"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(changed["version"], 2);
    assert_eq!(
        press
            .number("SELECT count(*) FROM events WHERE kind = 'article_changed'")
            .await,
        1
    );
    let answer = press
        .admin
        .patch(&path, &json!({ "version": 2, "title": null }))
        .await;
    assert_eq!(
        answer.expect(StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["pointer"],
        "/title"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_of_one_version_the_second_is_told_what_is_there() {
    let press = Press::start().await;
    let made = press.publish(article("A")).await;
    let path = format!("/v1/admin/articles/{}", id(&made));
    let (one, other) = (
        json!({ "version": 1, "title": "One" }),
        json!({ "version": 1, "title": "Other" }),
    );
    let answers = tokio::join!(
        press.admin.patch(&path, &one),
        press.admin.patch(&path, &other)
    );
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    let late = press.admin.patch(&path, &one).await;
    assert_eq!(
        (late.code(), &late.json["current"]["version"]),
        ("version_conflict", &json!(2))
    );
    let gone = press
        .admin
        .patch(
            "/v1/admin/articles/01981234-0000-7000-8000-000000000000",
            &one,
        )
        .await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}
