//! Every operation of the OpenAPI document has a snapshot of its success.

use std::fs;
use std::path::Path;

use moderato::http::contract::openapi::document_json;
use serde_json::Value;

/// Answers that are no JSON: pages, scripts, metrics, live streams, and the document itself.
const WITHOUT_JSON: [&str; 7] = [
    "get_docs",
    "get_docs_errors",
    "get_docs_file",
    "get_metrics",
    "get_openapi",
    "stream_article_events",
    "stream_queue_events",
];

/// The file names of all snapshots.
fn snapshots() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/snapshots/snapshots");

    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// The ids of all operations.
fn operations() -> Vec<String> {
    let document: Value = serde_json::from_str(document_json()).unwrap();
    let paths = document["paths"].as_object().unwrap();

    paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_operation_that_answers_json_has_a_snapshot_of_its_success() {
    let snapshots = snapshots();

    let absent: Vec<String> = operations()
        .into_iter()
        .filter(|operation| !WITHOUT_JSON.contains(&operation.as_str()))
        .filter(|operation| {
            let of_operation = |name: &&String| name.split('.').next() == Some(operation);
            let is_success = |name: &String| name.contains(".20");
            !snapshots.iter().filter(of_operation).any(is_success)
        })
        .collect();

    assert_eq!(absent, Vec::<String>::new());
}

#[test]
fn every_snapshot_belongs_to_an_operation() {
    let operations = operations();

    for name in snapshots() {
        let operation = name.split('.').next().unwrap().to_owned();
        assert!(operations.contains(&operation), "{name}");
    }
}
