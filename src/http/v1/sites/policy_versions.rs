//! The policies that a site has had, and what each changed.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::sites::policy_versions::PolicyVersionRow;
use crate::domain::ids::ModeratorId;
use crate::domain::page::PageRequest;
use crate::domain::policy::VersionedPolicy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::error::{Error, Result};
use crate::flows::sites::policy_versions::{
    ComparedPolicy, read_policy_version, read_policy_versions,
};
use crate::http::extract::command::Authorised;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;
use crate::http::v1::sites::policy::{PolicyDocument, example_policy};

/// Which page of the policies of a site.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct VersionsQuery {
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What a policy is compared with.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct VersionQuery {
    /// The version to compare with. Default: the one that it replaced.
    #[param(minimum = 1, maximum = 2147483647)]
    #[validate(range(min = 1))]
    against: Option<i32>,
}

/// A policy that a site has had, with what it changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PolicyVersion {
    #[schema(minimum = 1)]
    version: i32,
    /// When it came into force.
    #[serde(serialize_with = "milliseconds")]
    created_at: DateTime<Utc>,
    /// The admin who put it in force; null for the service itself and its command line.
    #[schema(value_type = Option<Uuid>)]
    moderator_id: Option<ModeratorId>,
    /// The version that it is compared with; null for the first policy of a site.
    #[schema(minimum = 1)]
    against: Option<i32>,
    /// The fields whose values differ from those of that version, in the order of the policy.
    changes: Vec<PolicyChange>,
}

/// A policy that a site has had, as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholePolicyVersion {
    #[serde(flatten)]
    version: PolicyVersion,
    /// All its fields. With the `version` in force, a PUT puts it in force again.
    policy: PolicyDocument,
}

/// A field of a policy that differs between two versions.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct PolicyChange {
    /// The field as a JSON pointer into the policy.
    #[schema(example = "/max_links")]
    pointer: String,
    /// The value in the version that it is compared with.
    #[schema(value_type = Value)]
    from: Value,
    /// The value in this version.
    #[schema(value_type = Value)]
    to: Value,
}

problems!(ListPolicyVersionsProblems = STORED, TOKEN, LIST, [NotFound]);
problems!(
    GetPolicyVersionProblems = STORED,
    TOKEN,
    [NotFound, ValidationFailed]
);

/// List the policies that a site has had
///
/// All of them, the newest first, each with what it changed. The first item of the first page is in
/// force.
#[utoipa::path(
    operation_id = "list_policy_versions",
    tag = "administration",
    security(("moderator_token" = [])),
    params(
        ("site" = String, Path, description = "The site's name.", example = "default"),
        VersionsQuery,
    ),
    responses(
        (status = 200, description = "A page of policies.", body = Page<PolicyVersion>,
            example = json!({"items": [example_version()], "next_cursor": null})),
        ListPolicyVersionsProblems,
    ),
)]
#[get("/v1/admin/sites/{site}/policy/versions")]
pub(crate) async fn list_policy_versions(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(site_name): Path<String>,
    authorised: Authorised<Admin, Query<VersionsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Query(query) = authorised.input;
    let list = CursorSeal::new(&state.app.secrets, "policy_versions", &site_name);
    let after = list.open_number(query.cursor.as_deref())?;
    let wanted = PageRequest {
        after: after.map(version_of).transpose()?,
        limit: query.limit.into(),
    };

    let page = read_policy_versions(&state.app, &authorised.actor, &site_name, wanted).await?;
    let items = page.items.iter().map(PolicyVersion::of);

    Page {
        items: items.collect::<Result<_>>()?,
        next_cursor: page.next.map(|last| list.seal_number(last.into())),
    }
    .respond(&request)
}

/// Read a policy that a site has had
///
/// The whole policy, and how it differs from another version.
#[utoipa::path(
    operation_id = "get_policy_version",
    tag = "administration",
    security(("moderator_token" = [])),
    params(
        ("site" = String, Path, description = "The site's name.", example = "default"),
        ("version" = i32, Path, description = "The version.", minimum = 1, example = 1),
        VersionQuery,
    ),
    responses(
        (status = 200, description = "The policy.", body = WholePolicyVersion,
            example = json!(example_whole_version())),
        GetPolicyVersionProblems,
    ),
)]
#[get("/v1/admin/sites/{site}/policy/versions/{version}")]
pub(crate) async fn get_policy_version(
    state: Data<HttpState>,
    path: Path<(String, String)>,
    authorised: Authorised<Admin, Query<VersionQuery>>,
) -> Result<HttpResponse, Problem> {
    let Path((site_name, version)) = path;
    let version = version
        .parse()
        .map_err(|_| Refusal::NotFound(Noun::PolicyVersion))?;
    let against = authorised.input.0.against;
    let admin = authorised.actor;

    let compared = read_policy_version(&state.app, &admin, &site_name, version, against).await?;

    Ok(HttpResponse::Ok().json(WholePolicyVersion {
        version: PolicyVersion::of(&compared)?,
        policy: document(&compared.entry),
    }))
}

fn version_of(number: i64) -> Result<i32, Refusal> {
    i32::try_from(number).map_err(|_| Refusal::InvalidCursor)
}

impl PolicyVersion {
    fn of(compared: &ComparedPolicy) -> Result<Self> {
        let ComparedPolicy { entry, other } = compared;
        let changes = match other {
            Some(other) => changes(&document(other), &document(entry))?,
            None => Vec::new(),
        };

        Ok(Self {
            version: entry.policy_version,
            created_at: entry.created_at,
            moderator_id: entry.moderator_id,
            against: other.as_ref().map(|other| other.policy_version),
            changes,
        })
    }
}

fn document(entry: &PolicyVersionRow) -> PolicyDocument {
    PolicyDocument::from(VersionedPolicy {
        policy: entry.policy.clone(),
        version: entry.policy_version,
    })
}

/// The fields that differ, but for the version.
fn changes(from: &PolicyDocument, to: &PolicyDocument) -> Result<Vec<PolicyChange>> {
    let json = |document: &PolicyDocument| {
        serde_json::to_value(document).map_err(|fault| Error::internal("a policy as JSON", fault))
    };
    let mut found = Vec::new();
    collect_changes("", &json(from)?, &json(to)?, &mut found);

    Ok(found
        .into_iter()
        .filter(|it| it.pointer != "/version")
        .collect())
}

fn collect_changes(pointer: &str, from: &Value, to: &Value, found: &mut Vec<PolicyChange>) {
    match (from, to) {
        (from, to) if from == to => {}
        (Value::Object(from), Value::Object(to)) => {
            for (name, value) in to {
                let before = from.get(name).unwrap_or(&Value::Null);
                collect_changes(&format!("{pointer}/{name}"), before, value, found);
            }
        }
        (from, to) => found.push(PolicyChange {
            pointer: pointer.to_owned(),
            from: from.clone(),
            to: to.clone(),
        }),
    }
}

/// A version for the examples of the OpenAPI document.
fn example_version() -> Value {
    json!({
        "version": 2, "created_at": "2026-11-23T09:30:00.000Z", "moderator_id": sample_id(), "against": 1,
        "changes": [{"pointer": "/max_links", "from": 2, "to": 0}],
    })
}

fn example_whole_version() -> Value {
    let mut example = example_version();
    if let Some(members) = example.as_object_mut() {
        let policy = PolicyDocument {
            max_links: 0,
            ..example_policy(2)
        };
        members.insert("policy".to_owned(), json!(policy));
    }

    example
}
