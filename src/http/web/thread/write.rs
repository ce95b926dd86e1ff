//! The form of a comment that was sent: stored by the same flow as the API's, and answered by a
//! redirect, or by the form with what is wrong and all that was typed.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;
use validator::Validate;

use crate::app::page_key::PagePlace;
use crate::domain::ids::ArticleId;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::comments::challenge::{Challenge, ChallengePlace};
use crate::flows::comments::submit::{Submitted, Writer, submit};
use crate::flows::idempotency::{Idempotent, Origin, Reply};
use crate::flows::pages::find::find_page;
use crate::flows::pages::submit::{CommentedPage, submit_to_page};
use crate::http::extract::body::refuse_if_overloaded;
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::extract::shape;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;
use crate::http::quotas::PostComments;
use crate::http::state::HttpState;
use crate::http::web::layout::WITHOUT_SCRIPTS;
use crate::http::web::thread::asked::Asked;
use crate::http::web::thread::document::Subject;
use crate::http::web::thread::fields::{Fields, PostedForm};
use crate::http::web::thread::home::{Home, anchor};
use crate::http::web::thread::own_pages::is_from_own_page;
use crate::http::web::thread::words::Told;

type Quota = Result<Limited<PostComments>, Problem>;

/// A form that was sent, and what is known of its sender.
struct Post {
    place: PagePlace,
    fields: Fields,
    quota: Quota,
    client_ip: ClientIp,
}

/// A comment about an article.
pub(crate) async fn of_article(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
    quota: Quota,
    client_ip: ClientIp,
    form: PostedForm,
) -> Result<HttpResponse, Problem> {
    let post = Post {
        place: PagePlace::Article(article),
        fields: form.0,
        quota,
        client_ip,
    };

    answer(&request, &state, post).await
}

/// A comment about the web page at an address.
pub(crate) async fn at_address(
    request: HttpRequest,
    state: Data<HttpState>,
    quota: Quota,
    client_ip: ClientIp,
    form: PostedForm,
) -> Result<HttpResponse, Problem> {
    let post = Post {
        place: Asked::at_address(request.query_string())?.place,
        fields: form.0,
        quota,
        client_ip,
    };

    answer(&request, &state, post).await
}

async fn answer(
    request: &HttpRequest,
    state: &HttpState,
    post: Post,
) -> Result<HttpResponse, Problem> {
    match Box::pin(store(request, state, &post)).await {
        Ok(location) => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, location))
            .finish()),
        Err(problem) => Ok(form_again(state, post, &problem).await),
    }
}

/// Stores the comment. The result is the page that shows what became of it.
async fn store(request: &HttpRequest, state: &HttpState, post: &Post) -> Result<String, Problem> {
    if !is_from_own_page(request, state) {
        let detail = "Send the form from the page of this thread.";
        return Err(Problem::new(Code::Forbidden, detail));
    }
    if let Err(exhausted) = &post.quota {
        return Err(exhausted.clone());
    }
    refuse_if_overloaded(request)?;

    let comment = post.fields.comment()?;
    comment
        .validate()
        .map_err(|found| Problem::invalid(shape::errors(&found, "/")))?;

    let article = match post.place {
        PagePlace::Article(article) => article,
        // The flow finds it.
        PagePlace::Address { .. } => ArticleId(Uuid::nil()),
    };
    let submission = comment.into_submission(article, post.client_ip, Writer::Reader(None))?;
    let idempotent = Idempotent {
        key: None,
        encode: &|submitted: &Submitted| Ok(see_other(&post.place, submitted)),
    };

    let reply = match post.place.clone() {
        PagePlace::Article(_) => submit(&state.app, submission, idempotent).await?,
        PagePlace::Address { site, address } => {
            let page = CommentedPage {
                site,
                address,
                title: None,
            };
            submit_to_page(&state.app, page, submission, idempotent).await?
        }
    };

    reply.location.ok_or_else(Problem::internal)
}

/// The way to the comment if it is shown, or else to the page that says that it waits.
fn see_other(place: &PagePlace, submitted: &Submitted) -> Reply {
    let comment = &submitted.comment;
    let home = Home::of(place, Some(comment.article_id));

    let location = match comment.status {
        Status::Approved => {
            let page = home.comment(comment.comment_id, None);
            format!("{page}#{}", anchor(comment.comment_id))
        }
        _ => home.waiting(),
    };

    Reply {
        status: StatusCode::SEE_OTHER.as_u16(),
        location: Some(location),
        body: Vec::new(),
        origin: Origin::Made,
    }
}

/// The form with what is wrong and all that was typed. The answer to a challenge is spent, or was
/// wrong, so there is a new question.
async fn form_again(state: &HttpState, post: Post, problem: &Problem) -> HttpResponse {
    let subject = subject(state, &post.place, problem.code()).await;
    let challenge = challenge(state, &subject, &post.place, problem.code());

    let mut fields = post.fields;
    if problem.code() == Code::ParentNotFound {
        fields.parent.clear();
    }
    let told = Told::of(problem);

    let document = subject.form(&fields, &told, challenge.as_ref());
    let mut response = document.respond(problem.code().status(), WITHOUT_SCRIPTS);
    if let Some(seconds) = problem.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }

    response
}

/// What the form is about. Nothing is read for a request that was refused to save work, or while
/// nothing can be read: the form is kept without its title.
async fn subject(state: &HttpState, place: &PagePlace, code: Code) -> Subject {
    let may_read = !matches!(
        code,
        Code::Forbidden
            | Code::RateLimited
            | Code::Overloaded
            | Code::Unavailable
            | Code::InternalError
    );
    if !may_read {
        return Subject::unread(place);
    }

    let read = async {
        let found = find_page(&state.app, place).await?;
        Subject::of(&state.app, place, &found).await
    };

    // The problem that is shown was told already; this fault would only hide it.
    read.await.unwrap_or_else(|_| Subject::unread(place))
}

fn challenge(
    state: &HttpState,
    subject: &Subject,
    place: &PagePlace,
    code: Code,
) -> Option<Challenge> {
    let is_wanted = subject.asks || matches!(code, Code::ChallengeRequired | Code::ChallengeFailed);

    is_wanted.then(|| Challenge::ask(&state.app, &ChallengePlace::of(place, None)))
}
