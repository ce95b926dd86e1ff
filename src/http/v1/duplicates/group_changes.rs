//! Changes of groups of duplicates by a moderator: merge two groups, split one.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::rights::Moderator;
use crate::flows::duplicates::merge::merge;
use crate::flows::duplicates::preconditions::GroupVersion;
use crate::flows::duplicates::read::read_group;
use crate::flows::duplicates::split::split;
use crate::http::contract::parameters::GroupInPath;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Administration;
use crate::http::state::HttpState;
use crate::http::v1::duplicates::views::{DuplicateGroup, example_group, example_split};

/// The group to merge into the group in the path.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct GroupMerge {
    /// The group to merge into this one. It is deleted.
    pub group_id: Uuid,
    /// The version of that group that you have read.
    #[schema(minimum = 1, example = 2)]
    pub group_version: i32,
    /// The version of the group in the path that you have read.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
}

/// The members to take out of a group.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct NewGroupSplit {
    /// The members to take out. Two or more that are not withdrawn become a group of their own.
    #[validate(length(min = 1, max = 1000, message = "Name 1 to 1000 comments."))]
    #[schema(min_items = 1, max_items = 1000)]
    pub comments: Vec<Uuid>,
    /// The version of the group that you have read.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
}

/// The result of splitting a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupSplit {
    /// The group without the comments; null if one comment is left, which is no group.
    #[schema(nullable)]
    pub rest: Option<DuplicateGroup>,
    /// The new group of those comments that are not withdrawn; null for fewer than two.
    #[schema(nullable)]
    pub apart: Option<DuplicateGroup>,
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

/// Merge two groups of duplicates
///
/// All members of the other group move into this one, and the other group is deleted. Both must be
/// open.
#[utoipa::path(
    operation_id = "merge_duplicate_groups",
    tag = "duplicates",
    params(GroupInPath),
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
pub(crate) async fn merge_duplicate_groups(
    state: Data<HttpState>,
    Path(group): Path<DuplicateGroupId>,
    authorised: Authorised<Metered<Moderator, Administration>, Body<GroupMerge>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(moderator, _),
        input: body,
    } = authorised;
    let into = GroupVersion {
        group,
        version: body.value.version,
    };
    let from = GroupVersion {
        group: body.value.group_id.into(),
        version: body.value.group_version,
    };

    merge(&state.app, &moderator, into, from).await?;
    let merged = read_group(&state.app, &moderator, group).await?;

    Ok(HttpResponse::Ok().json(DuplicateGroup::from(merged)))
}

/// Take comments out of a group of duplicates
///
/// Two or more of them that are not withdrawn become an open group of their own. The others are in
/// no group. A comment that was taken out is not put into a group again unless its text changes.
#[utoipa::path(
    operation_id = "split_duplicate_group",
    tag = "duplicates",
    params(GroupInPath),
    security(("moderator_token" = [])),
    request_body(content = NewGroupSplit, example = json!({"comments": [sample_id()], "version": 2})),
    responses(
        (status = 200, description = "The groups after the split.", body = GroupSplit,
            example = json!(example_split())),
        SplitGroupProblems,
    ),
)]
#[post("/v1/admin/duplicates/{group_id}/splits")]
pub(crate) async fn split_duplicate_group(
    state: Data<HttpState>,
    Path(group): Path<DuplicateGroupId>,
    authorised: Authorised<Metered<Moderator, Administration>, Body<NewGroupSplit>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(moderator, _),
        input: body,
    } = authorised;
    let seen = GroupVersion {
        group,
        version: body.value.version,
    };
    let comments: Vec<CommentId> = body.value.comments.into_iter().map(CommentId).collect();

    let groups = split(&state.app, &moderator, seen, &comments).await?;

    Ok(HttpResponse::Ok().json(GroupSplit {
        rest: read_if_any(&state, &moderator, groups.rest).await?,
        apart: read_if_any(&state, &moderator, groups.apart).await?,
    }))
}

async fn read_if_any(
    state: &HttpState,
    moderator: &Moderator,
    group: Option<DuplicateGroupId>,
) -> Result<Option<DuplicateGroup>, Problem> {
    match group {
        Some(group) => Ok(Some(read_group(&state.app, moderator, group).await?.into())),
        None => Ok(None),
    }
}
