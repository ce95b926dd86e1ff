//! What all pages for people share: the head, the frame, the headers of the answer, and the page of
//! a problem.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use maud::{DOCTYPE, Markup, html};

use crate::http::web::files::PAGES;
use crate::http::web::security::page_security;

/// A page for people.
pub(crate) struct Document {
    pub title: String,
    /// The address that search engines should list instead of this one.
    pub canonical: Option<String>,
    pub robots: Robots,
    /// The scripts of the page, by their addresses. Most pages need none.
    pub scripts: &'static [&'static str],
    pub body: Markup,
}

/// Whether search engines may list the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Robots {
    Index,
    Ignore,
}

/// For a page without scripts: only our own styles and images, and forms that come back to us.
pub(crate) const WITHOUT_SCRIPTS: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// The page of a problem.
pub(crate) struct ProblemPage<'a> {
    pub title: &'a str,
    pub detail: &'a str,
    pub request_id: &'a str,
}

impl Document {
    /// The whole page as text.
    pub(crate) fn into_html(self) -> String {
        let files = PAGES.address();

        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    @if self.robots == Robots::Ignore {
                        meta name="robots" content="noindex";
                    }
                    title { (self.title) }
                    @if let Some(canonical) = &self.canonical {
                        link rel="canonical" href=(canonical);
                    }
                    link rel="icon" href={ (files) "/pages/icon.svg" } type="image/svg+xml";
                    link rel="stylesheet" href={ (files) "/shared/tokens.css" };
                    link rel="stylesheet" href={ (files) "/pages/pages.css" };
                    @for script in self.scripts {
                        script type="module" src=(script) {}
                    }
                }
                body { (self.body) }
            }
        };

        page.into_string()
    }

    /// The page as an answer under this policy, which no cache keeps.
    pub(crate) fn respond(self, status: StatusCode, policy: &'static str) -> HttpResponse {
        let response = HttpResponse::build(status)
            .content_type(HTML)
            .insert_header((header::CACHE_CONTROL, "private, no-store"))
            .body(self.into_html());

        secure(response, policy)
    }
}

/// Gives a page its policy. A form's answer needs the origin of its page, so the own site learns
/// which page a request comes from; other sites learn nothing.
pub(crate) fn secure(response: HttpResponse, policy: &'static str) -> HttpResponse {
    let mut response = page_security(response, policy);

    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );

    response
}

impl ProblemPage<'_> {
    pub(crate) fn into_html(self) -> String {
        let document = Document {
            title: self.title.to_owned(),
            canonical: None,
            robots: Robots::Ignore,
            scripts: &[],
            body: html! {
                main {
                    h1 { (self.title) }
                    p { (self.detail) }
                    p { a href="/" { "What is on this server" } }
                    p.quiet { "Request " code { (self.request_id) } }
                }
            },
        };

        document.into_html()
    }
}
