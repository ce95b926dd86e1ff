//! The OpenAPI document: the operations of all endpoints, with a general description, the security
//! schemes and the problems.

use std::sync::LazyLock;

use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr};

use crate::http::Endpoints;
use crate::http::contract::{request_schemas, text_limits};
use crate::http::problem::body::{CurrentState, FieldError, LastDecisionState, ProblemBody};
use crate::http::problem::code::CODES;
use crate::http::problem::docs;

/// The OpenAPI 3.1 document of the whole service. It is served, committed as
/// `openapi/openapi.json`, and the source of the table of routes.
pub(super) fn document() -> OpenApi {
    DOCUMENT.clone()
}

/// The document as JSON, as it is served and committed.
pub fn document_json() -> &'static str {
    &DOCUMENT_JSON
}

/// The scheme of routes for moderators and admins: `security(("moderator_token" = []))`.
const MODERATOR_TOKEN: &str = "moderator_token";

/// The scheme of routes for the author of a comment: `security(("guest_token" = []))`.
const GUEST_TOKEN: &str = "guest_token";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Moderato",
        description = "Articles, threaded comments, duplicate detection and moderation.\n\n\
            Version 1 may gain fields, so ignore unknown fields in answers. Treat ids as opaque strings. Errors \
            are problem documents (RFC 9457) with a stable `code`; `/docs/errors` explains every code.",
        contact(name = "The maintainers of Moderato"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "The service that this document comes from")),
    tags(
        (name = "articles", description = "Articles that readers comment on."),
        (name = "comments", description = "Threads and comments. Public."),
        (name = "challenges", description = "Tasks to solve before posting a comment, against automated posts."),
        (name = "tokens", description = "Sign in, refresh a session, sign out."),
        (name = "moderation", description = "The queue of comments and the decisions about them. For moderators."),
        (name = "duplicates", description = "Groups of comments that duplicate each other. For moderators."),
        (name = "events", description = "Changes in order: as a feed with a cursor, and as live streams."),
        (name = "administration", description = "Articles, moderators and policies. For admins."),
        (name = "operations", description = "Health checks, metrics and this documentation."),
    ),
    components(schemas(
        ProblemBody<'static>, FieldError<'static>, CurrentState<'static>, LastDecisionState<'static>,
    )),
)]
struct Description;

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
    let mut document = Description::openapi();
    document.merge(Endpoints::openapi());
    let mut components = document.components.take().unwrap_or_default();

    add_security_schemes(&mut components);
    add_problem_responses(&mut components);
    drop_unused_responses(&mut components, &document);
    drop_unused_schemas(&mut components, &document);

    operations(&mut document).for_each(mark_public);
    operations(&mut document).for_each(text_limits::describe_operation);
    text_limits::describe_fields(&mut components);
    request_schemas::close(operations(&mut document), &mut components);

    document.components = Some(components);
    document
});

static DOCUMENT_JSON: LazyLock<String> = LazyLock::new(|| {
    // Serialising cannot fail: all keys of the document are strings.
    let mut json = DOCUMENT.to_pretty_json().unwrap_or_default();

    json.push('\n');
    json
});

fn add_security_schemes(components: &mut Components) {
    let bearer = |description: &str| {
        HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(description))
    };
    let moderator = bearer("An access token from `POST /v1/auth/token`.")
        .bearer_format("JWT")
        .build();
    let guest = bearer(
        "The `guest_token` in the answer to `POST /v1/articles/{article_id}/comments`. It is valid for that \
         comment only.",
    )
    .build();

    for (name, scheme) in [(MODERATOR_TOKEN, moderator), (GUEST_TOKEN, guest)] {
        components
            .security_schemes
            .insert(name.to_owned(), SecurityScheme::Http(scheme).into());
    }
}

/// Adds the response of every code. An operation refers to it unless several of its codes have the
/// same status.
fn add_problem_responses(components: &mut Components) {
    for code in CODES {
        let response = RefOr::T(docs::response(&[code]));
        components
            .responses
            .insert(docs::component_name(code), response);
    }
}

/// Drops the responses that no operation refers to.
fn drop_unused_responses(components: &mut Components, document: &OpenApi) {
    let used = serde_json::to_string(&document.paths).unwrap_or_default();

    components
        .responses
        .retain(|name, _| used.contains(&format!("#/components/responses/{name}\"")));
}

/// Drops the schemas that nothing refers to. A page holds the schema of its items inline, so the
/// item's own schema may be unused. Dropping it may leave further ones unused.
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

/// Gives an operation without a security scheme an empty list of schemes, which marks it as public.
fn mark_public(operation: &mut Operation) {
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
