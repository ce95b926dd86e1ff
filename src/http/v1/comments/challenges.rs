//! The endpoint that issues challenges, which posters answer if the site's policy asks for it.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::flows::comments::challenge::{Challenge, issue};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::parameters::IdempotencyKeyInHeader;
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::limited::Limited;
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

problems!(CreateChallengeProblems = STORED, LIMITED, IDEMPOTENT);

/// Request a challenge
///
/// The answer is valid for one comment and for ten minutes. Send no body.
#[utoipa::path(
    operation_id = "create_challenge",
    tag = "challenges",
    params(IdempotencyKeyInHeader),
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
) -> Result<HttpResponse, Problem> {
    let caller = state.app.secrets.caller(address.bucket());
    let scope = format!("create_challenge {caller}");
    // Without a body, all requests of a caller are the same request.
    let key = request_key(key, scope, [0; 32]);

    let idempotent = Idempotent {
        key,
        encode: &encode_challenge,
    };
    respond(issue(&state.app, idempotent).await?)
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
