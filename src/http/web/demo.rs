//! The demo article as a page with the embedded thread, as a website would show it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use maud::{Markup, PreEscaped, html};

use crate::app::page_key::ArticleQuery;
use crate::app::setup::{DEFAULT_SITE, DEMO_SLUG};
use crate::error::Result;
use crate::flows::articles::read::read_articles;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::http::v1::articles::views::{Article, Reference};
use crate::http::web::layout::{Document, Robots};

/// As strict as a careful website: the thread needs no more than its own scripts and requests.
const WITH_THREAD: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types moderato";

/// The demo, or how to get it.
pub(super) async fn page(state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let response = match find_article(&state).await? {
        Some(article) => document(&article).respond(StatusCode::OK, WITH_THREAD),
        None => missing().respond(StatusCode::NOT_FOUND, WITH_THREAD),
    };

    Ok(response)
}

async fn find_article(state: &HttpState) -> Result<Option<Article>> {
    let query = ArticleQuery {
        site: Some(DEFAULT_SITE.to_owned()),
        slug: Some(DEMO_SLUG.to_owned()),
        limit: 1,
        ..ArticleQuery::default()
    };
    let found = read_articles(&state.app, query).await?;

    found
        .items
        .into_iter()
        .next()
        .map(Article::try_from)
        .transpose()
}

fn document(article: &Article) -> Document {
    let body = html! {
        main {
            article.text {
                h1 dir="auto" { (article.title) }
                @if let Some(lead) = &article.lead {
                    p.lead dir="auto" { (lead) }
                }
                // Sanitised when it was stored, by the same rules as comments.
                (PreEscaped(&article.html))
                (sources(&article.references))
            }
            section aria-label="Comments" {
                moderato-thread article-id=(article.id) {}
                noscript {
                    p { a href={ "/threads/" (article.id) } { "Read the comments and write one" } }
                }
            }
        }
    };

    Document {
        title: article.title.clone(),
        canonical: None,
        robots: Robots::Ignore,
        scripts: &["/embed.js"],
        body,
    }
}

fn sources(references: &[Reference]) -> Markup {
    html! {
        @if !references.is_empty() {
            h2 { "Sources" }
            ol.sources {
                @for source in references {
                    li id={ "ref-" (source.number) } value=(source.number) {
                        (source.text)
                        @if let Some(doi) = &source.doi {
                            " " a href={ "https://doi.org/" (doi) } rel="nofollow" { (doi) }
                        }
                    }
                }
            }
        }
    }
}

fn missing() -> Document {
    Document {
        title: "No demo here".to_owned(),
        canonical: None,
        robots: Robots::Ignore,
        scripts: &[],
        body: html! {
            main {
                h1 { "There is no demo on this server" }
                p { "Start it with the demo's article and its comments:" }
                pre { code { "moderato serve --demo" } }
                p { a href="/" { "What is on this server" } }
            }
        },
    }
}
