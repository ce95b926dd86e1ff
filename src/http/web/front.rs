//! The front page, for people who open the address of the service.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::http::web::layout::{Document, HTML, Robots, WITHOUT_SCRIPTS, secure};

/// What this is, and where its parts are. The same for everybody.
pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let service = address_of(&request)?;

    let document = Document {
        title: "Moderato".to_owned(),
        canonical: None,
        robots: Robots::Ignore,
        scripts: &[],
        body: content(&service),
    };
    let response = HttpResponse::Ok()
        .content_type(HTML)
        .insert_header((header::CACHE_CONTROL, "public, no-cache"))
        .body(document.into_html());

    Ok(secure(response, WITHOUT_SCRIPTS))
}

/// The address of the service as its operator names it, or else as the request does.
fn address_of(request: &HttpRequest) -> Result<String, Problem> {
    let public_url = HttpState::of(request)?.public_url();
    if !public_url.is_empty() {
        return Ok(public_url.to_owned());
    }

    let connection = request.connection_info();

    Ok(format!("http://{}", connection.host()))
}

fn content(service: &str) -> Markup {
    html! {
        main {
            h1 { "Moderato" }
            p.lead {
                "This server keeps the comments of one or more websites, and the people who moderate them work here."
            }

            ul.places {
                (place("/console", "Console", "Moderate: the queue, duplicates, articles, policies, people."))
                (place("/demo", "Demo page", "An article with a thread, as readers see it."))
                (place("/docs", "API", "Every endpoint, to read and to try. Machines read /openapi.json."))
                (place("/docs/errors", "Error codes", "What each one means, and what to do about it."))
                (place("/health/ready", "Health", "Whether this server can answer requests now."))
            }

            h2 { "Put a thread on a page" }
            p { "List the page's origin in the policy of its site. Then these lines are all that the page needs:" }
            pre { code { (snippet(service)) } }
            p.quiet {
                "Readers without JavaScript find the same thread at "
                code { (service) "/threads?url=…" }
                "."
            }
        }
    }
}

fn place(address: &str, name: &str, words: &str) -> Markup {
    html! {
        li {
            a href=(address) { (name) }
            span { (words) }
        }
    }
}

/// The lines that put a thread on a page.
fn snippet(service: &str) -> String {
    format!(
        "<script type=\"module\" src=\"{service}/embed.js\"></script>\n\
         <moderato-thread></moderato-thread>\n\
         <noscript>\n  <a href=\"{service}/threads?url=https://example.org/page\">Comments</a>\n</noscript>"
    )
}
