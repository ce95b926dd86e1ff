//! Answers with public pages: from the cache where it has a current one, else as read now.

use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::app::generations::Scope;
use crate::app::page_key::PageKey;
use crate::app::pages::{Content, Form, Served, Stale};
use crate::error::{Error, Result};
use crate::http::caching::conditional::{has_credentials, public, tag_of};
use crate::http::problem::Problem;
use crate::http::reply::link::link;
use crate::http::state::HttpState;
use crate::http::web::layout::{Document, HTML, WITHOUT_SCRIPTS, secure};

/// RFC 9211.
const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// Answers with the page of that key. If the cache does not have it, `scope` finds its subject, and
/// `render` reads and writes it. A request with credentials gets a page that is not cached.
pub async fn respond(
    request: &HttpRequest,
    key: PageKey,
    scope: impl AsyncFnOnce() -> Result<Scope>,
    render: impl AsyncFnOnce() -> Result<Content>,
) -> Result<HttpResponse, Problem> {
    let state = HttpState::of(request)?;
    if has_credentials(request.head()) {
        return answer(request.head(), state.public_url(), &render().await?);
    }

    let Served { content, stale } = state
        .app
        .cache
        .pages
        .serve(key.clone(), scope, render)
        .await?;
    state.known_urls.learn(request.head(), key, state.routes);

    let mut response = answer(request.head(), state.public_url(), &content)?;
    if let Some(Stale { age }) = stale {
        let age = age.as_secs();
        let status = format!("Moderato; hit; ttl=-{age}; detail=database_unavailable");

        let headers = response.headers_mut();
        headers.insert(header::AGE, age.into());
        headers.insert(
            CACHE_STATUS,
            HeaderValue::from_str(&status).map_err(|_| Problem::internal())?,
        );
    }

    Ok(response)
}

/// A view as it is cached and sent. `next_cursor` is the cursor of the next page, if there is one.
///
/// # Errors
/// `Internal` when the view has no JSON form.
pub(crate) fn write_page(view: &impl Serialize, next_cursor: Option<String>) -> Result<Content> {
    let body = serde_json::to_vec(view).map_err(|fault| Error::internal("a view", fault))?;

    Ok(Content {
        form: Form::Json,
        tag: tag_of(&body),
        body: body.into(),
        next_cursor,
    })
}

/// A page for people, as it is cached and sent.
pub(crate) fn write_document(document: Document) -> Content {
    let body = document.into_html().into_bytes();

    Content {
        form: Form::Html,
        tag: tag_of(&body),
        body: body.into(),
        next_cursor: None,
    }
}

/// 200 with a page, for this request.
///
/// # Errors
/// 500 for a value that no header can contain.
pub fn answer(
    request: &RequestHead,
    public_url: &str,
    content: &Content,
) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, media_type(content.form)));

    if let Some(cursor) = &content.next_cursor {
        response.insert_header((header::LINK, link(public_url, &request.uri, cursor)?));
    }

    let mut response = public(response.body(content.body.clone()));
    if !has_credentials(request) {
        response.headers_mut().insert(
            header::ETAG,
            HeaderValue::from_str(&content.tag).map_err(|_| Problem::internal())?,
        );
    }

    Ok(match content.form {
        Form::Json => response,
        Form::Html => secure(response, WITHOUT_SCRIPTS),
    })
}

const fn media_type(form: Form) -> &'static str {
    match form {
        Form::Json => "application/json",
        Form::Html => HTML,
    }
}
