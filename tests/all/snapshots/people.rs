//! Personal data, as admins export and erase it.

use serde_json::json;

use super::check;
use crate::support::service::Service;

const EXPORTS: &str = "/v1/admin/people/exports";
const ERASURES: &str = "/v1/admin/people/erasures";
const SEARCHES: &str = "/v1/admin/comments/searches";

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_searched_for_exported_and_erased() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    service
        .author("ada")
        .post("The second chart should start at zero.")
        .await;
    let person = json!({ "email": "ada@example.org" });

    let search = json!({ "author": "ada@example.org" });
    check(
        "search_moderated_comments",
        admin.post(SEARCHES, &search).await,
    );
    check("export_person", admin.post(EXPORTS, &person).await);
    check("erase_person", admin.post(ERASURES, &person).await);
    check("export_person.erased", admin.post(EXPORTS, &person).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_that_nobody_gets() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("ken").await;
    let admin = service.admin().await;

    let person = json!({ "email": "ada@example.org" });
    check("export_person", moderator.post(EXPORTS, &person).await);
    check("erase_person", moderator.post(ERASURES, &person).await);
    let nobody = json!({ "email": "ada" });
    check("export_person", admin.post(EXPORTS, &nobody).await);
}
