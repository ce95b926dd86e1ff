//! Problems that any endpoint can answer.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use super::check;
use crate::support::service::Service;

const PREVIEW: &str = "/v1/comments/preview";

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_cannot_be_understood() {
    let service = Service::options().without_article().start().await;
    let reader = service.reader();
    let preview = |kind: &str, body: String| {
        let request = reader.request(Method::POST, PREVIEW);
        reader.send(request.header(CONTENT_TYPE, kind).body(body))
    };

    let no_json = preview("application/json", "{\"body\": ".to_owned()).await;
    check("preview_comment", no_json);
    let no_json_type = preview("text/plain", "Some text".to_owned()).await;
    check("preview_comment", no_json_type);
    let large = json!({ "body": "x".repeat(270_000) }).to_string();
    check("preview_comment", preview("application/json", large).await);
    let unknown = json!({ "body": "x", "id": 1 });
    check(
        "preview_comment.unknown",
        reader.post(PREVIEW, &unknown).await,
    );

    let method = reader.delete("/v1/counts").await;
    check("list_counts", method);
    let query = reader.get("/v1/counts?limit=1&limit=2").await;
    check("list_counts.query", query);
    let long = format!("/v1/counts?url={}", "x".repeat(50_000));
    check("list_counts", reader.get(&long).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_of_the_service() {
    let service = Service::options().without_article().start().await;
    let reader = service.reader();

    check("get_liveness", reader.get("/health/live").await);
    check("get_readiness", reader.get("/health/ready").await);
}
