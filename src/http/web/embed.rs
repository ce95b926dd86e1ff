//! The two scripts whose addresses stand in other people's pages, and so never change.

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::problem::Problem;
use crate::http::web::assets::send;
use crate::http::web::files::{EMBED, JAVASCRIPT, WebFile};
use crate::http::web::security::allow_every_page;

/// Five minutes: how long after an update pages still load the former thread.
const FOR_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
const ENTRY: &str = "embed.js";

/// The script of the thread. It imports the present modules, all at once and by relative paths, so
/// that it also works behind a proxy that adds a prefix.
pub(super) async fn script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let address = EMBED.address();

    let modules = EMBED.imports_of(ENTRY).into_iter();
    let imports: String = modules
        .map(|module| format!("import \".{address}/{module}\";\n"))
        .collect();
    let response = send(&request, WebFile::made(imports, JAVASCRIPT), FOR_MINUTES).await?;

    Ok(allow_every_page(response))
}

/// The script of the counts. It is small and imports nothing.
pub(super) async fn count(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = EMBED.find("count.js").ok_or_else(Problem::unknown_path)?;
    let response = send(&request, file, FOR_MINUTES).await?;

    Ok(allow_every_page(response))
}
