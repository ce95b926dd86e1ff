//! A question that a poster answers first, where the site's policy wants it.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::flows::comments::challenge::{self, issue};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::limited::Limited;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Challenges;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// A question, and the token that goes back with its answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Challenge)]
pub struct ChallengeView {
    pub token: String,
    #[schema(example = "arithmetic")]
    pub kind: &'static str,
    #[schema(example = "10 + 8 =")]
    pub question: String,
    #[serde(serialize_with = "milliseconds")]
    pub expires_at: DateTime<Utc>,
}

problems!(CreateChallengeProblems = STORED, LIMITED, IDEMPOTENT);

/// Ask for a challenge
///
/// Its answer is good for one comment and for ten minutes. The request has no body.
#[utoipa::path(
    operation_id = "create_challenge",
    tag = "challenges",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    responses(
        (status = 201, description = "A new question.", body = ChallengeView, example = json!({
            "token": "AZej9XweejSdfD9_bz9dEQ", "kind": "arithmetic", "question": "10 + 8 =",
            "expires_at": "2026-11-23T09:40:00.000Z"
        })),
        CreateChallengeProblems,
    ),
)]
#[post("/v1/challenges")]
pub async fn create_challenge(
    state: Data<HttpState>,
    caller: (Limited<Challenges>, ClientIp, IdempotencyKey),
) -> Result<HttpResponse, Problem> {
    let (_, address, key) = caller;
    let scope = format!(
        "create_challenge {}",
        state.app.secrets.caller(address.bucket())
    );
    // There is no body that could differ.
    let key = request_key(key, scope, [0; 32]);
    respond(
        issue(
            &state.app,
            Idempotent {
                key,
                encode: &created,
            },
        )
        .await?,
    )
}

fn created(challenge: &challenge::Challenge) -> Result<Reply> {
    let challenge::Challenge {
        token,
        question,
        expires_at,
    } = challenge.clone();
    encode(
        StatusCode::CREATED,
        None,
        &ChallengeView {
            token,
            kind: "arithmetic",
            question,
            expires_at,
        },
    )
}
