//! Which methods does a path know? Answered from the OpenAPI document, so that there is no second
//! list.

use std::sync::LazyLock;

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use matchit::Router;
use utoipa::openapi::path::PathItem;

use crate::http::openapi::document;
use crate::http::problem::Problem;

/// The label of requests to paths that are no endpoint.
pub const UNMATCHED: &str = "unmatched";

static TABLE: LazyLock<Router<Route>> = LazyLock::new(table);

/// What is known of one path.
pub struct Route {
    /// With its variable parts named, such as "/v1/articles/{article_id}".
    pub template: String,
    methods: Vec<&'static str>,
}

impl Route {
    /// The endpoint of a path. A literal path wins over one with variable parts, as it does among
    /// the endpoints.
    pub fn of(path: &str) -> Option<&'static Self> {
        TABLE.at(path).ok().map(|found| found.value)
    }

    /// The methods that the path knows, as `Allow` lists them.
    pub fn allow(&self) -> String {
        self.methods.join(", ")
    }

    /// The problem of a method that the path does not know. A literal path such as
    /// `/v1/comments/preview` would else be taken for one with a variable part, which knows other
    /// methods.
    pub fn refuse_method(&self, method: &Method) -> Option<Problem> {
        let known = self.methods.contains(&method.as_str());
        (!known).then(|| Problem::method_not_allowed(self.allow()))
    }
}

/// Answers every request that no endpoint takes: 204 for OPTIONS, 405 for a wrong method, else 404.
pub async fn fallback(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let allow = Route::of(request.path())
        .ok_or_else(Problem::unknown_path)?
        .allow();
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent()
            .insert_header((header::ALLOW, allow))
            .finish());
    }
    Err(Problem::method_not_allowed(allow))
}

fn table() -> Router<Route> {
    let mut table = Router::new();
    for (template, item) in document().paths.paths {
        let route = Route {
            template: template.clone(),
            methods: methods(&item),
        };
        if let Err(fault) = table.insert(template, route) {
            tracing::error!(error.what = %fault, "two paths are taken for each other");
        }
    }
    table
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
    methods.extend(
        known
            .into_iter()
            .filter_map(|(is_there, method)| is_there.then_some(method)),
    );
    methods.sort_unstable();
    methods
}
