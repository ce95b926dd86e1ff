//! The law of the contract: every operation says what an integrator must know.

use std::collections::BTreeSet;
use std::path::Path;

use moderato::http::contract::openapi::document_json;
use serde_json::{Map, Value, json};

use super::operations::document;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    // Compared as text, and without showing both in full.
    let line = committed
        .lines()
        .zip(document_json().lines())
        .position(|(ours, theirs)| ours != theirs);
    assert!(
        committed == document_json(),
        "run `moderato openapi > openapi/openapi.json`; they part at line {line:?}"
    );
}

/// The paths of version 1, with their methods.
const CONTRACT: &[(&str, &str)] = &[
    ("/v1/articles", "get"),
    ("/v1/articles/{article_id}", "get"),
    ("/v1/counts", "get"),
    ("/v1/articles/{article_id}/comments", "get post"),
    ("/v1/comments", "get"),
    ("/v1/comments/{comment_id}", "delete get patch"),
    ("/v1/comments/{comment_id}/replies", "get"),
    ("/v1/comments/{comment_id}/reports", "post"),
    ("/v1/comments/preview", "post"),
    ("/v1/challenges", "post"),
    ("/v1/auth/token", "post"),
    ("/v1/auth/refresh", "post"),
    ("/v1/auth/logout", "post"),
    ("/v1/auth/me", "get"),
    ("/v1/admin/comments", "get"),
    ("/v1/admin/comments/{comment_id}", "get"),
    ("/v1/admin/comments/{comment_id}/decisions", "post"),
    ("/v1/admin/decisions", "get post"),
    ("/v1/admin/decisions/{decision_id}/undo", "post"),
    ("/v1/admin/duplicates", "get"),
    ("/v1/admin/duplicates/{group_id}", "get"),
    ("/v1/admin/duplicates/{group_id}/decisions", "post"),
    ("/v1/admin/duplicates/{group_id}/merges", "post"),
    ("/v1/admin/duplicates/{group_id}/splits", "post"),
    ("/v1/admin/duplicates/check", "post"),
    ("/v1/admin/articles", "post"),
    ("/v1/admin/articles/{article_id}", "delete patch"),
    ("/v1/admin/moderators", "get post"),
    ("/v1/admin/moderators/{moderator_id}", "get patch"),
    ("/v1/admin/sites/{site}/policy", "get put"),
    ("/v1/admin/events", "get"),
    ("/v1/admin/comments/events", "get"),
    ("/v1/articles/{article_id}/events", "get"),
    ("/health/live", "get"),
    ("/health/ready", "get"),
    ("/metrics", "get"),
    ("/openapi.json", "get"),
    ("/docs", "get"),
    ("/docs/errors", "get"),
    ("/docs/{file}", "get"),
];

#[test]
fn every_path_of_the_contract_is_described_and_no_other() {
    let document = document();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut methods: Vec<&str> = item
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        methods.sort_unstable();
        described.insert((path.clone(), methods.join(" ")));
    }
    let contract: BTreeSet<(String, String)> = CONTRACT
        .iter()
        .map(|(path, methods)| ((*path).to_owned(), (*methods).to_owned()))
        .collect();
    let missing: Vec<_> = contract.difference(&described).collect();
    let extra: Vec<_> = described.difference(&contract).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing {missing:?}, extra {extra:?}"
    );
}

#[test]
fn an_operation_id_is_a_verb_and_what_it_acts_on() {
    for operation in super::operations::operations() {
        let id = operation.id;
        let is_snake = id.chars().all(|it| it.is_ascii_lowercase() || it == '_');
        assert!(is_snake && id.contains('_'), "{id}");
    }
}

/// Every operation as (method and path, operation).
fn operations(document: &Value) -> Vec<(String, &Map<String, Value>)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{} {path}", method.to_uppercase());
            operations.push((name, operation.as_object().unwrap()));
        }
    }
    operations
}

/// A response, its reference followed.
fn resolve<'d>(document: &'d Value, response: &'d Value) -> &'d Value {
    match response["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => response,
    }
}

#[test]
fn every_operation_has_an_id_of_its_own_a_tag_a_summary_and_a_description() {
    let document = document();
    let tags: BTreeSet<&str> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tag| tag["name"].as_str())
        .collect();
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{name}: {id} is taken");
        let tag = operation["tags"][0].as_str().unwrap();
        assert!(
            tags.contains(tag),
            "{name}: {tag} is not described in http/openapi.rs"
        );
        for field in ["summary", "description"] {
            assert!(
                operation
                    .get(field)
                    .is_some_and(|text| text.as_str() != Some("")),
                "{name} lacks a {field}"
            );
        }
        assert!(
            operation["security"].is_array(),
            "{name} does not say who may call it"
        );
    }
}

#[test]
fn every_json_body_has_an_example() {
    let document = document();
    let mut missing = Vec::new();
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap();
        let answers = responses
            .iter()
            .map(|(status, response)| (status.as_str(), resolve(&document, response)));
        let request = operation.get("requestBody").map(|body| ("request", body));
        for (which, body) in answers.chain(request) {
            let Some(content) = body["content"].as_object() else {
                continue;
            };
            for (kind, media) in content {
                let has_example = media.get("example").is_some() || media.get("examples").is_some();
                if kind.contains("json") && !has_example {
                    missing.push(format!("{name} {which} {kind}"));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_failure_is_a_problem_and_what_a_kind_of_operation_may_answer_is_listed() {
    let document = document();
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap();
        for (status, response) in responses
            .iter()
            .filter(|(status, _)| status.as_str() >= "400")
        {
            let response = resolve(&document, response);
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");
            let header = match status.as_str() {
                "401" => Some("WWW-Authenticate"),
                "429" | "503" => Some("Retry-After"),
                _ => None,
            };
            assert!(
                header.is_none_or(|header| response["headers"].get(header).is_some()),
                "{name} {status}"
            );
        }
        let mut expected = vec!["414", "500"];
        if operation.contains_key("requestBody") {
            expected.extend(["400", "408", "413", "415", "422"]);
        }
        if operation["security"]
            .to_string()
            .contains("moderator_token")
        {
            expected.push("401");
        }
        if operation["tags"][0] != "operations" {
            expected.push("503");
        }
        for status in expected {
            assert!(
                responses.contains_key(status),
                "{name} does not list {status}"
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let text = document.to_string();
    for reference in text
        .split("\"$ref\":\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

/// Every schema below `value`, with those that it refers to, each named schema once.
fn schemas<'d>(
    document: &'d Value,
    value: &'d Value,
    seen: &mut BTreeSet<&'d str>,
) -> Vec<&'d Value> {
    let mut found = vec![value];
    if let Some(reference) = value["$ref"].as_str()
        && seen.insert(reference)
    {
        found.extend(schemas(
            document,
            document.pointer(reference.trim_start_matches('#')).unwrap(),
            seen,
        ));
    }
    let lists = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .filter_map(|name| value[name].as_array())
        .flatten();
    let properties = value["properties"]
        .as_object()
        .into_iter()
        .flat_map(Map::values);
    for below in lists.chain(properties).chain(value.get("items")) {
        found.extend(schemas(document, below, seen));
    }
    found
}

/// Every schema of a body's media types.
fn body_schemas<'d>(document: &'d Value, body: &'d Value) -> Vec<&'d Value> {
    let media = body["content"]
        .as_object()
        .into_iter()
        .flat_map(Map::values);
    let roots = media.filter_map(|media| media.get("schema"));
    let mut seen = BTreeSet::new();
    roots
        .flat_map(|root| schemas(document, root, &mut seen))
        .collect()
}

fn is_object(schema: &Value) -> bool {
    schema["type"] == "object"
        || schema["type"]
            .as_array()
            .is_some_and(|types| types.contains(&json!("object")))
}

#[test]
fn a_request_body_takes_no_field_that_its_schema_does_not_name_and_a_response_may_grow() {
    let document = document();
    let mut closed = 0;
    for (name, operation) in operations(&document) {
        let request = body_schemas(
            &document,
            operation.get("requestBody").unwrap_or(&Value::Null),
        );
        for schema in request.into_iter().filter(|schema| is_object(schema)) {
            assert_eq!(
                schema["additionalProperties"],
                json!(false),
                "{name}: {schema}"
            );
            closed += 1;
        }
        for response in operation["responses"].as_object().unwrap().values() {
            for schema in body_schemas(&document, resolve(&document, response)) {
                assert_ne!(
                    schema.get("additionalProperties"),
                    Some(&json!(false)),
                    "{name}: {schema}"
                );
            }
        }
    }
    assert!(closed > 15, "{closed} schemas of requests");
}

#[test]
fn no_schema_asks_for_two_types_at_once() {
    let document = document();
    for (name, operation) in operations(&document) {
        for schema in body_schemas(
            &document,
            operation.get("requestBody").unwrap_or(&Value::Null),
        ) {
            let parts = schema["allOf"].as_array().into_iter().flatten();
            let types: BTreeSet<String> = parts
                .filter_map(|part| part.get("type"))
                .map(Value::to_string)
                .collect();
            assert!(types.len() < 2, "{name}: {schema}");
        }
    }
}
