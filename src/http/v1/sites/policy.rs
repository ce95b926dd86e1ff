//! Reading the policy of a site and putting another one in force.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use validator::Validate;

use crate::domain::policy::{self, Policy};
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::domain::site::SiteName;
use crate::flows::sites::policy::{SitePolicy, Written, put_site_policy, read_site_policy};
use crate::http::extract::actor::By;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::state::HttpState;

/// Which comments wait for a moderator.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All of them.
    #[default]
    All,
    /// Those of authors without an approved comment, and all that a check holds.
    NewAuthors,
    /// Those that a check holds.
    Flagged,
    /// None.
    None,
}

/// What a poster must solve first.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeKind {
    #[default]
    Off,
    Arithmetic,
}

/// The rules of a site. A PUT replaces all of them: an absent field takes its default.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default)]
pub struct PolicyDocument {
    #[schema(schema_with = mode_schema)]
    pub mode: Mode,
    #[schema(schema_with = challenge_schema)]
    pub challenge: ChallengeKind,
    /// Similarity from which a text of 80 letters and more of another author counts as a near
    /// duplicate. Shorter texts must be more alike, those of one author less.
    #[schema(minimum = 0.3, maximum = 1)]
    pub near_duplicate_threshold: f64,
    /// How much of the shorter of two texts must stand in the longer one to be noted. Shorter texts
    /// than 80 letters must be contained more fully.
    #[schema(minimum = 0.5, maximum = 1)]
    pub containment_threshold: f64,
    /// How far back an author's own repeats are looked for under other articles; under the same one
    /// always.
    #[schema(maximum = 3650)]
    pub duplicate_window_days: u32,
    /// The same for repeats of what other authors wrote.
    #[schema(maximum = 3650)]
    pub other_authors_window_days: u32,
    /// How long the same text of the same person under the same article is refused (409); later it
    /// is held.
    #[schema(maximum = 31536000)]
    pub repeat_refusal_seconds: u32,
    /// The same text from so many authors is noted as a campaign; 0 never.
    #[schema(maximum = 1000)]
    pub campaign_authors: u32,
    /// More links than this are held.
    #[schema(maximum = 1000)]
    pub max_links: u32,
    /// The deepest reply: 0 allows top-level comments only.
    #[schema(maximum = 50)]
    pub max_depth: u32,
    /// Comments close this many days after publication; 0 never.
    #[schema(maximum = 36500)]
    pub close_after_days: u32,
    /// How long an author may edit. Withdrawing has no end.
    #[schema(maximum = 86400)]
    pub edit_window_seconds: u32,
    /// The web origins whose pages may call the API.
    #[schema(max_items = 100, example = json!(["https://example.org"]))]
    pub origins: Vec<String>,
    /// The version that is in force. In a PUT absent or 0: there is no such site yet, make it.
    #[schema(minimum = 0)]
    pub version: i32,
}

fn mode_schema() -> Object {
    words(
        "Which comments wait for a moderator.",
        &["all", "new_authors", "flagged", "none"],
    )
}

fn challenge_schema() -> Object {
    words("What a poster must solve first.", &["off", "arithmetic"])
}

/// A choice of words, the first of which is the default. (The derived schema calls a default beside
/// a reference an object, which no word is.)
fn words(description: &str, choices: &[&str]) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .enum_values(Some(choices.iter().copied()))
        .default(choices.first().map(|first| (*first).into()))
        .build()
}

problems!(GetPolicyProblems = STORED, TOKEN, [NotFound]);
problems!(
    PutPolicyProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound, VersionConflict]
);

/// Read a site's policy
///
/// With the version that a PUT must name to take its place.
#[utoipa::path(
    operation_id = "get_policy",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("site" = String, Path, description = "The name of the site.", example = "default")),
    responses(
        (status = 200, description = "The policy in force.", body = PolicyDocument,
            example = json!(crate::http::v1::sites::policy::example_policy(1))),
        GetPolicyProblems,
    ),
)]
#[get("/v1/admin/sites/{site}/policy")]
pub async fn get_policy(
    state: Data<HttpState>,
    By(admin): By<Admin>,
    Path(site): Path<String>,
) -> Result<HttpResponse, Problem> {
    let shown = read_site_policy(&state.app, &admin, &site).await?;
    Ok(HttpResponse::Ok().json(PolicyDocument::from(shown)))
}

/// Put a policy in force
///
/// With the version that is in force it replaces that policy; without one it makes the site.
#[utoipa::path(
    operation_id = "put_policy",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("site" = String, Path, description = "The name of the site.", example = "default")),
    request_body(content = inline(PolicyDocument), example = json!(crate::http::v1::sites::policy::example_policy(1))),
    responses(
        (status = 200, description = "In force in place of the one before.", body = PolicyDocument,
            example = json!(crate::http::v1::sites::policy::example_policy(2))),
        (status = 201, description = "In force on a new site.", body = PolicyDocument,
            example = json!(crate::http::v1::sites::policy::example_policy(1))),
        PutPolicyProblems,
    ),
)]
#[put("/v1/admin/sites/{site}/policy")]
pub async fn put_policy(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(site): Path<String>,
    authorised: Authorised<Admin, Body<PolicyDocument>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: body,
    } = authorised;
    let site = SiteName::parse(&site, "/site").map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let version = body.value.version;
    let shown = put_site_policy(&state.app, &admin, &site, (body.value.into(), version)).await?;
    let mut response = match shown.written {
        Written::WithItsSite => HttpResponse::Created(),
        Written::Before => HttpResponse::Ok(),
    };
    Ok(response.json(PolicyDocument::from(shown)))
}

impl Default for PolicyDocument {
    fn default() -> Self {
        Self::new(Policy::default(), 0)
    }
}

impl PolicyDocument {
    fn new(policy: Policy, version: i32) -> Self {
        Self {
            mode: policy.mode.into(),
            challenge: policy.challenge.into(),
            near_duplicate_threshold: policy.near_duplicate_threshold,
            containment_threshold: policy.containment_threshold,
            duplicate_window_days: policy.duplicate_window_days,
            other_authors_window_days: policy.other_authors_window_days,
            repeat_refusal_seconds: policy.repeat_refusal_seconds,
            campaign_authors: policy.campaign_authors,
            max_links: policy.max_links,
            max_depth: policy.max_depth,
            close_after_days: policy.close_after_days,
            edit_window_seconds: policy.edit_window_seconds,
            origins: policy.origins,
            version,
        }
    }
}

impl From<SitePolicy> for PolicyDocument {
    fn from(shown: SitePolicy) -> Self {
        Self::new(shown.policy, shown.version)
    }
}

impl From<PolicyDocument> for Policy {
    fn from(document: PolicyDocument) -> Self {
        Self {
            mode: document.mode.into(),
            challenge: document.challenge.into(),
            near_duplicate_threshold: document.near_duplicate_threshold,
            containment_threshold: document.containment_threshold,
            duplicate_window_days: document.duplicate_window_days,
            other_authors_window_days: document.other_authors_window_days,
            repeat_refusal_seconds: document.repeat_refusal_seconds,
            campaign_authors: document.campaign_authors,
            max_links: document.max_links,
            max_depth: document.max_depth,
            close_after_days: document.close_after_days,
            edit_window_seconds: document.edit_window_seconds,
            origins: document.origins,
        }
    }
}

/// The same words on the wire and in the domain.
macro_rules! same_words {
    ($wire:ident = $domain:path: $($word:ident),+) => {
        impl From<$domain> for $wire {
            fn from(value: $domain) -> Self {
                match value {
                    $(<$domain>::$word => Self::$word),+
                }
            }
        }

        impl From<$wire> for $domain {
            fn from(value: $wire) -> Self {
                match value {
                    $($wire::$word => Self::$word),+
                }
            }
        }
    };
}

same_words!(Mode = policy::Mode: All, NewAuthors, Flagged, None);
same_words!(ChallengeKind = policy::Challenge: Off, Arithmetic);

/// A policy for the examples of the OpenAPI document.
pub fn example_policy(version: i32) -> PolicyDocument {
    PolicyDocument {
        origins: vec!["https://example.org".to_owned()],
        version,
        ..PolicyDocument::default()
    }
}
