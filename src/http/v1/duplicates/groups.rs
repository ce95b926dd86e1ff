//! Groups of duplicates: pages of groups, and one group.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::duplicates::groups::{GroupFilter, GroupPosition};
use crate::domain::group_state;
use crate::domain::ids::DuplicateGroupId;
use crate::domain::page::PageRequest;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::duplicates::read::{read_group, read_groups};
use crate::http::contract::parameters::GroupInPath;
use crate::http::extract::command::Authorised;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::duplicates::views::{DuplicateGroup, example_group};

/// Whether a group waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GroupState {
    Open,
    Settled,
}

/// Which groups to read.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GroupsQuery {
    /// The name of a site.
    pub site: Option<String>,
    /// Groups with a member under this article, by id.
    pub article_id: Option<Uuid>,
    /// Absent: groups in both states.
    #[param(inline)]
    pub state: Option<GroupState>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

problems!(ListGroupsProblems = STORED, TOKEN, LIST);
problems!(GetGroupProblems = STORED, TOKEN, [NotFound]);

/// Read groups of duplicates
///
/// The largest first. Each has its original and its oldest other members, ten in all at most, and
/// the differences of the first three; `size` counts all members.
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
pub(crate) async fn list_duplicate_groups(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<GroupsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;
    let filter = query.filter();
    let filters = format!("{filter:?}");
    let list = CursorSeal::new(&state.app.secrets, "duplicate_groups", &filters);

    let page = PageRequest {
        after: open_cursor(&list, query.cursor.as_deref())?,
        limit: query.limit.into(),
    };
    let page = read_groups(&state.app, &moderator, &filter, page).await?;

    let reply = Page {
        items: page.items.into_iter().map(DuplicateGroup::from).collect(),
        next_cursor: page.next.map(|last| seal_cursor(&list, last)),
    };
    reply.respond(&request)
}

/// Read a group of duplicates
///
/// With its original and its oldest other members, 200 in all at most.
#[utoipa::path(
    operation_id = "get_duplicate_group",
    tag = "duplicates",
    params(GroupInPath),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "The group.", body = DuplicateGroup, example = json!(example_group())),
        GetGroupProblems,
    ),
)]
#[get("/v1/admin/duplicates/{group_id}")]
pub(crate) async fn get_duplicate_group(
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Path<DuplicateGroupId>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Path(group),
    } = authorised;

    let found = read_group(&state.app, &moderator, group).await?;

    Ok(HttpResponse::Ok().json(DuplicateGroup::from(found)))
}

/// The cursor of a position: the size in four bytes, then the id.
fn seal_cursor(list: &CursorSeal<'_>, position: GroupPosition) -> String {
    let size = position.size.to_be_bytes();

    list.seal(&[size.as_slice(), position.group.0.as_bytes()].concat())
}

fn open_cursor(
    list: &CursorSeal<'_>,
    cursor: Option<&str>,
) -> Result<Option<GroupPosition>, Refusal> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };

    let position = list.open(cursor)?;
    let (size, group) = position
        .split_first_chunk::<4>()
        .ok_or(Refusal::InvalidCursor)?;
    let group = Uuid::from_slice(group).map_err(|_| Refusal::InvalidCursor)?;

    Ok(Some(GroupPosition {
        size: i32::from_be_bytes(*size),
        group: DuplicateGroupId(group),
    }))
}

impl GroupsQuery {
    fn filter(&self) -> GroupFilter {
        GroupFilter {
            site: self.site.clone(),
            article: self.article_id.map(Into::into),
            state: self.state.map(Into::into),
        }
    }
}

impl From<GroupState> for group_state::GroupState {
    fn from(state: GroupState) -> Self {
        match state {
            GroupState::Open => Self::Open,
            GroupState::Settled => Self::Settled,
        }
    }
}
