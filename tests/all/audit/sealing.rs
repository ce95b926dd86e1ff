//! Entries are sealed in the order in which they became visible, by one instance at a time.

use futures_util::future::join_all;
use moderato::flows::audit::seal::seal_audit;
use serde_json::json;

use super::seal;
use crate::support::service::Service;

const INSERT: &str = "INSERT INTO audit (kind, payload) VALUES ('signed_in', '{}')";

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_is_committed_late_is_sealed_after_those_before_it() {
    let service = Service::start(json!({})).await;
    let late = service.connect().await;
    late.batch_execute(&format!("BEGIN; {INSERT}"))
        .await
        .unwrap();
    service.execute(INSERT).await;
    seal_audit(&service.app()).await.unwrap();
    assert_eq!(service.count("audit_seals").await, 1);

    late.batch_execute("COMMIT").await.unwrap();
    seal(&service).await;

    let order = "SELECT string_agg(sequence::text, ' ' ORDER BY position) FROM audit_seals";
    assert_eq!(service.text(order).await, "2 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_seal_at_once_make_one_chain() {
    let service = Service::start(json!({})).await;
    let other = service.beside().await;
    let rows =
        "INSERT INTO audit (kind, payload) SELECT 'signed_in', '{}' FROM generate_series(1, 2500)";

    for _ in 0..3 {
        service.execute(rows).await;
        let apps = [service.app(), other.app(), service.app()];
        join_all(apps.iter().map(|app| seal_audit(app))).await;
    }
    seal(&service).await;

    assert_eq!(service.count("audit_seals").await, 7_500);
    assert_eq!(
        service
            .number("SELECT max(position) FROM audit_seals")
            .await,
        7_500
    );
    super::verifying::assert_intact(&service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_goes_on_in_a_database_that_was_restored_from_a_backup() {
    let service = Service::start(json!({})).await;
    service.execute(&format!("{INSERT}; {INSERT}")).await;
    seal(&service).await;

    // A restored row keeps the number of its transaction, which this server has not reached yet.
    service
        .execute("UPDATE audit_seals SET horizon = '4000000000'")
        .await;
    service
        .execute("INSERT INTO audit (kind, payload, transaction) VALUES ('signed_in', '{}', '4000000001')")
        .await;
    service.execute(INSERT).await;
    seal(&service).await;
    service.execute(INSERT).await;
    seal(&service).await;

    assert_eq!(service.count("audit_seals").await, 5);
    super::verifying::assert_intact(&service).await;
}
