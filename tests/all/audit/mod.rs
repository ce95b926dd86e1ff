//! The audit log: what is recorded, how it is sealed, read and verified.

mod addresses;
mod reading;
mod recording;
mod sealing;
mod verifying;

use moderato::flows::audit::seal::{Rest, seal_audit};
use serde_json::Value;

use crate::support::admin::Admin;
use crate::support::json::items;
use crate::support::service::Service;

/// Seals all that was committed, as the loop does.
async fn seal(service: &Service) {
    let entries =
        "audit WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.sequence = audit.sequence)";

    while service.count(entries).await > 0 {
        while seal_audit(&service.app()).await.unwrap() == Rest::More {}
    }
}

/// The entries of that kind, once all are sealed.
async fn entries(service: &Service, admin: &Admin, kind: &str) -> Vec<Value> {
    seal(service).await;
    let page = admin
        .get(&format!("/v1/admin/audit?kind={kind}"))
        .await
        .ok();

    items(&page).to_vec()
}

/// The only entry of that kind.
async fn only_entry(service: &Service, admin: &Admin, kind: &str) -> Value {
    let entries = entries(service, admin, kind).await;
    assert_eq!(entries.len(), 1, "{kind}: {entries:#?}");

    entries[0].clone()
}
