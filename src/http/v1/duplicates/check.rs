//! A check of a text for duplicates.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::comment::CommentBody;
use crate::domain::ids::ArticleId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::flows::duplicates::check::{Check, CheckScope, FoundMatch, check_duplicates};
use crate::http::contract::body_sizes::COMMENT_TEXT;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::page::Limit;
use crate::http::state::HttpState;
use crate::http::v1::duplicates::views::example_match;
use crate::http::v1::moderation::views::{ContactView, DiffSpan, ModeratedComment, diff};

/// A text to check. Name an article or a site: the text is compared with comments of one site. The
/// most similar matches come first.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct DuplicateCheck {
    /// 1 to 10,000 characters as readers count them.
    #[schema(min_length = 1, example = "Thank you, this helped me a lot.")]
    pub body: String,
    /// Check on the site of this article. Comments under the article count at any age.
    pub article_id: Option<Uuid>,
    /// The name of a site; not used if `article_id` is present.
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    pub site: Option<String>,
    #[serde(default)]
    #[schema(inline)]
    pub limit: Limit,
}

/// The matches and contacts of a text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateMatches {
    pub items: Vec<DuplicateMatch>,
    /// The contacts in the text.
    pub contacts: Vec<ContactView>,
}

/// A stored comment that a text duplicates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateMatch {
    pub comment: ModeratedComment,
    /// exact, near, contains, frame or short.
    #[schema(example = "near")]
    pub kind: &'static str,
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
    /// The share of the shorter text that the other one contains.
    #[schema(minimum = 0, maximum = 1)]
    pub containment: f64,
    /// The age of the comment.
    pub age_seconds: i64,
    /// The differences from the comment's text to the text that was sent.
    pub diff: Vec<DiffSpan>,
}

problems!(
    CheckDuplicatesProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound]
);

/// Check a text for duplicates
///
/// Returns the stored comments that the text duplicates by the site's policy, and the contacts in
/// the text with their use by others. The text is not stored.
#[utoipa::path(
    operation_id = "check_duplicates",
    tag = "duplicates",
    security(("moderator_token" = [])),
    request_body(content = DuplicateCheck, extensions(("x-max-bytes" = json!(COMMENT_TEXT))), example = json!({
        "body": "Thank you, this helped me a lot.", "site": "default"
    })),
    responses(
        (status = 200, description = "The matches, the most similar first.", body = DuplicateMatches,
            example = json!({"items": [example_match()], "contacts": []})),
        CheckDuplicatesProblems,
    ),
)]
#[post("/v1/admin/duplicates/check")]
pub(crate) async fn check_for_duplicates(
    state: Data<HttpState>,
    authorised: Authorised<Metered<Moderator, Administration>, Body<DuplicateCheck, COMMENT_TEXT>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(moderator, _),
        input: body,
    } = authorised;
    let check = body.value.into_check()?;

    let found = check_duplicates(&state.app, &moderator, &check).await?;

    let items = found.matches.into_iter().map(DuplicateMatch::from);
    let contacts = found.contacts.into_iter().map(ContactView::from);
    Ok(HttpResponse::Ok().json(DuplicateMatches {
        items: items.collect(),
        contacts: contacts.collect(),
    }))
}

impl DuplicateCheck {
    fn into_check(self) -> Result<Check, Refusal> {
        let body = CommentBody::parse(&self.body, "/body")
            .map_err(|invalid| Refusal::Invalid(vec![invalid]))?;

        let scope = match (self.article_id, self.site) {
            (Some(article), _) => CheckScope::Article(ArticleId(article)),
            (None, Some(site)) => CheckScope::Site(site),
            (None, None) => {
                return Err(Refusal::invalid(
                    "/site",
                    "missing_field",
                    "Name an article or a site.",
                ));
            }
        };

        Ok(Check {
            body,
            scope,
            limit: usize::try_from(self.limit.get()).unwrap_or(usize::MAX),
        })
    }
}

impl From<FoundMatch> for DuplicateMatch {
    fn from(found: FoundMatch) -> Self {
        Self {
            comment: found.comment.into(),
            kind: found.matched.kind.as_str(),
            similarity: found.matched.similarity,
            containment: found.matched.containment,
            age_seconds: found.age_seconds,
            diff: diff(found.diff),
        }
    }
}
