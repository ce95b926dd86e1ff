//! The policy of a site.

use serde_json::json;

use super::check;
use crate::support::paths::DEFAULT_POLICY;
use crate::support::service::Service;

const NEW_POLICY: &str = "/v1/admin/sites/example.org/policy";

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_read_replaced_and_made() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;

    check("get_policy", admin.get(DEFAULT_POLICY).await);
    let policy = json!({ "mode": "flagged", "max_links": 0, "version": 1 });
    check("put_policy", admin.try_put_policy(&policy).await);
    let versions = format!("{DEFAULT_POLICY}/versions");
    check("list_policy_versions", admin.get(&versions).await);
    check(
        "get_policy_version",
        admin.get(&format!("{versions}/2")).await,
    );
    check(
        "get_policy_version",
        admin.get(&format!("{versions}/3")).await,
    );
    let of_a_new_site = json!({ "mode": "none" });
    check("put_policy", admin.put(NEW_POLICY, &of_a_new_site).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_made_listed_read_and_changed() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;
    let sites = "/v1/admin/sites";
    let site = json!({ "site": "blog", "name": "Notes", "origins": ["https://blog.example"] });

    check("create_site", admin.post(sites, &site).await);
    check("create_site", admin.post(sites, &site).await);
    check("list_sites", admin.get(sites).await);
    let path = "/v1/admin/sites/blog";
    check("get_site", admin.get(path).await);
    let change = json!({ "version": 1, "theme": { "accent": "#1f6f78" } });
    check("update_site", admin.patch(path, &change).await);
    check("update_site", admin.patch(path, &change).await);
    check("get_site", admin.get("/v1/admin/sites/nowhere").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_that_are_refused() {
    let service = Service::options().without_article().start().await;
    let admin = service.admin().await;

    check("get_policy", admin.get(NEW_POLICY).await);
    let with_a_version = json!({ "version": 3 });
    check("put_policy", admin.put(NEW_POLICY, &with_a_version).await);
    let stale = json!({ "mode": "none", "version": 7 });
    check("put_policy", admin.try_put_policy(&stale).await);
    let beyond = json!({
        "near_duplicate_threshold": 0.1,
        "max_depth": 51,
        "origins": ["https://a.example/path"],
        "version": 1,
    });
    check("put_policy", admin.try_put_policy(&beyond).await);

    let moderator = service.moderator("Ken").await;
    check("get_policy", moderator.get(DEFAULT_POLICY).await);
    check("get_policy", service.reader().get(DEFAULT_POLICY).await);
}
