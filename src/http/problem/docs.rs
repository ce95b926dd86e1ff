//! Which problems can an operation answer with, in the OpenAPI document? Written once as codes,
//! grouped by status.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, Header, Ref, RefOr, Response, ResponseBuilder};

use crate::http::problem::Occurrence;
use crate::http::problem::code::Code;
use crate::http::problem::examples::{example, sample_id};

/// Every operation may answer with these.
pub const ALWAYS: &[Code] = &[Code::UriTooLong, Code::InternalError];
/// Operations that ask the database.
pub const STORED: &[Code] = &[Code::Unavailable, Code::Overloaded];
/// Operations with a JSON body.
pub const BODY: &[Code] = &[
    Code::MalformedRequest,
    Code::RequestTimeout,
    Code::PayloadTooLarge,
    Code::UnsupportedMediaType,
    Code::ValidationFailed,
];
/// Operations with query parameters.
pub const QUERY: &[Code] = &[Code::MalformedRequest, Code::ValidationFailed];
/// Lists.
pub const LIST: &[Code] = &[
    Code::MalformedRequest,
    Code::ValidationFailed,
    Code::InvalidCursor,
];
/// Operations that need a moderator's token.
pub const TOKEN: &[Code] = &[Code::Unauthenticated, Code::Forbidden];
/// Operations with a quota for each address.
pub const LIMITED: &[Code] = &[Code::RateLimited];
/// Creating operations that take an Idempotency-Key.
pub const IDEMPOTENT: &[Code] = &[
    Code::ValidationFailed,
    Code::IdempotencyKeyReused,
    Code::IdempotencyInProgress,
];

/// Makes the type that lists an operation's problems, beside the handler:
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
        pub struct $name;

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

/// One response for each status of the codes: a reference where one code has it alone, else all its
/// examples.
pub fn responses(groups: &[&[Code]]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<String, Vec<Code>> = BTreeMap::new();
    for code in groups.iter().copied().chain([ALWAYS]).flatten().copied() {
        let codes = by_status
            .entry(code.status().as_str().to_owned())
            .or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    by_status
        .into_iter()
        .map(|(status, codes)| match codes.as_slice() {
            [only] => (
                status,
                RefOr::Ref(Ref::from_response_name(component_name(*only))),
            ),
            several => (status, RefOr::T(response(several))),
        })
        .collect()
}

/// The name of a code's response among the components.
pub fn component_name(code: Code) -> String {
    format!("{code:?}")
}

/// The response of one status with these codes.
pub fn response(codes: &[Code]) -> Response {
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
    let response = ResponseBuilder::new()
        .description(format!("{}.", titles.join(", or ")))
        .content("application/problem+json", content)
        .header(
            "X-Request-Id",
            text("The request's id, as in `request_id`."),
        );
    let status = codes.first().map(|code| code.status());
    let with_own = match status {
        Some(StatusCode::UNAUTHORIZED) => response.header("WWW-Authenticate", text("`Bearer`.")),
        Some(StatusCode::TOO_MANY_REQUESTS) => response
            .header("Retry-After", seconds())
            .header(
                "RateLimit-Policy",
                text("The quota and its window, such as `\"reports\";q=10;w=60`."),
            )
            .header(
                "RateLimit",
                text("What is left of it, such as `\"reports\";r=0;t=6`."),
            ),
        Some(StatusCode::SERVICE_UNAVAILABLE) => response.header("Retry-After", seconds()),
        _ => response,
    };
    with_own.build()
}

fn named_example(code: Code) -> utoipa::openapi::example::Example {
    let id = sample_id().to_string();
    let document = example(code).document(Occurrence {
        request_id: &id,
        public_url: "",
    });
    let value: Value = serde_json::from_str(&document).unwrap_or_default();
    utoipa::openapi::example::ExampleBuilder::new()
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
        .description(Some("Seconds to wait before trying again."))
        .build()
}
