//! The files of the faces at their addresses, which change with the contents, so that browsers keep
//! them for ever.

use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::caching::accept_encoding::accepted_coding;
use crate::http::caching::coding::encode_once;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::web::files::{Bundle, CONSOLE, EMBED, PAGES, WebFile, is_hash};
use crate::http::web::security::{allow_every_page, allow_own_pages};

/// A year: longer than any page that names the address is in use.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A page that was made before an update names the former hash. It gets the present file, which no
/// cache may keep under that address.
const OUTDATED: HeaderValue = HeaderValue::from_static("public, no-cache");

/// Which file of a face.
#[derive(Deserialize)]
pub(super) struct Asset {
    hash: String,
    file: String,
}

/// A file of the embedded thread, for the pages of other sites.
pub(super) async fn embed(
    request: HttpRequest,
    Path(asset): Path<Asset>,
) -> Result<HttpResponse, Problem> {
    let response = find(&request, &EMBED, &asset).await?;

    Ok(allow_every_page(response))
}

/// A file of the console, for the console only.
pub(super) async fn console(
    request: HttpRequest,
    Path(asset): Path<Asset>,
) -> Result<HttpResponse, Problem> {
    let response = find(&request, &CONSOLE, &asset).await?;

    Ok(allow_own_pages(response))
}

/// A file of the pages that the service renders, for those only.
pub(super) async fn pages(
    request: HttpRequest,
    Path(asset): Path<Asset>,
) -> Result<HttpResponse, Problem> {
    let response = find(&request, &PAGES, &asset).await?;

    Ok(allow_own_pages(response))
}

/// Answers with a file in the coding that the client accepts. Each form is made once.
pub(super) async fn send(
    request: &HttpRequest,
    file: WebFile,
    cache_control: HeaderValue,
) -> Result<HttpResponse, Problem> {
    let coding = accepted_coding(request.head());
    let tag = file.tag(coding);

    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header((header::CACHE_CONTROL, cache_control))
        .insert_header((header::ETAG, tag.as_str()));

    if coding == ContentEncoding::Identity {
        return Ok(response.body(file.bytes));
    }

    let form = encode_once(&tag, &file.bytes, coding).await?;
    response
        .insert_header((header::CONTENT_ENCODING, coding.as_str()))
        // The layer says so of a text that it might still encode, which this is no more.
        .insert_header((header::VARY, "Accept-Encoding"));

    Ok(response.body(form))
}

async fn find(
    request: &HttpRequest,
    bundle: &Bundle,
    asset: &Asset,
) -> Result<HttpResponse, Problem> {
    let file = is_hash(&asset.hash).then(|| bundle.find(&asset.file));
    let file = file.flatten().ok_or_else(Problem::unknown_path)?;

    let cache_control = if asset.hash == bundle.hash() {
        FOR_EVER
    } else {
        OUTDATED
    };

    send(request, file, cache_control).await
}
