//! The policy of a site: read it, replace it, create a site with its first policy.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use validator::Validate;

use crate::domain::page_rules::PageRules;
use crate::domain::policy::{self, Policy, VersionedPolicy};
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::domain::site::SiteName;
use crate::flows::sites::policy::{PutPolicy, put_site_policy, read_site_policy};
use crate::http::extract::actor::By;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::state::HttpState;

/// Which comments wait for a moderator.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// All comments.
    #[default]
    All,
    /// Comments of authors without an approved comment, and comments that a check holds.
    NewAuthors,
    /// Comments that a check holds.
    Flagged,
    /// No comments.
    None,
}

/// The challenge that a reader must solve before posting.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChallengeKind {
    #[default]
    Off,
    Arithmetic,
}

/// Whose first comment publishes a page.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Registration {
    #[default]
    Closed,
    ListedOrigins,
}

/// The rules of a site. PUT replaces all of them: an absent field takes its default.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default)]
pub(crate) struct PolicyDocument {
    #[schema(schema_with = mode_schema)]
    pub mode: Mode,
    #[schema(schema_with = challenge_schema)]
    pub challenge: ChallengeKind,
    /// The similarity from which a text counts as a near duplicate of a text by another author,
    /// for texts of 80 letters and more. Shorter texts must be more similar; texts by one author
    /// may be less similar.
    #[schema(minimum = 0.3, maximum = 1)]
    pub near_duplicate_threshold: f64,
    /// The share of the shorter of two texts that the longer one must contain to be noted. Texts
    /// of fewer than 80 letters need a larger share.
    #[schema(minimum = 0.5, maximum = 1)]
    pub containment_threshold: f64,
    /// How many days back the service looks for duplicates by the same author under other
    /// articles. Under the same article there is no limit.
    #[schema(maximum = 3650)]
    pub duplicate_window_days: u32,
    /// How many days back the service looks for duplicates of texts by other authors, and for their
    /// contacts.
    #[schema(maximum = 3650)]
    pub other_authors_window_days: u32,
    /// For so many seconds the same text, as readers see it, by the same author in the same place
    /// (article and parent) is refused (409). After that it is held.
    #[schema(maximum = 31536000)]
    pub repeat_refusal_seconds: u32,
    /// The same message or the same contact by so many authors is noted as a campaign. 0: never.
    #[schema(maximum = 1000)]
    pub campaign_authors: u32,
    /// A comment with more links than this is held.
    #[schema(maximum = 1000)]
    pub max_links: u32,
    /// The depth of the deepest reply. 0 allows top-level comments only.
    #[schema(maximum = 50)]
    pub max_depth: u32,
    /// Comments close so many days after the article's publication. 0: never.
    #[schema(maximum = 36500)]
    pub close_after_days: u32,
    /// For so many seconds an author may edit a comment. Withdrawing has no time limit.
    #[schema(maximum = 86400)]
    pub edit_window_seconds: u32,
    /// The web origins whose pages may call the API, as scheme, host and port; no patterns.
    #[schema(max_items = 100, example = json!(["https://example.org"]))]
    pub origins: Vec<String>,
    /// Which pages of the site have a thread, and which parts of an address tell them apart.
    #[schema(inline)]
    pub pages: PagesDocument,
    /// The version in force. PUT must name it; absent or 0 creates the site.
    #[schema(minimum = 0)]
    pub version: i32,
}

/// Which pages have a thread, and which parts of an address tell them apart. It applies at once; addresses that are
/// stored already follow in the background.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct PagesDocument {
    #[schema(schema_with = registration_schema)]
    pub registration: Registration,
    /// Whether the fragment names a page, as in `https://example.org/#/about`.
    pub hash_routes: bool,
    /// The names of parameters that tell no pages apart, besides those of campaigns (`utm_*`,
    /// `fbclid`, `gclid` and their like). A name may end in a star. Case counts.
    #[schema(max_items = 100, example = json!(["ref", "share_*"]))]
    pub ignored_parameters: Vec<String>,
}

fn mode_schema() -> Object {
    words(
        "Which comments wait for a moderator.",
        &["all", "new_authors", "flagged", "none"],
    )
}

fn registration_schema() -> Object {
    words(
        "Whether the first comment on a page publishes the page: never, or at addresses of the \
         origins. A new site begins with listed_origins.",
        &["closed", "listed_origins"],
    )
}

fn challenge_schema() -> Object {
    words(
        "The challenge that a reader must solve before posting.",
        &["off", "arithmetic"],
    )
}

/// The schema of a choice of words, the first of which is the default. The derived schema is
/// wrong: beside a reference it writes the default as an object.
pub(super) fn words(description: &str, choices: &[&str]) -> Object {
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
/// The answer contains the version in force. A PUT must name it to replace the policy.
#[utoipa::path(
    operation_id = "get_policy",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("site" = String, Path, description = "The site's name.", example = "default")),
    responses(
        (status = 200, description = "The policy in force.", body = PolicyDocument,
            example = json!(example_policy(1))),
        GetPolicyProblems,
    ),
)]
#[get("/v1/admin/sites/{site}/policy")]
pub(crate) async fn get_policy(
    state: Data<HttpState>,
    By(admin): By<Admin>,
    Path(site_name): Path<String>,
) -> Result<HttpResponse, Problem> {
    let policy = read_site_policy(&state.app, &admin, &site_name).await?;

    Ok(HttpResponse::Ok().json(PolicyDocument::from(policy)))
}

/// Replace a site's policy, or create a site
///
/// With the `version` in force the new policy replaces the present one. Without `version`, or with
/// 0, the service creates a site of that name.
#[utoipa::path(
    operation_id = "put_policy",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("site" = String, Path, description = "The site's name.", example = "default")),
    request_body(content = inline(PolicyDocument), example = json!(example_policy(1))),
    responses(
        (status = 200, description = "The new policy, which replaced the one before.", body = PolicyDocument,
            example = json!(example_policy(2))),
        (status = 201, description = "The policy of the new site.", body = PolicyDocument,
            example = json!(example_policy(1))),
        PutPolicyProblems,
    ),
)]
#[put("/v1/admin/sites/{site}/policy")]
pub(crate) async fn put_policy(
    state: Data<HttpState>,
    Path(site_name): Path<String>,
    authorised: Authorised<Metered<Admin, Administration>, Body<PolicyDocument>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(admin, _),
        input: body,
    } = authorised;
    let site_name = SiteName::parse(&site_name, "/site");
    let site_name = site_name.map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let new_policy = VersionedPolicy::from(body.value);

    let put = put_site_policy(&state.app, &admin, &site_name, new_policy).await?;

    Ok(match put {
        PutPolicy::Created(policy) => HttpResponse::Created().json(PolicyDocument::from(policy)),
        PutPolicy::Replaced(policy) => HttpResponse::Ok().json(PolicyDocument::from(policy)),
    })
}

impl Default for PolicyDocument {
    fn default() -> Self {
        Self::from(VersionedPolicy {
            policy: Policy::default(),
            version: 0,
        })
    }
}

impl From<VersionedPolicy> for PolicyDocument {
    fn from(versioned: VersionedPolicy) -> Self {
        let VersionedPolicy { policy, version } = versioned;

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
            pages: PagesDocument {
                registration: policy.registration.into(),
                hash_routes: policy.pages.hash_routes,
                ignored_parameters: policy.pages.ignored_parameters,
            },
            version,
        }
    }
}

impl From<PolicyDocument> for VersionedPolicy {
    fn from(document: PolicyDocument) -> Self {
        let policy = Policy {
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
            registration: document.pages.registration.into(),
            pages: document.pages.into(),
        };

        Self {
            policy,
            version: document.version,
        }
    }
}

impl From<PagesDocument> for PageRules {
    fn from(document: PagesDocument) -> Self {
        Self {
            hash_routes: document.hash_routes,
            ignored_parameters: document.ignored_parameters,
        }
    }
}

/// Converts between enums that have the same words on the wire and in the domain.
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
same_words!(Registration = policy::Registration: Closed, ListedOrigins);
same_words!(ChallengeKind = policy::Challenge: Off, Arithmetic);

/// A policy for the examples of the OpenAPI document.
pub(super) fn example_policy(version: i32) -> PolicyDocument {
    PolicyDocument {
        origins: vec!["https://example.org".to_owned()],
        version,
        ..PolicyDocument::default()
    }
}
