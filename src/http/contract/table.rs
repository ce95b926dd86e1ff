//! The table of routes. It is built from the OpenAPI document, so that there is only one list.

use std::sync::LazyLock;

use utoipa::openapi::path::PathItem;

use crate::http::contract::openapi::document;
use crate::http::routes::{Route, Routes};

static TABLE: LazyLock<Routes> = LazyLock::new(build);

/// The routes of all endpoints. Built once for each process.
pub(crate) fn routes() -> &'static Routes {
    &TABLE
}

fn build() -> Routes {
    let mut routes = Routes::default();

    for (template, item) in document().paths.paths {
        let route = Route::new(template, methods(&item));
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
