//! `moderato people`: the same from the command line, beside a running service.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{CANARY, EMAIL, Person, rows_with, start};
use crate::support::command_line::{complaint, moderato, printed};
use crate::support::service::Service;

fn people(service: &Service, arguments: &[&str]) -> std::process::Output {
    let folder = TempDir::new().unwrap();

    moderato(folder.path(), &[&["people"], arguments].concat())
        .env("DATABASE_URL", service.database_url())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_exported_and_erased_from_the_command_line() {
    let service = start().await;
    let admin = service.admin().await;
    let person = Person::write(&service, &admin).await;

    let exported = printed(&people(&service, &["export", EMAIL]));
    let page: Value = serde_json::from_str(exported.trim()).unwrap();
    assert_eq!(page["comments"][0]["id"], json!(person.published.id));

    let erased = printed(&people(&service, &["erase", EMAIL]));
    assert_eq!(erased, "Erased 2 comments.\n");
    assert_eq!(rows_with(&service, CANARY).await, Vec::<String>::new());

    let again = printed(&people(&service, &["erase", EMAIL]));
    assert_eq!(again, "Erased 0 comments.\n");
    let by_command_line = "audit WHERE kind IN ('person_erased', 'person_exported') \
        AND payload ->> 'by' = 'command_line'";
    assert_eq!(service.count(by_command_line).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_is_refused_in_a_sentence() {
    let service = start().await;

    let said = complaint(&people(&service, &["erase", "nobody"]));

    assert!(said.contains("with an @ in it"), "{said}");
}
