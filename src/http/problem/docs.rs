//! The problems of each operation in the OpenAPI document: listed as codes beside the handler,
//! written as one response for each status.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, Header, Ref, RefOr, Response, ResponseBuilder};

use crate::http::audience::Audience;
use crate::http::problem::Occurrence;
use crate::http::problem::code::Code;
use crate::http::problem::examples::{example, sample_id};

/// Problems of every operation.
const ALWAYS: &[Code] = &[Code::UriTooLong, Code::InternalError];

/// Problems of operations that read or write the database.
pub(crate) const STORED: &[Code] = &[Code::Unavailable, Code::Overloaded];

/// Problems of operations with a JSON body.
pub(crate) const BODY: &[Code] = &[
    Code::MalformedRequest,
    Code::RequestTimeout,
    Code::PayloadTooLarge,
    Code::UnsupportedMediaType,
    Code::ValidationFailed,
];

/// Problems of operations with query parameters.
pub(crate) const QUERY: &[Code] = &[Code::MalformedRequest, Code::ValidationFailed];

/// Problems of lists.
pub(crate) const LIST: &[Code] = &[
    Code::MalformedRequest,
    Code::ValidationFailed,
    Code::InvalidCursor,
];

/// Problems of operations that require a moderator's token.
pub(crate) const TOKEN: &[Code] = &[
    Code::Unauthenticated,
    Code::Forbidden,
    Code::PasswordChangeRequired,
];

/// Problems of operations with a quota for each address.
pub(crate) const LIMITED: &[Code] = &[Code::RateLimited];

/// Problems of creating operations that accept an `Idempotency-Key`.
pub(crate) const IDEMPOTENT: &[Code] = &[
    Code::ValidationFailed,
    Code::IdempotencyKeyReused,
    Code::IdempotencyInProgress,
    Code::Gone,
];

/// Declares the type that lists the problems of an operation, beside the handler:
///
/// ```text
/// problems!(SubmitProblems = STORED, BODY, LIMITED, IDEMPOTENT, [CommentsClosed, DuplicateComment]);
///
/// #[utoipa::path(.., responses((status = 201, body = SubmittedView), SubmitProblems))]
/// ```
///
/// The groups are the constants of this file; `ALWAYS` is added to each.
macro_rules! problems {
    ($(#[$doc:meta])* $name:ident = $($group:ident),* $(,)? $([$($code:ident),* $(,)?])?) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses()
            -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::response::Response>> {
                $crate::http::problem::docs::responses(&[
                    $($crate::http::problem::docs::$group,)*
                    $(&[$($crate::http::problem::code::Code::$code),*],)?
                ])
            }
        }
    };
}
pub(crate) use problems;

/// One response for each status. It is a reference to a component if one code has the status, else
/// it holds an example of each code.
pub(crate) fn responses(groups: &[&[Code]]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<String, Vec<Code>> = BTreeMap::new();

    for code in groups.iter().copied().chain([ALWAYS]).flatten().copied() {
        let status = code.status().as_str().to_owned();
        let codes = by_status.entry(status).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }

    let described = by_status.into_iter().map(|(status, codes)| {
        let response = match codes.as_slice() {
            [only] => RefOr::Ref(Ref::from_response_name(component_name(*only))),
            several => RefOr::T(response(several)),
        };

        (status, response)
    });

    described.collect()
}

/// The name of a code's response among the components.
pub(crate) fn component_name(code: Code) -> String {
    format!("{code:?}")
}

/// The response of one status, which all these codes have.
pub(crate) fn response(codes: &[Code]) -> Response {
    let titles: Vec<String> = codes
        .iter()
        .map(|code| format!("{} (`{}`)", code.title(), code.as_str()))
        .collect();
    let examples = codes
        .iter()
        .map(|code| (code.as_str(), named_example(*code)));
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .examples_from_iter(examples)
        .build();

    let status = codes.first().map(|code| code.status());
    let mut response = ResponseBuilder::new()
        .description(format!("{}.", titles.join(", or ")))
        .content("application/problem+json", content);
    for (name, header) in headers(status) {
        response = response.header(name, header);
    }

    response.build()
}

/// The headers of problems with this status.
fn headers(status: Option<StatusCode>) -> Vec<(&'static str, Header)> {
    let mut headers = vec![(
        "X-Request-Id",
        text("The request's id, also in `request_id`."),
    )];

    match status {
        Some(StatusCode::UNAUTHORIZED) => {
            headers.push(("WWW-Authenticate", text("Always `Bearer`.")));
        }
        Some(StatusCode::TOO_MANY_REQUESTS) => headers.extend([
            ("Retry-After", seconds()),
            (
                "RateLimit-Policy",
                text(
                    "The quota `q` in requests, and its window `w` in seconds, such as \
                     `\"reports\";q=10;w=60`.",
                ),
            ),
            (
                "RateLimit",
                text(
                    "The requests `r` that remain, and the seconds `t` until all of the quota is \
                     restored, or until the next request if `r` is 0, such as `\"reports\";r=0;t=6`.",
                ),
            ),
        ]),
        Some(StatusCode::SERVICE_UNAVAILABLE) => headers.push(("Retry-After", seconds())),
        _ => {}
    }

    headers
}

fn named_example(code: Code) -> Example {
    let id = sample_id().to_string();
    let document = example(code).document(Occurrence {
        audience: Audience::Programs,
        request_id: &id,
        public_url: "",
    });
    let value: Value = serde_json::from_str(&document).unwrap_or_default();

    ExampleBuilder::new()
        .summary(code.title())
        .value(Some(value))
        .build()
}

fn text(description: &str) -> Header {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .build();

    HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some(description))
        .build()
}

fn seconds() -> Header {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .minimum(Some(0))
        .build();

    HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some("The seconds to wait before the next request."))
        .build()
}
