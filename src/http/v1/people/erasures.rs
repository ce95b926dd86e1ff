//! The endpoint that erases the data of a person.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::email::EmailAddress;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::flows::people::erase::{Rest, erase};
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::state::HttpState;

/// Whose data to erase.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct NewErasure {
    /// The email address that the person gave with comments. Other spellings of the same mailbox are
    /// included.
    #[schema(format = "email", max_length = 254, example = "ada@example.org")]
    email: String,
}

/// What one request erased.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Erasure {
    /// The comments that were emptied by this request.
    #[schema(minimum = 0)]
    comments: usize,
    /// Whether nothing is left. If false, send the request again.
    is_complete: bool,
}

problems!(CreateErasureProblems = STORED, TOKEN, BODY, LIMITED);

/// Erase a person
///
/// Empties the comments of an email address on all sites: name, address, website, text, earlier
/// texts, what reports, findings and decisions say of them, and all that is derived from them.
/// Status, place and number remain, and readers see `[erased]`. Comments by other people remain,
/// also where they quote. One request erases up to 100 comments: repeat it until `is_complete`.
/// Repeating it afterwards changes nothing. The audit log tells that it happened, not about whom.
#[utoipa::path(
    operation_id = "erase_person",
    tag = "administration",
    security(("moderator_token" = [])),
    request_body(
        content = NewErasure,
        extensions(("x-max-bytes" = json!(crate::http::extract::body::BODY_LIMIT))),
        example = json!({"email": "ada@example.org"}),
    ),
    responses(
        (status = 200, description = "What was erased.", body = Erasure,
            example = json!({"comments": 12, "is_complete": true})),
        CreateErasureProblems,
    ),
)]
#[post("/v1/admin/people/erasures")]
pub(crate) async fn erase_person(
    state: Data<HttpState>,
    authorised: Authorised<Metered<Admin, Administration>, Body<NewErasure>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(admin, _),
        input: body,
    } = authorised;
    let email = EmailAddress::parse(&body.value.email, "/email")
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;

    let step = erase(&state.app, &admin, &email).await?;

    Ok(HttpResponse::Ok().json(Erasure {
        comments: step.comments,
        is_complete: step.rest == Rest::None,
    }))
}
