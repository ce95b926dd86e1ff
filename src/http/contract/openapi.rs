//! What does the OpenAPI document say beyond its operations? Who we are, how to authenticate, what
//! problems look like.

use std::sync::LazyLock;

use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr};

use crate::http::Endpoints;
use crate::http::contract::request_schemas;
use crate::http::problem::body::{CurrentState, FieldError, LastDecisionState, ProblemBody};
use crate::http::problem::code::CODES;
use crate::http::problem::docs;

/// The OpenAPI 3.1 document of the whole service: served, committed as `openapi/openapi.json`, and
/// the source of the table of routes.
pub fn document() -> OpenApi {
    DOCUMENT.clone()
}

/// The document as the bytes that are served and committed.
pub fn document_json() -> &'static str {
    &DOCUMENT_JSON
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Moderato",
        description = "Articles, threaded comments, duplicate detection and moderator approval.\n\n\
            Clients ignore fields they do not know: more may come within version 1. Ids are strings without \
            meaning. Errors are problem documents (RFC 9457) with a stable `code`; `/docs/errors` explains each.",
        contact(name = "The maintainers of Moderato"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "The service that serves this document")),
    tags(
        (name = "articles", description = "What is commented on."),
        (name = "comments", description = "Threads and comments, for everybody."),
        (name = "challenges", description = "Questions that a poster answers first."),
        (name = "tokens", description = "Signing in and out."),
        (name = "moderation", description = "The queue and decisions. For moderators."),
        (name = "duplicates", description = "Groups of comments that repeat each other. For moderators."),
        (name = "events", description = "What happens, in order: as a feed to read on from, and live."),
        (name = "administration", description = "Articles, moderators and policies. For admins."),
        (name = "operations", description = "Health, metrics and this documentation."),
    ),
    components(schemas(
        ProblemBody<'static>, FieldError<'static>, CurrentState<'static>, LastDecisionState<'static>,
    )),
)]
struct Frame;

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
    let mut document = Frame::openapi();
    document.merge(Endpoints::openapi());
    let mut components = document.components.take().unwrap_or_default();
    add_security(&mut components);
    for code in CODES {
        let response = RefOr::T(docs::response(&[code]));
        components
            .responses
            .insert(docs::component_name(code), response);
    }
    drop_unused_responses(&mut components, &document);
    drop_unused_schemas(&mut components, &document);
    operations(&mut document).for_each(say_public);
    request_schemas::close(operations(&mut document), &mut components);
    document.components = Some(components);
    document
});

static DOCUMENT_JSON: LazyLock<String> = LazyLock::new(|| {
    // A document of plain maps and strings always has a JSON form.
    let mut json = DOCUMENT.to_pretty_json().unwrap_or_default();
    json.push('\n');
    json
});

fn add_security(components: &mut Components) {
    let bearer = |description: &str| {
        HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(description))
    };
    let moderator = bearer("An access token from `POST /v1/auth/token`.")
        .bearer_format("JWT")
        .build();
    let guest = bearer("The `guest_token` that came with the author's own comment.").build();
    for (name, scheme) in [(MODERATOR_TOKEN, moderator), (GUEST_TOKEN, guest)] {
        components
            .security_schemes
            .insert(name.to_owned(), SecurityScheme::Http(scheme).into());
    }
}

/// The scheme of routes for moderators and admins: `security(("moderator_token" = []))`.
pub const MODERATOR_TOKEN: &str = "moderator_token";
/// The scheme of routes for the author of a comment.
pub const GUEST_TOKEN: &str = "guest_token";

/// Only what an operation refers to belongs into the document.
fn drop_unused_responses(components: &mut Components, document: &OpenApi) {
    let used = serde_json::to_string(&document.paths).unwrap_or_default();
    components
        .responses
        .retain(|name, _| used.contains(&format!("#/components/responses/{name}\"")));
}

/// A generic page has the shape of its items in it, so the item's own schema may be left over; and
/// once it is gone, what only it referred to.
fn drop_unused_schemas(components: &mut Components, document: &OpenApi) {
    let paths = serde_json::to_string(&document.paths).unwrap_or_default();
    loop {
        let used = paths.clone() + &serde_json::to_string(components).unwrap_or_default();
        let before = components.schemas.len();
        components
            .schemas
            .retain(|name, _| used.contains(&format!("#/components/schemas/{name}\"")));
        if components.schemas.len() == before {
            break;
        }
    }
}

/// An operation without a scheme says so: it is public.
fn say_public(operation: &mut Operation) {
    operation.security.get_or_insert_default();
}

fn operations(document: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    document.paths.paths.values_mut().flat_map(|item| {
        let PathItem {
            get,
            put,
            post,
            delete,
            patch,
            ..
        } = item;
        [get, put, post, delete, patch].into_iter().flatten()
    })
}
