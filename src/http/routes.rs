//! Which methods does a path know? Answered from the OpenAPI document, so that there is no second list.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::path::PathItem;

use crate::http::openapi::document;
use crate::http::problem::Problem;

/// The label of requests to paths that are no endpoint.
pub const UNMATCHED: &str = "unmatched";

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(table);

struct Row {
    template: String,
    /// How many slashes its paths have.
    slashes: usize,
    methods: Vec<&'static str>,
}

/// The template that a path belongs to, such as "/v1/articles/{article_id}"; [`UNMATCHED`] if none.
pub fn template(path: &str) -> &'static str {
    find(path).map_or(UNMATCHED, |row| &row.template)
}

/// The methods that a path knows, as `Allow` lists them; `None` where there is no such path.
pub fn allow(path: &str) -> Option<String> {
    find(path).map(|row| row.methods.join(", "))
}

/// The problem of a method that the path does not know. A literal path such as `/v1/comments/preview` would else be
/// taken for one with a variable part, which knows other methods.
pub fn refuse_method(request: &ServiceRequest) -> Option<Problem> {
    let row = find(request.path())?;
    let known = row.methods.contains(&request.method().as_str());
    (!known).then(|| Problem::method_not_allowed(row.methods.join(", ")))
}

/// The endpoint of a path: the first match is the most literal one. Every request asks twice, so nothing is
/// interpreted here: some forty patterns would cost more than the rest of the edge.
fn find(path: &str) -> Option<&'static Row> {
    let slashes = slashes(path);
    TABLE.iter().find(|row| row.slashes == slashes && fits(&row.template, path))
}

fn slashes(path: &str) -> usize {
    path.bytes().filter(|byte| *byte == b'/').count()
}

/// Whether they are alike in every part, where a variable one is like anything but nothing.
fn fits(template: &str, path: &str) -> bool {
    let mut parts = template.split('/').zip(path.split('/'));
    parts.all(|(part, given)| if part.starts_with('{') { !given.is_empty() } else { part == given })
}

/// Answers every request that no endpoint takes: 204 for OPTIONS, 405 for a wrong method, else 404.
pub async fn fallback(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let allow = allow(request.path()).ok_or_else(Problem::unknown_path)?;
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    Err(Problem::method_not_allowed(allow))
}

fn table() -> Vec<Row> {
    let paths: BTreeMap<String, PathItem> = document().paths.paths.into_iter().collect();
    let mut rows: Vec<Row> = paths
        .into_iter()
        .map(|(template, item)| Row { slashes: slashes(&template), methods: methods(&item), template })
        .collect();
    // A literal path wins over one with variable parts, as it does among the endpoints.
    rows.sort_by_key(|row| row.template.matches('{').count());
    rows
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    let mut methods = vec!["OPTIONS"];
    let known = [
        (item.get.is_some(), "GET"),
        (item.get.is_some(), "HEAD"),
        (item.post.is_some(), "POST"),
        (item.put.is_some(), "PUT"),
        (item.patch.is_some(), "PATCH"),
        (item.delete.is_some(), "DELETE"),
    ];
    methods.extend(known.into_iter().filter_map(|(is_there, method)| is_there.then_some(method)));
    methods.sort_unstable();
    methods
}
