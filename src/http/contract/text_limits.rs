//! Writes the limits of texts into the OpenAPI document. `maxLength` counts code points, as JSON
//! Schema does; `x-text-limit` has the limits that the service checks: characters as readers count
//! them (grapheme clusters, UAX #29), and bytes in UTF-8 (of an address: in its encoded form).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{Object, Schema};
use utoipa::openapi::{Components, RefOr};

use crate::domain::text_limit::{
    ARTICLE_AUTHOR, ARTICLE_BODY, AUTHOR_SEARCH, CITATION, COMMENT_BODY, DOI, GIVEN_EMAIL,
    GIVEN_PASSWORD, LEAD, NAME, NOTE, PASSWORD, REASON, REPORT_DETAIL, SEARCH, SITE_TITLE, TITLE,
    TextLimit,
};
use crate::domain::url_limit::{PAGE_URL, UrlLimit, WEBSITE};
use crate::http::extract::body::BODY_LIMIT;

/// The limit of a field.
#[derive(Clone, Copy)]
enum Limit {
    Text(TextLimit),
    Url(UrlLimit),
}

/// A text in a request body: its schema, its field, its limit.
struct Field(&'static str, &'static str, Limit);

const FIELDS: &[Field] = &[
    Field("NewComment", "body", Limit::Text(COMMENT_BODY)),
    Field("NewPageComment", "url", Limit::Url(PAGE_URL)),
    Field("NewPageComment", "title", Limit::Text(TITLE)),
    Field("NewPageComment", "body", Limit::Text(COMMENT_BODY)),
    Field("NewAuthor", "name", Limit::Text(NAME)),
    Field("NewAuthor", "website", Limit::Url(WEBSITE)),
    Field("CommentEdit", "body", Limit::Text(COMMENT_BODY)),
    Field("PreviewRequest", "body", Limit::Text(COMMENT_BODY)),
    Field("DuplicateCheck", "body", Limit::Text(COMMENT_BODY)),
    Field("NewReport", "detail", Limit::Text(REPORT_DETAIL)),
    Field("NewDecision", "reason", Limit::Text(REASON)),
    Field("NewDecision", "note", Limit::Text(NOTE)),
    Field("NewBulkDecision", "reason", Limit::Text(REASON)),
    Field("NewBulkDecision", "note", Limit::Text(NOTE)),
    Field("NewGroupDecision", "reason", Limit::Text(REASON)),
    Field("NewSite", "name", Limit::Text(SITE_TITLE)),
    Field("SitePatch", "name", Limit::Text(SITE_TITLE)),
    Field("NewArticle", "url", Limit::Url(PAGE_URL)),
    Field("NewArticle", "title", Limit::Text(TITLE)),
    Field("NewArticle", "lead", Limit::Text(LEAD)),
    Field("NewArticle", "body", Limit::Text(ARTICLE_BODY)),
    Field("ArticlePreviewRequest", "body", Limit::Text(ARTICLE_BODY)),
    Field("NewArticle", "author", Limit::Text(ARTICLE_AUTHOR)),
    Field("ArticlePatch", "url", Limit::Url(PAGE_URL)),
    Field("ArticlePatch", "title", Limit::Text(TITLE)),
    Field("ArticlePatch", "lead", Limit::Text(LEAD)),
    Field("ArticlePatch", "body", Limit::Text(ARTICLE_BODY)),
    Field("ArticlePatch", "author", Limit::Text(ARTICLE_AUTHOR)),
    Field("NewMove", "url", Limit::Url(PAGE_URL)),
    Field("NewReference", "text", Limit::Text(CITATION)),
    Field("NewReference", "doi", Limit::Text(DOI)),
    Field("NewReference", "url", Limit::Url(PAGE_URL)),
    Field("NewAccount", "name", Limit::Text(NAME)),
    Field("NewAccount", "password", Limit::Text(PASSWORD)),
    Field("AccountChange", "name", Limit::Text(NAME)),
    Field("AccountChange", "password", Limit::Text(PASSWORD)),
    Field("QueueSearch", "author", Limit::Text(AUTHOR_SEARCH)),
    Field("QueueSearch", "q", Limit::Text(SEARCH)),
    Field("Credentials", "email", Limit::Text(GIVEN_EMAIL)),
    Field("Credentials", "password", Limit::Text(GIVEN_PASSWORD)),
];

/// A text in a query: its operation, its parameter, its limit.
const PARAMETERS: &[Field] = &[
    Field("list_moderated_comments", "q", Limit::Text(SEARCH)),
    Field(
        "list_moderated_comments",
        "author",
        Limit::Text(AUTHOR_SEARCH),
    ),
];

/// The extension of a request body that holds its largest size in bytes.
const BODY_BYTES: &str = "x-max-bytes";

/// Writes the limits of the texts in request bodies.
pub(super) fn describe_fields(components: &mut Components) {
    for Field(schema, field, limit) in FIELDS {
        let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(*schema) else {
            continue;
        };
        if let Some(RefOr::T(Schema::Object(text))) = object.properties.get_mut(*field) {
            limit.describe(text);
        }
    }
}

/// Writes the limits of the texts in an operation's query, and the size of its body, unless the
/// operation states another one.
pub(super) fn describe_operation(operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();

    let parameters = operation.parameters.iter_mut().flatten();
    for parameter in parameters {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        let is_in_query = matches!(parameter.parameter_in, ParameterIn::Query);
        let known = PARAMETERS
            .iter()
            .find(|Field(of, name, _)| *of == id && *name == parameter.name && is_in_query);
        if let Some(Field(_, _, limit)) = known
            && let Some(RefOr::T(Schema::Object(text))) = &mut parameter.schema
        {
            limit.describe(text);
        }
    }

    if let Some(RefOr::T(body)) = &mut operation.request_body {
        let extensions = body.extensions.get_or_insert_default();
        extensions
            .entry(BODY_BYTES.to_owned())
            .or_insert_with(|| json!(BODY_LIMIT));
    }
}

impl Limit {
    fn describe(self, text: &mut Object) {
        let (characters, bytes, code_points) = match self {
            Self::Text(limit) => (limit.characters(), limit.bytes(), limit.code_points()),
            Self::Url(limit) => (limit.characters(), limit.bytes(), limit.bytes()),
        };
        // One extension with one value: extensions have no order of their own.
        let limits = json!({ "characters": characters, "bytes": bytes });
        let limits: BTreeMap<String, Value> = [("x-text-limit".to_owned(), limits)].into();

        text.max_length = Some(code_points);
        text.extensions
            .get_or_insert_with(Extensions::default)
            .extend(limits);
    }
}
