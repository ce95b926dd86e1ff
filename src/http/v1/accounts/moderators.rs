//! The accounts of moderators and admins, for admins.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

use crate::db::accounts::moderators::ModeratorRow;
use crate::domain::ids::ModeratorId;
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::accounts::change::change_moderator;
use crate::flows::accounts::create::create_moderator;
use crate::flows::accounts::read::{read_moderator, read_moderators};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::extract::body::Body;
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::accounts::views::{AccountChange, ModeratorView, NewAccount};

/// Which of the accounts.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ModeratorsQuery {
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

problems!(ListModeratorsProblems = STORED, TOKEN, LIST);
problems!(GetModeratorProblems = STORED, TOKEN, [NotFound]);
problems!(
    CreateModeratorProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [AlreadyExists]
);
problems!(
    ChangeModeratorProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound, LastAdmin]
);

/// List the accounts
///
/// Moderators and admins, active or not, oldest first.
#[utoipa::path(
    operation_id = "list_moderators",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ModeratorsQuery),
    responses(
        (status = 200, description = "A page of accounts.", body = Page<ModeratorView>,
            example = json!({"items": [crate::http::v1::accounts::views::example_moderator()], "next_cursor": null})),
        ListModeratorsProblems,
    ),
)]
#[get("/v1/admin/moderators")]
pub async fn list_moderators(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Admin, Query<ModeratorsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: Query(query),
    } = authorised;
    let list = CursorSeal::new(&state.app.secrets, "moderators", "");
    let after = list.open_id(query.cursor.as_deref())?;
    let page = read_moderators(&state.app, &admin, (after, query.limit.into())).await?;
    let items = page.items.iter().map(ModeratorView::from).collect();
    Page {
        items,
        next_cursor: page.next.map(|last| list.seal_id(last)),
    }
    .respond(&request)
}

/// See an account
///
/// As it stands now.
#[utoipa::path(
    operation_id = "get_moderator",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("moderator_id" = Uuid, Path, description = "The account.")),
    responses(
        (status = 200, description = "The account.", body = ModeratorView,
            example = json!(crate::http::v1::accounts::views::example_moderator())),
        GetModeratorProblems,
    ),
)]
#[get("/v1/admin/moderators/{moderator_id}")]
pub async fn get_moderator(
    state: Data<HttpState>,
    authorised: Authorised<Admin, Path<Uuid>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: Path(id),
    } = authorised;
    let account = read_moderator(&state.app, &admin, ModeratorId(id)).await?;
    Ok(HttpResponse::Ok().json(ModeratorView::from(&account)))
}

/// Make an account
///
/// Tell its owner the password by another way, and ask them to have it changed.
#[utoipa::path(
    operation_id = "create_moderator",
    tag = "administration",
    security(("moderator_token" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    request_body(content = NewAccount, example = json!({
        "email": "ada@example.org", "name": "Ada Lovelace", "role": "moderator", "password": "plum-tree-19"
    })),
    responses(
        (status = 201, description = "Made. `Location` names the account.", body = ModeratorView,
            headers(("Location" = String, description = "The account.")),
            example = json!(crate::http::v1::accounts::views::example_moderator())),
        CreateModeratorProblems,
    ),
)]
#[post("/v1/admin/moderators")]
pub async fn create_account(
    state: Data<HttpState>,
    _: Limited<Administration>,
    command: Command<Admin, NewAccount>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: admin,
        key,
        body,
    } = command;
    let scope = format!("create_moderator {:?}", admin.id());
    let key = request_key(key, scope, body.value.hash_without_password());
    let creation = body.value.into_creation()?;
    respond(
        create_moderator(
            &state.app,
            &admin,
            creation,
            Idempotent {
                key,
                encode: &created,
            },
        )
        .await?,
    )
}

/// Change an account
///
/// Another role, another password and deactivation end the account's sessions at once. The last
/// active admin can neither be deactivated nor lose the role.
#[utoipa::path(
    operation_id = "change_moderator",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("moderator_id" = Uuid, Path, description = "The account.")),
    request_body(content = AccountChange, example = json!({"active": false})),
    responses(
        (status = 200, description = "As it stands now.", body = ModeratorView,
            example = json!(crate::http::v1::accounts::views::example_moderator())),
        ChangeModeratorProblems,
    ),
)]
#[patch("/v1/admin/moderators/{moderator_id}")]
pub async fn change_account(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(id): Path<Uuid>,
    authorised: Authorised<Admin, Body<AccountChange>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: body,
    } = authorised;
    let change = body.value.into_change()?;
    let account = change_moderator(&state.app, &admin, ModeratorId(id), change).await?;
    Ok(HttpResponse::Ok().json(ModeratorView::from(&account)))
}

fn created(row: &ModeratorRow) -> Result<Reply> {
    let location = format!("/v1/admin/moderators/{}", row.moderator_id);
    encode(
        StatusCode::CREATED,
        Some(location),
        &ModeratorView::from(row),
    )
}
