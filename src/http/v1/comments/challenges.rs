//! The endpoint that issues challenges, which posters answer if the site's policy asks for it.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domain::ids::ArticleId;
use crate::domain::page_address::PageAddress;
use crate::error::Result;
use crate::flows::comments::challenge::{Challenge, ChallengePlace, issue};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::parameters::IdempotencyKeyInHeader;
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::limited::Limited;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Challenges;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// A question, and the token to send back with its answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Challenge)]
pub struct ChallengeView {
    token: String,
    #[schema(example = "arithmetic")]
    kind: &'static str,
    #[schema(example = "10 + 8 =")]
    question: String,
    #[serde(serialize_with = "milliseconds")]
    expires_at: DateTime<Utc>,
}

/// The place that a challenge is for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChallengeQuery {
    /// The article under which the comment will be posted: the answer is valid for no other. Without
    /// `article_id` and `url` the answer is valid everywhere.
    #[param(value_type = Option<uuid::Uuid>)]
    article_id: Option<ArticleId>,
    /// Instead of `article_id`, the URL of the page for whose thread the comment will be posted by
    /// `POST /v1/threads/comments`, as it is sent there: the answer is valid for no other page.
    #[validate(length(min = 1, max = 8000, message = "Give the URL of the page."))]
    #[param(min_length = 1, max_length = 8000)]
    url: Option<String>,
}

impl ChallengeQuery {
    fn place(self) -> ChallengePlace {
        match (self.article_id, self.url) {
            (Some(article), _) => ChallengePlace::Article(article),
            (None, Some(url)) => ChallengePlace::Page(PageAddress::asked(url)),
            (None, None) => ChallengePlace::Anywhere,
        }
    }
}

problems!(
    CreateChallengeProblems = STORED,
    LIMITED,
    IDEMPOTENT,
    [ValidationFailed]
);

/// Request a challenge
///
/// The token is good for one answer, right or wrong, and for ten minutes. Send no body.
///
/// A sum stops only programs that do not know this service. What holds back others are the quotas,
/// the checks and the moderators.
#[utoipa::path(
    operation_id = "create_challenge",
    tag = "challenges",
    params(ChallengeQuery, IdempotencyKeyInHeader),
    responses(
        (status = 201, description = "A new challenge.", body = ChallengeView, example = json!({
            "token": "AZej9XweejSdfD9_bz9dEQ", "kind": "arithmetic", "question": "10 + 8 =",
            "expires_at": "2026-11-23T09:40:00.000Z"
        })),
        CreateChallengeProblems,
    ),
)]
#[post("/v1/challenges")]
pub async fn create_challenge(
    state: Data<HttpState>,
    _quota: Limited<Challenges>,
    address: ClientIp,
    key: IdempotencyKey,
    Query(query): Query<ChallengeQuery>,
) -> Result<HttpResponse, Problem> {
    let caller = state.app.secrets.caller(address.bucket());
    let place = query.place();
    let scope = format!("create_challenge {caller} {place:?}");
    // Without a body, all requests of a caller for one place are the same request.
    let key = request_key(key, scope, [0; 32]);

    let idempotent = Idempotent {
        key,
        encode: &encode_challenge,
    };
    respond(issue(&state.app, &place, idempotent).await?)
}

fn encode_challenge(challenge: &Challenge) -> Result<Reply> {
    let Challenge {
        token,
        question,
        expires_at,
        ..
    } = challenge.clone();
    let view = ChallengeView {
        token,
        kind: "arithmetic",
        question,
        expires_at,
    };

    encode(StatusCode::CREATED, None, &view)
}
