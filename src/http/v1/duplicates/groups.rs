//! Comments that repeat each other: groups, settling one, and checking a text.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::duplicates::groups::{GroupFilter, GroupWindow};
use crate::domain::comment::CommentBody;
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId};
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::domain::status::Action;
use crate::error::Result;
use crate::flows::duplicates::check::{Check, Where, check_duplicates};
use crate::flows::duplicates::read::{read_group, read_groups};
use crate::flows::duplicates::settle::{Settled, Settlement, settle_group};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::extract::body::Body;
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Administration;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::duplicates::views::{
    DuplicateGroup, DuplicateMatch, DuplicateMatches, GroupSettlement, example_group,
    example_match, example_settlement,
};

/// Whether a group waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupState {
    Open,
    Settled,
}

/// What becomes of the members that are not kept.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupAction {
    Reject,
    Spam,
}

/// Which groups.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GroupsQuery {
    /// The name of a site.
    pub site: Option<String>,
    /// Groups with a member under this article.
    pub article_id: Option<Uuid>,
    /// Absent: both.
    #[param(inline)]
    pub state: Option<GroupState>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// One decision about a whole group.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewGroupDecision {
    /// Members that stay as they are; none is a choice too.
    #[validate(length(max = 1000, message = "Keep at most 1000 comments."))]
    #[schema(max_items = 1000)]
    pub keep: Vec<Uuid>,
    /// For all others.
    pub action: GroupAction,
    /// The group's version as you read it: it changes with every newcomer.
    #[schema(minimum = 1, example = 3)]
    pub version: i32,
    /// Why, in words that may be told to others.
    #[validate(length(max = 500, message = "Write at most 500 characters."))]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// A text to look for. Name the article or the site: texts match within one site. The most similar
/// matches come first.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct DuplicateCheck {
    #[schema(min_length = 1, example = "Thank you, this helped me a lot.")]
    pub body: String,
    pub article_id: Option<Uuid>,
    /// The name of a site; not needed beside an article.
    pub site: Option<String>,
    #[serde(default)]
    #[schema(inline)]
    pub limit: Limit,
}

problems!(ListGroupsProblems = STORED, TOKEN, LIST);
problems!(GetGroupProblems = STORED, TOKEN, [NotFound]);
problems!(
    SettleGroupProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [NotFound, VersionConflict, GroupSettled]
);
problems!(
    CheckDuplicatesProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound]
);

/// Read groups of repeats
///
/// The largest first. Each shows its original and its ten oldest other members at the most; `size`
/// counts them all.
#[utoipa::path(
    operation_id = "list_duplicate_groups",
    tag = "duplicates",
    params(GroupsQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A page of groups.", body = Page<DuplicateGroup>,
            example = json!({"items": [example_group()], "next_cursor": null})),
        ListGroupsProblems,
    ),
)]
#[get("/v1/admin/duplicates")]
pub async fn list_duplicate_groups(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<GroupsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;
    let filter = query.filter();
    let list = CursorSeal::new(
        &state.app.secrets,
        "duplicate_groups",
        &format!("{filter:?}"),
    );
    let after = query
        .cursor
        .as_deref()
        .map(|cursor| open_group(&list, cursor))
        .transpose()?;
    let window = GroupWindow {
        after,
        limit: query.limit.into(),
    };
    let page = read_groups(&state.app, &moderator, &filter, window).await?;
    let items = page.items.into_iter().map(DuplicateGroup::from).collect();
    let next_cursor = page.next.map(|last| seal_group(&list, last));
    Page { items, next_cursor }.respond(&request)
}

/// Read a group of repeats
///
/// With its 200 oldest members at the most.
#[utoipa::path(
    operation_id = "get_duplicate_group",
    tag = "duplicates",
    params(("group_id" = Uuid, Path, description = "The group.")),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "The group.", body = DuplicateGroup, example = json!(example_group())),
        GetGroupProblems,
    ),
)]
#[get("/v1/admin/duplicates/{group_id}")]
pub async fn get_duplicate_group(
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Path<Uuid>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Path(group),
    } = authorised;
    let found = read_group(&state.app, &moderator, DuplicateGroupId(group)).await?;
    Ok(HttpResponse::Ok().json(DuplicateGroup::from(found)))
}

/// Settle a group of repeats
///
/// Members to keep stay as they are; all others are rejected or marked as spam, in one transaction.
/// What repeats a settled group later is held with the finding `repeats_settled_group`.
#[utoipa::path(
    operation_id = "settle_duplicate_group",
    tag = "duplicates",
    params(
        ("group_id" = Uuid, Path, description = "The group."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    security(("moderator_token" = [])),
    request_body(content = NewGroupDecision, example = json!({
        "keep": [sample_id()], "action": "reject", "version": 3, "reason": "The same text many times"
    })),
    responses(
        (status = 201, description = "Settled.", body = GroupSettlement, example = json!(example_settlement())),
        SettleGroupProblems,
    ),
)]
#[post("/v1/admin/duplicates/{group_id}/decisions")]
pub async fn settle_duplicate_group(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(group): Path<Uuid>,
    command: Command<Moderator, NewGroupDecision>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: moderator,
        key,
        body,
    } = command;
    let scope = format!("settle_duplicate_group {} {group}", moderator.id());
    let key = request_key(key, scope, body.request_hash);
    let settlement = body.value.into_settlement(DuplicateGroupId(group));
    respond(
        settle_group(
            &state.app,
            &moderator,
            &settlement,
            Idempotent {
                key,
                encode: &settled,
            },
        )
        .await?,
    )
}

/// Check a text for duplicates
///
/// Which stored comments it repeats, by the site's policy. Nothing is stored.
#[utoipa::path(
    operation_id = "check_duplicates",
    tag = "duplicates",
    security(("moderator_token" = [])),
    request_body(content = DuplicateCheck, example = json!({
        "body": "Thank you, this helped me a lot.", "site": "default"
    })),
    responses(
        (status = 200, description = "The matches, the most similar first.", body = DuplicateMatches,
            example = json!({"items": [example_match()]})),
        CheckDuplicatesProblems,
    ),
)]
#[post("/v1/admin/duplicates/check")]
pub async fn check_for_duplicates(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    authorised: Authorised<Moderator, Body<DuplicateCheck>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: body,
    } = authorised;
    let check = body.value.into_check()?;
    let found = check_duplicates(&state.app, &moderator, &check).await?;
    let items = found.into_iter().map(DuplicateMatch::from).collect();
    Ok(HttpResponse::Ok().json(DuplicateMatches { items }))
}

fn settled(settled: &Settled) -> Result<Reply> {
    encode(StatusCode::CREATED, None, &GroupSettlement::from(settled))
}

/// A position is the size in four bytes, then the id.
fn seal_group(list: &CursorSeal<'_>, (size, group): (i32, DuplicateGroupId)) -> String {
    list.seal(&[size.to_be_bytes().as_slice(), group.0.as_bytes()].concat())
}

fn open_group(list: &CursorSeal<'_>, cursor: &str) -> Result<(i32, DuplicateGroupId), Refusal> {
    let position = list.open(cursor)?;
    let (size, group) = position
        .split_first_chunk::<4>()
        .ok_or(Refusal::InvalidCursor)?;
    let group = Uuid::from_slice(group).map_err(|_| Refusal::InvalidCursor)?;
    Ok((i32::from_be_bytes(*size), DuplicateGroupId(group)))
}

impl GroupsQuery {
    fn filter(&self) -> GroupFilter {
        let state = self.state.map(|state| match state {
            GroupState::Open => "open",
            GroupState::Settled => "settled",
        });
        GroupFilter {
            site: self.site.clone(),
            article: self.article_id.map(ArticleId),
            state,
        }
    }
}

impl NewGroupDecision {
    fn into_settlement(self, group: DuplicateGroupId) -> Settlement {
        let action = match self.action {
            GroupAction::Reject => Action::Reject,
            GroupAction::Spam => Action::Spam,
        };
        let keep = self.keep.into_iter().map(CommentId).collect();
        Settlement {
            group,
            keep,
            action,
            version: self.version,
            reason: self.reason,
        }
    }
}

impl DuplicateCheck {
    fn into_check(self) -> Result<Check, Refusal> {
        let body = CommentBody::parse(&self.body, "/body")
            .map_err(|invalid| Refusal::Invalid(vec![invalid]))?;
        let place = match (self.article_id, self.site) {
            (Some(article), _) => Where::Article(ArticleId(article)),
            (None, Some(site)) => Where::Site(site),
            (None, None) => {
                return Err(Refusal::invalid(
                    "/site",
                    "missing_field",
                    "Name an article or a site.",
                ));
            }
        };
        let limit = usize::try_from(self.limit.get()).unwrap_or(usize::MAX);
        Ok(Check { body, place, limit })
    }
}
