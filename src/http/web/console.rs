//! The page of the moderators' console, which is the same at every path of the console: its script
//! reads the path.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::problem::Problem;
use crate::http::web::files::{CONSOLE, page as file};
use crate::http::web::security::page_security;

/// The page may change with every update, and a browser asks each time.
const ASK: HeaderValue = HeaderValue::from_static("public, no-cache");

/// Only files of the service run and are shown, but images of comments may be on other sites. Text
/// reaches the document through one audited function, the policy `moderato`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types moderato";

/// What stands in the page for the address of its files.
const ASSETS: &str = "{{assets}}";

/// The console. A path with a dot names a file, and there is none.
pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    if request.path().contains('.') {
        return Err(Problem::unknown_path());
    }

    let page = file("console/index.html").ok_or_else(Problem::unknown_path)?;
    let page = page.replace(ASSETS, &CONSOLE.address());
    let response = HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, ASK))
        .body(page);

    Ok(page_security(response, POLICY))
}
