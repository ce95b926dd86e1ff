//! A problem as an HTTP response and as JSON.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use crate::http::audience::Audience;
use crate::http::problem::body::{CurrentState, FieldError, ProblemBody};
use crate::http::problem::{Occurrence, Problem};
use crate::http::web::layout::{HTML, ProblemPage, WITHOUT_SCRIPTS, secure};

impl Problem {
    /// The response to the request `occurrence`.
    pub(crate) fn respond(&self, occurrence: Occurrence<'_>) -> HttpResponse {
        let mut response = HttpResponse::build(self.code.status());
        response.insert_header((header::CACHE_CONTROL, "no-store"));

        if self.code.status() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(allow) = &self.allow {
            response.insert_header((header::ALLOW, allow.as_str()));
        }

        match occurrence.audience {
            Audience::Programs => {
                response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
                response.body(self.document(occurrence))
            }
            Audience::People => {
                response.insert_header((header::CONTENT_TYPE, HTML));
                secure(response.body(self.page(occurrence)), WITHOUT_SCRIPTS)
            }
        }
    }

    /// The problem as a page.
    fn page(&self, occurrence: Occurrence<'_>) -> String {
        let page = ProblemPage {
            title: self.code.title(),
            detail: &self.detail,
            request_id: occurrence.request_id,
        };

        page.into_html()
    }

    /// The problem document as JSON.
    pub(super) fn document(&self, occurrence: Occurrence<'_>) -> String {
        let Occurrence {
            request_id,
            public_url,
            ..
        } = occurrence;

        let body = ProblemBody {
            type_url: format!("{public_url}/docs/errors#{}", self.code.as_str()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: &self.detail,
            instance: format!("urn:request:{request_id}"),
            code: self.code.as_str(),
            request_id,
            errors: self.errors.iter().map(FieldError::from).collect(),
            current: self.current.as_deref().map(CurrentState::from),
            duplicate_of: self.duplicate_of,
        };

        body.to_json()
    }
}
