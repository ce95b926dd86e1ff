//! A page that several sites may have belongs to a site that lists its origin.

use serde_json::{Value, json};

use super::PAGE;
use crate::support::json::text;
use crate::support::service::Service;

/// Two sites: `default` without origins, and then these, which list the origin of the page.
async fn start(names: &[&str]) -> Service {
    let service = Service::options()
        .without_article()
        .policy(json!({ "mode": "none" }))
        .start()
        .await;
    let admin = service.admin().await;

    for name in names {
        let policy = json!({
            "mode": "none", "origins": ["https://blog.example"],
            "pages": { "registration": "listed_origins" },
        });
        admin
            .put(&format!("/v1/admin/sites/{name}/policy"), &policy)
            .await
            .created();
    }

    service
}

async fn site_of(service: &Service, article: &Value) -> Value {
    let path = format!("/v1/articles/{}", text(article));

    service.reader().get(&path).await.ok()["site"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_registers_on_the_oldest_site_that_lists_its_origin_or_on_the_named_one() {
    let service = start(&["blog", "archive"]).await;
    let ada = service.author("ada");

    let unnamed = ada.post_to_page(PAGE, "To the oldest site.").await;
    let mut comment = ada.comment_on(PAGE, "To the site that is named.");
    comment["site"] = json!("archive");
    let named = ada.submit_to_page(&comment).await.posted();
    comment["site"] = json!("default");
    let not_listed = ada.submit_to_page(&comment).await;
    comment["site"] = json!("nowhere");
    let unknown = ada.submit_to_page(&comment).await;

    assert_eq!(
        site_of(&service, &unnamed.comment["article_id"]).await,
        "blog"
    );
    assert_eq!(
        site_of(&service, &named.comment["article_id"]).await,
        "archive"
    );
    not_listed.refused(403, "page_not_allowed");
    unknown.refused(404, "not_found");
    let path = format!("/v1/threads?url={PAGE}&site=archive");
    let thread = service.reader().get(&path).await.ok();
    assert_eq!(thread["article_id"], named.comment["article_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_of_a_site_that_lists_the_origin_comes_before_others() {
    let service = start(&[]).await;
    let admin = service.admin_named("Ada Admin").await;
    let article = json!({ "title": "A", "body": "B", "url": PAGE });
    let elsewhere = admin.publish_article(&article).await;
    let reader = service.reader();
    let before = reader.page_thread(PAGE).await;

    let policy = json!({ "origins": ["https://blog.example"] });
    admin
        .put("/v1/admin/sites/blog/policy", &policy)
        .await
        .created();
    let while_unpublished = reader.page_thread(PAGE).await;
    let mut article = article;
    article["site"] = json!("blog");
    let here = admin.publish_article(&article).await;
    let after = reader.page_thread(PAGE).await;

    assert_eq!(before["article_id"], elsewhere["id"]);
    assert_eq!(while_unpublished["article_id"], elsewhere["id"]);
    assert_eq!(after["article_id"], here["id"]);
    assert_eq!(after["site"]["site"], "blog");
}
