//! The documentation of the API: the OpenAPI document, a page that shows it, and a page that
//! explains the error codes. Nothing is loaded from other sites.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use actix_web::http::header::{self, HeaderName};
use actix_web::web::Bytes;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};
use utoipa_swagger_ui::{Config, SwaggerFile};

use crate::error::Error;
use crate::http::caching::conditional::public;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::state::HttpState;

problems!(DocsProblems = [Overloaded]);
problems!(DocsFileProblems = [NotFound, Overloaded]);

/// The OpenAPI document
///
/// Describes every endpoint. Generate clients from it; `/docs` shows it as a page.
#[utoipa::path(
    operation_id = "get_openapi",
    tag = "operations",
    responses(
        (status = 200, description = "The document, in OpenAPI 3.1.", body = Object, content_type = "application/json",
            example = json!({"openapi": "3.1.0"})),
        DocsProblems,
    ),
)]
#[get("/openapi.json")]
pub(crate) async fn openapi(state: Data<HttpState>) -> HttpResponse {
    public(
        HttpResponse::Ok()
            .content_type("application/json")
            .body(state.document),
    )
}

/// The documentation page
///
/// Shows the OpenAPI document, and can send requests to try it out.
#[utoipa::path(
    operation_id = "get_docs",
    tag = "operations",
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html", example = "<!doctype html>"),
        DocsProblems,
    ),
)]
#[get("/docs")]
pub(crate) async fn docs() -> Result<HttpResponse, Problem> {
    let page = find("index.html")?.ok_or_else(Problem::internal)?;

    // The page is served beside the folder of its files, but its links are relative to the folder.
    let text = String::from_utf8_lossy(&page.bytes)
        .replace("\"./", "\"docs/")
        .replace("\"index.css", "\"docs/index.css")
        .replace("<title>Swagger UI</title>", "<title>Moderato: API</title>");

    Ok(public(
        HttpResponse::Ok()
            .content_type(HTML)
            .insert_header(PAGE_SECURITY)
            .body(text),
    ))
}

/// The page of error codes
///
/// Explains every code, and what to do about it. The `type` of a problem links to its entry.
#[utoipa::path(
    operation_id = "get_docs_errors",
    tag = "operations",
    responses(
        (status = 200, description = "The page, with an entry for each code.", body = String, content_type = "text/html",
            example = "<h2 id=\"not_found\">not_found</h2>"),
        DocsProblems,
    ),
)]
#[get("/docs/errors")]
pub(crate) async fn errors() -> HttpResponse {
    let page: &str = &ERRORS_PAGE;

    public(
        HttpResponse::Ok()
            .content_type(HTML)
            .insert_header(PAGE_SECURITY)
            .body(page),
    )
}

/// A file of the documentation page
///
/// The page at `/docs` loads these files and nothing from other sites.
#[utoipa::path(
    operation_id = "get_docs_file",
    tag = "operations",
    params(("file" = String, Path, description = "The name of the file, as the page at `/docs` links it.", example = "swagger-ui.css")),
    responses(
        (status = 200, description = "A script, a style sheet or an image.", content(
            (String = "text/css"), (String = "text/javascript"), (String = "text/html"), (String = "image/png"),
        )),
        DocsFileProblems,
    ),
)]
#[get("/docs/{file}")]
pub(crate) async fn file(Path(name): Path<String>) -> Result<HttpResponse, Problem> {
    let file = find(&name)?.ok_or_else(Problem::unknown_path)?;
    let response = HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header(PAGE_SECURITY)
        .body(match file.bytes {
            // Part of the program: each answer shares it.
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        });

    Ok(public(response))
}

const HTML: &str = "text/html; charset=utf-8";

/// Forbids content of other sites. The page's scripts set styles, and its images are data URLs, so
/// both are allowed.
const PAGE_SECURITY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(
        Config::from("/openapi.json")
            .validator_url("none")
            .use_base_layout(),
    )
});

static ERRORS_PAGE: LazyLock<String> = LazyLock::new(|| {
    let events = with_anchors(include_str!("../../../docs/ERRORS.md"));
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter());

    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Moderato: errors</title>\
         <style>body{{font:16px/1.5 sans-serif;max-width:45em;margin:2em auto;padding:0 1em}}\
         :target{{background:#ffd}}code{{background:#eee}}td,th{{padding:.2em .6em;text-align:left}}</style>\
         </head><body>{body}</body></html>"
    )
});

/// The file of Swagger UI with this name, if it has one.
fn find(name: &str) -> Result<Option<SwaggerFile<'static>>, Problem> {
    utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG))
        .map_err(|fault| Error::internal("the documentation", fault.to_string()).into())
}

/// The events of a Markdown text, in which each heading has its text as its anchor. So the `type`
/// of a problem links to the entry of its code.
fn with_anchors(markdown: &str) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();

    // The text of a heading is the event after its start.
    let texts: Vec<Option<CowStr<'_>>> = events
        .iter()
        .skip(1)
        .map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.clone()),
            _ => None,
        })
        .collect();

    for (event, text) in events.iter_mut().zip(texts) {
        if let Event::Start(Tag::Heading { id, .. }) = event {
            *id = text;
        }
    }

    events
}
