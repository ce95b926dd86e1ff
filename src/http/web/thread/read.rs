//! Reading a thread as a page.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use tokio::sync::OnceCell;

use crate::app::generations::Scope;
use crate::app::page_key::PageKey;
use crate::app::pages::Content;
use crate::db::threads::page::Window;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;
use crate::flows::comments::challenge::{Challenge, ChallengePlace};
use crate::flows::pages::find::{FoundPage, find_page};
use crate::flows::threads::read::{read_comment, read_replies, read_tree};
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::reply::cached::{respond, write_document};
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::Limit;
use crate::http::state::HttpState;
use crate::http::v1::threads::order::Order;
use crate::http::v1::threads::pages::{branches, window};
use crate::http::v1::threads::views::Comment;
use crate::http::web::layout::WITHOUT_SCRIPTS;
use crate::http::web::thread::asked::{Asked, Part};
use crate::http::web::thread::document::{CommentPage, ListPage, Subject};

/// A page of the thread of an article.
pub(crate) async fn of_article(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of_article(article, request.query_string())?;

    show(&request, &state, asked).await
}

/// A page of the thread of the web page at an address.
pub(crate) async fn at_address(
    request: HttpRequest,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::at_address(request.query_string())?;

    show(&request, &state, asked).await
}

async fn show(
    request: &HttpRequest,
    state: &HttpState,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    match asked.part {
        Part::List => list(request, state, asked).await,
        Part::Comment(comment) => one_comment(state, asked, comment).await,
        Part::Waiting => waiting(state, asked).await,
    }
}

/// A page of the thread. It is the same for all readers, so it has no challenge: a site that asks
/// for one does so when the form was sent.
async fn list(
    request: &HttpRequest,
    state: &HttpState,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let filters = format!("{:?} {:?}", asked.place, asked.sort);
    let list = CursorSeal::new(&state.app.secrets, "thread_document", &filters);
    let after = list.open_id(asked.cursor.as_deref())?;
    let window = window(Limit::default(), asked.sort.into(), after);

    // The scope and the answer must be about the same article.
    let found = OnceCell::new();
    let find = async || {
        found
            .get_or_try_init(|| find_page(&state.app, &asked.place))
            .await
    };
    let scope = async || Ok(Scope::Address(find().await?.article));
    let render = async || write_list(state, &list, &asked, find().await?, window).await;

    let key = PageKey::ThreadDocument {
        place: asked.place.clone(),
        window,
    };
    respond(request, key, scope, render).await
}

async fn write_list(
    state: &HttpState,
    list: &CursorSeal<'_>,
    asked: &Asked,
    found: &FoundPage,
    window: Window,
) -> Result<Content> {
    let subject = Subject::of(&state.app, &asked.place, found).await?;
    let mut page = ListPage {
        total: 0,
        sort: asked.sort,
        comments: Vec::new(),
        next: None,
    };

    if let Some(article) = found.article {
        let tree = read_tree(&state.app, article, window).await?;
        let tops = branches(state, tree.tops);

        page.total = tree.head.total;
        page.comments = tops.items;
        page.next = tops.next.map(|last| list.seal_id(last));
    }

    Ok(write_document(subject.list(&page)))
}

async fn one_comment(
    state: &HttpState,
    asked: Asked,
    comment: CommentId,
) -> Result<HttpResponse, Problem> {
    // The cursor of the API, which the list of comments links to.
    let seal = CursorSeal::new(&state.app.secrets, "replies", &comment.to_string());
    let after = seal.open_id(asked.cursor.as_deref())?;
    let found = find_page(&state.app, &asked.place).await?;
    let subject = Subject::of(&state.app, &asked.place, &found).await?;

    let read = read_comment(&state.app, comment).await?;
    if Some(read.comment.article_id) != found.article {
        return Err(Refusal::NotFound(Noun::Comment).into());
    }
    let window = window(Limit::default(), Order::Oldest.into(), after);
    let replies = branches(state, read_replies(&state.app, comment, window).await?.tops);

    let place = ChallengePlace::of(&asked.place, found.article);
    let challenge = subject.asks.then(|| Challenge::ask(&state.app, &place));
    let page = CommentPage {
        ancestors: read.ancestors.into_iter().map(Comment::public).collect(),
        comment: Comment::public(read.comment),
        replies: replies.items,
        next: replies.next.map(|last| seal.seal_id(last)),
    };
    let document = subject.comment(&page, challenge.as_ref());

    Ok(document.respond(StatusCode::OK, WITHOUT_SCRIPTS))
}

async fn waiting(state: &HttpState, asked: Asked) -> Result<HttpResponse, Problem> {
    let found = find_page(&state.app, &asked.place).await?;
    let subject = Subject::of(&state.app, &asked.place, &found).await?;

    Ok(subject.waiting().respond(StatusCode::OK, WITHOUT_SCRIPTS))
}
