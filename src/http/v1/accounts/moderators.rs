//! Accounts of moderators and admins: an admin lists, reads, creates and changes them.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::db::accounts::moderators::ModeratorRow;
use crate::domain::ids::ModeratorId;
use crate::domain::page::PageRequest;
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::accounts::change::change_moderator;
use crate::flows::accounts::create::create_moderator;
use crate::flows::accounts::read::{read_moderator, read_moderators};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::body_sizes::ACCOUNT;
use crate::http::contract::parameters::{IdempotencyKeyInHeader, ModeratorInPath};
use crate::http::extract::body::Body;
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::accounts::views::{
    AccountChange, ModeratorView, NewAccount, example_moderator,
};

/// Which page of the accounts.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ModeratorsQuery {
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

/// List accounts
///
/// Lists moderators and admins, active or not, the oldest first.
#[utoipa::path(
    operation_id = "list_moderators",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ModeratorsQuery),
    responses(
        (status = 200, description = "A page of accounts.", body = Page<ModeratorView>,
            example = json!({"items": [example_moderator()], "next_cursor": null})),
        ListModeratorsProblems,
    ),
)]
#[get("/v1/admin/moderators")]
pub(crate) async fn list_moderators(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Admin, Query<ModeratorsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: Query(query),
    } = authorised;
    let list = CursorSeal::new(&state.app.secrets, "moderators", "");
    let wanted = PageRequest {
        after: list.open_id(query.cursor.as_deref())?,
        limit: query.limit.into(),
    };

    let page = read_moderators(&state.app, &admin, wanted).await?;
    let items = page.items.iter().map(ModeratorView::from).collect();

    Page {
        items,
        next_cursor: page.next.map(|last| list.seal_id(last)),
    }
    .respond(&request)
}

/// Read an account
///
/// The account as it is now.
#[utoipa::path(
    operation_id = "get_moderator",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ModeratorInPath),
    responses(
        (status = 200, description = "The account.", body = ModeratorView,
            example = json!(example_moderator())),
        GetModeratorProblems,
    ),
)]
#[get("/v1/admin/moderators/{moderator_id}")]
pub(crate) async fn get_moderator(
    state: Data<HttpState>,
    authorised: Authorised<Admin, Path<ModeratorId>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: Path(id),
    } = authorised;

    let account = read_moderator(&state.app, &admin, id).await?;

    Ok(HttpResponse::Ok().json(ModeratorView::from(&account)))
}

/// Create an account
///
/// The service sends no message: tell the owner the password by another way, and ask them to have
/// it changed.
#[utoipa::path(
    operation_id = "create_moderator",
    tag = "administration",
    security(("moderator_token" = [])),
    params(IdempotencyKeyInHeader),
    request_body(content = NewAccount, extensions(("x-max-bytes" = json!(ACCOUNT))), example = json!({
        "email": "ada@example.org", "name": "Ada Lovelace", "role": "moderator", "password": "plum-tree-19"
    })),
    responses(
        (status = 201, description = "The new account. `Location` contains its path.", body = ModeratorView,
            headers(("Location" = String, description = "The path of the account.")),
            example = json!(example_moderator())),
        CreateModeratorProblems,
    ),
)]
#[post("/v1/admin/moderators")]
pub(crate) async fn create_account(
    state: Data<HttpState>,
    command: Command<Metered<Admin, Administration>, NewAccount, ACCOUNT>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: Metered(admin, _),
        key,
        body,
    } = command;

    let scope = format!("create_moderator {:?}", admin.id());
    let key = request_key(key, scope, body.value.hash_without_password());
    let idempotent = Idempotent {
        key,
        encode: &encode_moderator,
    };
    let creation = body.value.into_creation()?;

    respond(create_moderator(&state.app, &admin, creation, idempotent).await?)
}

/// Change an account
///
/// Another role, another password or a deactivation ends all sessions of the account at once. The
/// last active admin can neither be deactivated nor lose the role.
#[utoipa::path(
    operation_id = "change_moderator",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ModeratorInPath),
    request_body(content = AccountChange, extensions(("x-max-bytes" = json!(ACCOUNT))), example = json!({"active": false})),
    responses(
        (status = 200, description = "The account as it is now.", body = ModeratorView,
            example = json!(example_moderator())),
        ChangeModeratorProblems,
    ),
)]
#[patch("/v1/admin/moderators/{moderator_id}")]
pub(crate) async fn change_account(
    state: Data<HttpState>,
    Path(id): Path<ModeratorId>,
    authorised: Authorised<Metered<Admin, Administration>, Body<AccountChange, ACCOUNT>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(admin, _),
        input: body,
    } = authorised;

    let change = body.value.into_change()?;
    let account = change_moderator(&state.app, &admin, id, change).await?;

    Ok(HttpResponse::Ok().json(ModeratorView::from(&account)))
}

/// The answer to a request that created an account.
fn encode_moderator(row: &ModeratorRow) -> Result<Reply> {
    let location = format!("/v1/admin/moderators/{}", row.moderator_id);

    encode(
        StatusCode::CREATED,
        Some(location),
        &ModeratorView::from(row),
    )
}
