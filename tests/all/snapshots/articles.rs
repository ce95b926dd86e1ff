//! Articles: publishing, reading, counting and removing them.

use serde_json::{Value, json};

use super::{ABSENT, check};
use crate::support::json::text;
use crate::support::service::Service;

const ARTICLES: &str = "/v1/admin/articles";

fn article() -> Value {
    json!({
        "slug": "sleep-and-memory",
        "url": "https://example.org/sleep",
        "title": "Sleep and memory",
        "lead": "Short.",
        "author": "Ada",
        "published_at": "2026-01-02T03:04:05Z",
        "body": "# Sleep\n\nIt helps.[1]",
        "references": [{ "number": 1, "text": "On sleep.", "doi": "10.1000/182" }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_published_changed_read_and_removed() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let reader = service.reader();

    let text_alone = json!({ "body": "# Sleep\n\nIt helps." });
    let previewed = admin.post("/v1/admin/articles/preview", &text_alone).await;
    check("preview_article", previewed);
    let created = admin.try_publish_article(&article()).await;
    let id = text(&created.json["id"]);
    check("create_article", created);

    let change = json!({ "version": 1, "lead": null, "comments_open": false });
    let changed = admin.try_change_article(&id, &change).await;
    check("update_article", changed);
    let to = json!({ "url": "https://example.org/2026/sleep" });
    check("move_article", admin.try_move(&id, &to).await);

    let one = reader.get(&format!("/v1/articles/{id}")).await;
    check("get_article", one);
    let all = reader.get("/v1/articles").await;
    check("list_articles", all);
    let counts = reader.get(&format!("/v1/counts?article_id={id}")).await;
    check("list_counts", counts);

    check("delete_article", admin.try_remove_article(&id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_cannot_be_published() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    admin.publish_article(&article()).await;

    check(
        "create_article",
        admin.try_publish_article(&article()).await,
    );
    let empty = json!({ "title": "", "body": " ", "slug": "A b", "site": "No Site" });
    check("create_article", admin.try_publish_article(&empty).await);
    let moderator = service.moderator("Ken").await;
    check("create_article", moderator.post(ARTICLES, &article()).await);
    let reader = service.reader();
    check("create_article", reader.post(ARTICLES, &article()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_cannot_be_changed_or_removed() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let id = text(&admin.publish_article(&article()).await["id"]);
    service.author("ada").under(&id).post("A comment.").await;

    let stale = json!({ "version": 7, "title": "B" });
    check(
        "update_article",
        admin.try_change_article(&id, &stale).await,
    );
    let null = json!({ "version": 1, "title": null });
    check("update_article", admin.try_change_article(&id, &null).await);
    let absent = admin.try_change_article(ABSENT, &stale).await;
    check("update_article", absent);

    check("delete_article", admin.try_remove_article(&id).await);
    check("delete_article", admin.try_remove_article(ABSENT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_that_cannot_be_read() {
    let service = Service::options().without_article().start().await;
    let reader = service.reader();

    let absent = reader.get(&format!("/v1/articles/{ABSENT}")).await;
    check("get_article", absent);
    let of_no_site = reader.get("/v1/articles?site=nowhere").await;
    check("list_articles", of_no_site);
    let bad_cursor = reader.get("/v1/articles?cursor=AAAA").await;
    check("list_articles", bad_cursor);
    let bad_id = reader.get("/v1/counts?article_id=x").await;
    check("list_counts", bad_id);
}
