//! The sessions of one's own account: reading which go on, and ending one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::accounts::sessions::SessionRow;
use crate::domain::ids::SessionId;
use crate::domain::page::PageRequest;
use crate::domain::rights::SessionHolder;
use crate::flows::accounts::own_sessions::{end_own_session, read_own_sessions};
use crate::flows::accounts::session::SIGN_IN_LIFETIME;
use crate::http::contract::parameters::SessionInPath;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Sessions;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// Which page of the sessions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A session of your account that goes on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    #[schema(value_type = Uuid)]
    pub id: SessionId,
    /// When you signed in.
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    /// When its last tokens were issued, which it uses for up to 15 minutes.
    #[serde(serialize_with = "milliseconds")]
    pub last_used_at: DateTime<Utc>,
    /// When it ends by itself.
    #[serde(serialize_with = "milliseconds")]
    pub expires_at: DateTime<Utc>,
    /// Whether this request belongs to it.
    pub is_current: bool,
}

problems!(
    ListSessionsProblems = STORED,
    LIST,
    [Unauthenticated, PasswordChangeRequired]
);
problems!(
    EndSessionProblems = STORED,
    LIMITED,
    [Unauthenticated, PasswordChangeRequired, NotFound]
);

/// List your sessions
///
/// The sessions of your account that go on, the newest first. Nothing is stored about the device or
/// the place of a session; times tell them apart.
#[utoipa::path(
    operation_id = "list_sessions",
    tag = "tokens",
    security(("moderator_token" = [])),
    params(SessionsQuery),
    responses(
        (status = 200, description = "A page of your sessions.", body = Page<SessionView>,
            example = json!({"items": [example_session()], "next_cursor": null})),
        ListSessionsProblems,
    ),
)]
#[get("/v1/auth/sessions")]
pub(crate) async fn list_own_sessions(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<SessionHolder, Query<SessionsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: holder,
        input: Query(query),
    } = authorised;
    let owner = holder.moderator().to_string();
    let list = CursorSeal::new(&state.app.secrets, "sessions", &owner);
    let wanted = PageRequest {
        after: list.open_id(query.cursor.as_deref())?,
        limit: query.limit.into(),
    };

    let page = read_own_sessions(&state.app, &holder, wanted).await?;

    let sessions = page.items.into_iter();
    Page {
        items: sessions.map(|row| SessionView::of(row, &holder)).collect(),
        next_cursor: page.next.map(|last| list.seal_id(last)),
    }
    .respond(&request)
}

/// End one of your sessions
///
/// All tokens of the session are refused from then on, as after signing out there. To end the session
/// of this request, sign out: that removes the cookie, too.
#[utoipa::path(
    operation_id = "end_session",
    tag = "tokens",
    security(("moderator_token" = [])),
    params(SessionInPath),
    responses((status = 204, description = "The session has ended."), EndSessionProblems),
)]
#[delete("/v1/auth/sessions/{session_id}")]
pub(crate) async fn delete_own_session(
    state: Data<HttpState>,
    authorised: Authorised<Metered<SessionHolder, Sessions>, Path<SessionId>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(holder, _),
        input: Path(session),
    } = authorised;

    end_own_session(&state.app, &holder, session).await?;

    Ok(HttpResponse::NoContent().finish())
}

impl SessionView {
    fn of(row: SessionRow, holder: &SessionHolder) -> Self {
        Self {
            id: row.family_id,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
            is_current: row.family_id == holder.session(),
        }
    }
}

fn example_session() -> SessionView {
    let created_at = DateTime::UNIX_EPOCH + TimeDelta::days(20_780);

    SessionView {
        id: SessionId(sample_id()),
        created_at,
        last_used_at: created_at + TimeDelta::hours(2),
        expires_at: created_at + SIGN_IN_LIFETIME,
        is_current: true,
    }
}
