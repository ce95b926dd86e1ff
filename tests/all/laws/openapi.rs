//! The contract: each operation of the document says what an integrator must know.

use std::collections::BTreeSet;
use std::path::Path;

use moderato::http::contract::openapi::document_json;
use serde_json::{Map, Value};

use super::operations::{document, operations};

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
    ("/v1/threads", "get"),
    ("/v1/threads/comments", "post"),
    ("/v1/challenges", "post"),
    ("/v1/auth/token", "post"),
    ("/v1/auth/refresh", "post"),
    ("/v1/auth/logout", "post"),
    ("/v1/auth/me", "get"),
    ("/v1/auth/sessions", "get"),
    ("/v1/auth/sessions/{session_id}", "delete"),
    ("/v1/admin/comments", "get"),
    ("/v1/admin/comments/searches", "post"),
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
    ("/v1/admin/articles/preview", "post"),
    ("/v1/admin/articles/{article_id}", "delete patch"),
    ("/v1/admin/articles/{article_id}/moves", "post"),
    ("/v1/admin/moderators", "get post"),
    ("/v1/admin/moderators/{moderator_id}", "get patch"),
    ("/v1/admin/people/exports", "post"),
    ("/v1/admin/people/erasures", "post"),
    ("/v1/admin/audit", "get"),
    ("/v1/admin/stats", "get"),
    ("/v1/auth/password", "post"),
    ("/v1/admin/sites", "get post"),
    ("/v1/admin/sites/{site}", "get patch"),
    ("/v1/admin/sites/{site}/policy", "get put"),
    ("/v1/admin/sites/{site}/policy/versions", "get"),
    ("/v1/admin/sites/{site}/policy/versions/{version}", "get"),
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
fn the_committed_document_is_the_one_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    let served = document_json();

    // Compared as text, and without showing both in full.
    let mut lines = committed.lines().zip(served.lines());
    let line = lines.position(|(ours, theirs)| ours != theirs);
    assert!(
        committed == served,
        "run `moderato openapi > openapi/openapi.json`; the first difference is in line {line:?}"
    );
}

#[test]
fn every_path_of_the_contract_is_described_and_no_other() {
    let document = document();

    let described: BTreeSet<String> = object(&document["paths"])
        .iter()
        .map(|(path, item)| {
            let mut methods: Vec<&str> = object(item).keys().map(String::as_str).collect();
            methods.sort_unstable();

            format!("{path}: {}", methods.join(" "))
        })
        .collect();
    let contract: BTreeSet<String> = CONTRACT
        .iter()
        .map(|(path, methods)| format!("{path}: {methods}"))
        .collect();

    let missing: Vec<_> = contract.difference(&described).collect();
    let extra: Vec<_> = described.difference(&contract).collect();
    assert!(missing.is_empty(), "missing {missing:?}, extra {extra:?}");
    assert!(extra.is_empty(), "missing {missing:?}, extra {extra:?}");
}

#[test]
fn an_operation_id_is_a_verb_and_its_object() {
    for operation in operations() {
        let id = operation.id;
        let is_snake = id.chars().all(|it| it.is_ascii_lowercase() || it == '_');
        assert!(is_snake && id.contains('_'), "{id}");
    }
}

#[test]
fn every_operation_has_a_unique_id_a_tag_a_summary_and_a_description() {
    let document = document();
    let tags: BTreeSet<&str> = list(&document["tags"])
        .filter_map(|tag| tag["name"].as_str())
        .collect();

    let mut ids = BTreeSet::new();
    for Described { name, operation } in described(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{name}: {id} is taken");

        let tag = operation["tags"][0].as_str().unwrap();
        assert!(tags.contains(tag), "{name}: {tag} is not described");

        for field in ["summary", "description"] {
            let text = operation.get(field);
            assert!(
                text.is_some_and(|text| text.as_str() != Some("")),
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
    for Described { name, operation } in described(&document) {
        let responses = object(&operation["responses"]);
        let answers = responses
            .iter()
            .map(|(status, response)| (status.as_str(), resolve(&document, response)));
        let request = operation.get("requestBody").map(|body| ("request", body));

        for (which, body) in answers.chain(request) {
            for (kind, media) in members(&body["content"]) {
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
fn every_failure_is_a_problem_with_the_header_of_its_status() {
    let document = document();

    for Described { name, operation } in described(&document) {
        for (status, response) in object(&operation["responses"]) {
            if status.as_str() < "400" {
                continue;
            }

            let response = resolve(&document, response);
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");

            let header = match status.as_str() {
                "401" => Some("WWW-Authenticate"),
                "429" | "503" => Some("Retry-After"),
                _ => None,
            };
            let has_header = header.is_none_or(|header| response["headers"].get(header).is_some());
            assert!(has_header, "{name} {status}");
        }
    }
}

#[test]
fn every_operation_lists_the_failures_of_its_kind() {
    let document = document();

    for Described { name, operation } in described(&document) {
        let security = operation["security"].to_string();
        let mut expected = vec!["414", "500"];
        if operation.contains_key("requestBody") {
            expected.extend(["400", "408", "413", "415", "422"]);
        }
        if security.contains("moderator_token") {
            expected.push("401");
        }
        if operation["tags"][0] != "operations" {
            expected.push("503");
        }

        for status in expected {
            let is_listed = operation["responses"].get(status).is_some();
            assert!(is_listed, "{name} does not list {status}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let text = document.to_string();

    let references = text.split("\"$ref\":\"#").skip(1);
    for reference in references.filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn a_request_takes_only_fields_that_its_schema_names_and_a_response_may_grow() {
    let document = document();

    let mut closed = 0;
    for Described { name, operation } in described(&document) {
        for schema in request_schemas(&document, operation) {
            // An object without properties is the second part of an `allOf`: its default.
            if is_object(schema) && schema.get("properties").is_some() {
                assert_eq!(schema["additionalProperties"], false, "{name}: {schema}");
                closed += 1;
            }
        }

        for (_, response) in object(&operation["responses"]) {
            for schema in body_schemas(&document, resolve(&document, response)) {
                assert_ne!(schema["additionalProperties"], false, "{name}: {schema}");
            }
        }
    }

    assert!(closed > 15, "{closed} schemas of requests");
}

#[test]
fn no_schema_asks_for_two_types_at_once() {
    let document = document();

    for Described { name, operation } in described(&document) {
        for schema in request_schemas(&document, operation) {
            let types: BTreeSet<String> = list(&schema["allOf"])
                .filter_map(|part| part.get("type"))
                .map(Value::to_string)
                .collect();
            assert!(types.len() < 2, "{name}: {schema}");
        }
    }
}

#[test]
fn a_description_stands_in_its_schema_and_not_beside_it() {
    let mut waiting = vec![document()];

    while let Some(value) = waiting.pop() {
        for part in list(&value["allOf"]) {
            let says_something = object(part)
                .keys()
                .any(|key| key != "type" && key != "description");
            assert!(says_something, "{value}");
        }
        match value {
            Value::Object(fields) => waiting.extend(fields.into_iter().map(|(_, field)| field)),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}

/// An operation of the document.
struct Described<'d> {
    /// Its method and its path.
    name: String,
    operation: &'d Map<String, Value>,
}

/// Every operation of the document.
fn described(document: &Value) -> Vec<Described<'_>> {
    let mut operations = Vec::new();

    for (path, item) in object(&document["paths"]) {
        for (method, operation) in object(item) {
            operations.push(Described {
                name: format!("{} {path}", method.to_uppercase()),
                operation: object(operation),
            });
        }
    }

    operations
}

/// An object that must be there.
fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

/// The members of an object; none where there is no object.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The items of an array; none where there is no array.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A response, after its reference.
fn resolve<'d>(document: &'d Value, response: &'d Value) -> &'d Value {
    match response["$ref"].as_str() {
        Some(reference) => target(document, reference),
        None => response,
    }
}

/// The value that a reference names.
fn target<'d>(document: &'d Value, reference: &str) -> &'d Value {
    let pointer = reference.trim_start_matches('#');

    document.pointer(pointer).unwrap()
}

/// Every schema of an operation's request body.
fn request_schemas<'d>(document: &'d Value, operation: &'d Map<String, Value>) -> Vec<&'d Value> {
    let body = operation.get("requestBody");

    body.map(|body| body_schemas(document, body))
        .unwrap_or_default()
}

/// Every schema of a body's media types.
fn body_schemas<'d>(document: &'d Value, body: &'d Value) -> Vec<&'d Value> {
    let roots = members(&body["content"]).filter_map(|(_, media)| media.get("schema"));
    let mut seen = BTreeSet::new();

    roots
        .flat_map(|root| schemas(document, root, &mut seen))
        .collect()
}

/// A schema and every schema below it, with those that it refers to, each named schema once.
fn schemas<'d>(
    document: &'d Value,
    schema: &'d Value,
    seen: &mut BTreeSet<&'d str>,
) -> Vec<&'d Value> {
    let mut found = vec![schema];

    if let Some(reference) = schema["$ref"].as_str()
        && seen.insert(reference)
    {
        found.extend(schemas(document, target(document, reference), seen));
    }

    let variants = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .flat_map(|name| list(&schema[name]));
    let properties = members(&schema["properties"]).map(|(_, property)| property);
    for below in variants.chain(properties).chain(schema.get("items")) {
        found.extend(schemas(document, below, seen));
    }

    found
}

fn is_object(schema: &Value) -> bool {
    schema["type"] == "object" || list(&schema["type"]).any(|kind| kind == "object")
}
