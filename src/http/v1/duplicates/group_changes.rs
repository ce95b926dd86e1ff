//! Groups of repeats changed by hand: two put together, some members taken out.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::rights::Moderator;
use crate::flows::duplicates::guards::ReadGroup;
use crate::flows::duplicates::merge::merge_groups;
use crate::flows::duplicates::read::read_group;
use crate::flows::duplicates::split::split_group;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Administration;
use crate::http::state::HttpState;
use crate::http::v1::duplicates::views::{
    DuplicateGroup, GroupSplit, example_group, example_split,
};

/// Which group comes into this one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct GroupMerge {
    /// The group whose members come over; it is no more afterwards.
    pub group_id: Uuid,
    /// That group's version as you read it.
    #[schema(minimum = 1, example = 2)]
    pub group_version: i32,
    /// The version of the group in the path as you read it.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
}

/// Which members leave.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewGroupSplit {
    /// Members to take out. Two or more that are not withdrawn are a group of their own afterwards.
    #[validate(length(min = 1, max = 1000, message = "Name 1 to 1000 comments."))]
    #[schema(min_items = 1, max_items = 1000)]
    pub comments: Vec<Uuid>,
    /// The group's version as you read it.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
}

problems!(
    MergeGroupsProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound, VersionConflict, GroupSettled]
);
problems!(
    SplitGroupProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound, VersionConflict]
);

/// Merge two groups of repeats
///
/// All members of the other group come into this one. Both must be open.
#[utoipa::path(
    operation_id = "merge_duplicate_groups",
    tag = "duplicates",
    params(("group_id" = Uuid, Path, description = "The group that stays.")),
    security(("moderator_token" = [])),
    request_body(content = GroupMerge, example = json!({
        "group_id": sample_id(), "group_version": 2, "version": 2
    })),
    responses(
        (status = 200, description = "The group with all members.", body = DuplicateGroup,
            example = json!(example_group())),
        MergeGroupsProblems,
    ),
)]
#[post("/v1/admin/duplicates/{group_id}/merges")]
pub async fn merge_duplicate_groups(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(group): Path<Uuid>,
    authorised: Authorised<Moderator, Body<GroupMerge>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: body,
    } = authorised;
    let into = ReadGroup {
        group: DuplicateGroupId(group),
        version: body.value.version,
    };
    let from = ReadGroup {
        group: DuplicateGroupId(body.value.group_id),
        version: body.value.group_version,
    };
    merge_groups(&state.app, &moderator, into, from).await?;
    let merged = read_group(&state.app, &moderator, into.group).await?;
    Ok(HttpResponse::Ok().json(DuplicateGroup::from(merged)))
}

/// Take comments out of a group of repeats
///
/// Two or more that are not withdrawn are an open group of their own afterwards; all others are in
/// none. They do not come back by themselves unless their text changes.
#[utoipa::path(
    operation_id = "split_duplicate_group",
    tag = "duplicates",
    params(("group_id" = Uuid, Path, description = "The group.")),
    security(("moderator_token" = [])),
    request_body(content = NewGroupSplit, example = json!({"comments": [sample_id()], "version": 2})),
    responses(
        (status = 200, description = "The groups that there are now.", body = GroupSplit,
            example = json!(example_split())),
        SplitGroupProblems,
    ),
)]
#[post("/v1/admin/duplicates/{group_id}/splits")]
pub async fn split_duplicate_group(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(group): Path<Uuid>,
    authorised: Authorised<Moderator, Body<NewGroupSplit>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: body,
    } = authorised;
    let read = ReadGroup {
        group: DuplicateGroupId(group),
        version: body.value.version,
    };
    let comments: Vec<CommentId> = body.value.comments.into_iter().map(CommentId).collect();
    let split = split_group(&state.app, &moderator, read, &comments).await?;
    let mut groups = GroupSplit {
        rest: None,
        apart: None,
    };
    if let Some(rest) = split.rest {
        groups.rest = Some(read_group(&state.app, &moderator, rest).await?.into());
    }
    if let Some(apart) = split.apart {
        groups.apart = Some(read_group(&state.app, &moderator, apart).await?.into());
    }
    Ok(HttpResponse::Ok().json(groups))
}
