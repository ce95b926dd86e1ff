//! The table of routes. It is built from the OpenAPI document and the list of pages, so that there
//! is no third list.

use std::sync::LazyLock;

use utoipa::openapi::path::PathItem;

use crate::http::contract::openapi::document;
use crate::http::routes::{Route, Routes};
use crate::http::web;

static TABLE: LazyLock<Routes> = LazyLock::new(build);

/// The routes of all endpoints and pages. Built once for each process.
pub(crate) fn routes() -> &'static Routes {
    &TABLE
}

fn build() -> Routes {
    let mut routes = Routes::default();

    let paths = document().paths.paths.into_iter();
    let documented = paths.map(|(template, item)| Route::new(template, methods(&item)));

    for route in documented.chain(web::routes()) {
        if let Err(fault) = routes.insert(route) {
            tracing::error!(error.what = %fault, "two paths match the same requests");
        }
    }

    routes
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    let known = [
        (item.get.is_some(), "GET"),
        (item.get.is_some(), "HEAD"),
        (item.post.is_some(), "POST"),
        (item.put.is_some(), "PUT"),
        (item.patch.is_some(), "PATCH"),
        (item.delete.is_some(), "DELETE"),
    ];
    let documented = known
        .into_iter()
        .filter_map(|(is_documented, method)| is_documented.then_some(method));

    documented.chain(["OPTIONS"]).collect()
}
