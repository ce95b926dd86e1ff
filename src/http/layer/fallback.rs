//! The answer to requests that no endpoint takes.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// 204 for OPTIONS, 405 for a method that the path does not know, 404 for an unknown path.
pub(crate) async fn fallback(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let route = HttpState::of(&request)?.routes.of(request.path());
    let allow = route.ok_or_else(Problem::unknown_path)?.allow();

    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent()
            .insert_header((header::ALLOW, allow))
            .finish());
    }

    Err(Problem::method_not_allowed(allow))
}
