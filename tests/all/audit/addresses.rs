//! The hashes of network addresses in the audit log are forgotten when they are old, and the chain stays
//! valid.

use moderato::flows::people::forget_addresses::{Rest, forget_addresses};
use serde_json::{Value, json};

use super::verifying::{assert_intact, complaint_of_verifying};
use super::{entries, seal};
use crate::support::accounts::PASSWORD;
use crate::support::admin::Admin;
use crate::support::service::Service;

const EMAIL: &str = "ada@example.org";

/// As much time passes for what the database has recorded.
const AGE: &str = "UPDATE audit_addresses SET created_at = created_at - interval '31 days'";

/// The values that are stored of addresses, and that two rows share.
const LINKED: &str = "SELECT count(*) FROM (\
    SELECT address FROM (\
      SELECT address_hash AS address FROM audit UNION ALL SELECT nonce FROM audit_addresses \
      UNION ALL SELECT address_hash FROM audit_addresses) stored \
    WHERE address IS NOT NULL GROUP BY address HAVING count(*) > 1) linked";

async fn sign_in_twice(service: &Service) -> Admin {
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    for _ in 0..2 {
        service.reader().sign_in(EMAIL, PASSWORD).await;
        let failed = service.reader().try_sign_in(EMAIL, "plum-tree-20").await;
        failed.refused(401, "invalid_credentials");
    }
    seal(service).await;

    admin
}

async fn forget(service: &Service) {
    while forget_addresses(&service.app()).await.unwrap() == Rest::More {}
}

fn hashes(entries: &[Value]) -> Vec<&Value> {
    entries.iter().map(|entry| &entry["address_hash"]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_days_no_row_links_two_sign_ins_of_one_address_and_the_chain_is_intact() {
    let service = Service::start(json!({})).await;
    let admin = sign_in_twice(&service).await;
    let signed_in = entries(&service, &admin, "signed_in").await;
    assert_eq!(hashes(&signed_in)[0], hashes(&signed_in)[1]);
    assert!(signed_in[0]["address_hash"].is_string());
    forget(&service).await;
    assert_eq!(service.count("audit_addresses").await, 4, "they are young");

    service.execute(AGE).await;
    forget(&service).await;

    assert_eq!(service.number(LINKED).await, 0);
    let signed_in = entries(&service, &admin, "signed_in").await;
    assert_eq!(signed_in.len(), 2, "the entries stay");
    assert_eq!(hashes(&signed_in), [&Value::Null, &Value::Null]);
    let different = "SELECT count(DISTINCT address_hash) FROM audit";
    assert_eq!(service.number(different).await, 4);
    assert_intact(&service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_changed_while_it_is_kept_is_named() {
    for changed in ["address_hash = sha256('x')", "nonce = '\\x00'"] {
        let service = Service::start(json!({})).await;
        sign_in_twice(&service).await;
        assert_intact(&service).await;
        let third = "SELECT sequence FROM audit_addresses ORDER BY sequence LIMIT 1 OFFSET 2";
        let third = service.number(third).await;
        let deed = format!("UPDATE audit_addresses SET {changed} WHERE sequence = {third}");

        service.execute(&deed).await;

        let said = complaint_of_verifying(&service);
        let words = format!("entry {third} was changed");
        assert!(said.contains(&words), "{changed}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_known_as_long_as_its_hash_is_kept() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    let home = service.reader().with_ip("192.0.2.7");
    home.sign_in(EMAIL, PASSWORD).await;
    let strangers = service.reader().with_ip("198.51.100.7");
    for _ in 0..10 {
        let answer = strangers.try_sign_in(EMAIL, "plum-tree-20").await;
        answer.refused(401, "invalid_credentials");
    }

    home.sign_in(EMAIL, PASSWORD).await;

    service.execute(AGE).await;
    forget(&service).await;
    let unknown = home.try_sign_in(EMAIL, PASSWORD).await;
    unknown.refused(429, "rate_limited");
}
