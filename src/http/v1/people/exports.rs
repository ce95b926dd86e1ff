//! The endpoint that exports the data of a person.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::email::EmailAddress;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::flows::people::export::export;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::state::HttpState;
use crate::http::v1::people::views::{ExportPlace, PersonalData, example_export};

/// Whose data to export.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct NewExport {
    /// The email address that the person gave with comments. Other spellings of the same mailbox are
    /// included.
    #[schema(format = "email", max_length = 254, example = "ada@example.org")]
    email: String,
    /// `next` of the page before. Absent: from the beginning.
    #[validate(nested)]
    #[schema(inline)]
    after: Option<ExportPlace>,
}

problems!(CreateExportProblems = STORED, TOKEN, BODY, LIMITED);

/// Export the data of a person
///
/// What is stored about an email address on all sites, page by page: comments with all their texts,
/// and what findings, reports and decisions say of them. A request about a person is a POST, so that
/// the address is in no URL and in no log. Reports that the person made cannot be exported: they are
/// stored under a hash of the network address, not of the email address. The audit log tells that an
/// export happened, not about whom.
#[utoipa::path(
    operation_id = "export_person",
    tag = "administration",
    security(("moderator_token" = [])),
    request_body(
        content = NewExport,
        extensions(("x-max-bytes" = json!(crate::http::extract::body::BODY_LIMIT))),
        example = json!({"email": "ada@example.org"}),
    ),
    responses(
        (status = 200, description = "A page of what is stored.", body = PersonalData,
            example = json!(example_export())),
        CreateExportProblems,
    ),
)]
#[post("/v1/admin/people/exports")]
pub(crate) async fn export_person(
    state: Data<HttpState>,
    authorised: Authorised<Metered<Admin, Administration>, Body<NewExport>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(admin, _),
        input: body,
    } = authorised;
    let email = EmailAddress::parse(&body.value.email, "/email")
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let after = body.value.after.map(Into::into);

    let page = export(&state.app, &admin, &email, after).await?;

    Ok(HttpResponse::Ok().json(PersonalData::from(page)))
}
