//! The audit log as admins read it.

use std::time::Duration;

use serde_json::json;

use super::check;
use crate::support::eventually::eventually;
use crate::support::service::Service;

const AUDIT: &str = "/v1/admin/audit";

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    service
        .author("ada")
        .post("The second chart should start at zero.")
        .await;

    admin.create_account("ken@example.org", "moderator").await;
    let failed = service
        .reader()
        .try_sign_in("ken@example.org", "plum-tree-20")
        .await;
    failed.refused(401, "invalid_credentials");
    admin.remove_article(&service.article).await;

    let sealed = async || service.count("audit_seals").await == 3;
    eventually("all entries are sealed", Duration::from_secs(30), sealed).await;
    check("list_audit", admin.get(AUDIT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_that_cannot_be_read() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let moderator = service.moderator("ken").await;

    check(
        "list_audit",
        admin.get(&format!("{AUDIT}?after=AAAA")).await,
    );
    check(
        "list_audit",
        admin.get(&format!("{AUDIT}?kind=exalted")).await,
    );
    check("list_audit", moderator.get(AUDIT).await);
    check("list_audit", service.reader().get(AUDIT).await);
}
