//! The endpoint that posts a comment about the page at an address.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::article::Title;
use crate::domain::ids::ArticleId;
use crate::domain::page_address::PageAddress;
use crate::domain::refusal::{Invalid, Refusal};
use crate::domain::web_url::WebUrl;
use crate::error::Result;
use crate::flows::comments::submit::{Submission, Writer, create_page_comment_scope};
use crate::flows::idempotency::Idempotent;
use crate::flows::pages::submit::{CommentedPage, submit_to_page};
use crate::http::contract::body_sizes::NEW_PAGE_COMMENT;
use crate::http::contract::parameters::IdempotencyKeyInHeader;
use crate::http::extract::body::Body;
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::command::Authorised;
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::limited::Limited;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::PostComments;
use crate::http::reply::idempotent::{request_key, respond};
use crate::http::state::HttpState;
use crate::http::v1::comments::submit::{
    ChallengeAnswer, NewAuthor, NewComment, SubmittedComment, encode_submitted, writer,
};

/// A new comment about a page.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewPageComment {
    /// The http or https URL of the page, up to 2,000 characters without the parameters of
    /// campaigns; a percent-encoded character counts once.
    #[schema(format = "uri", example = "https://example.org/sleep-and-memory")]
    url: String,
    /// The name of the site, for a page that several sites have. Default: a site that lists the
    /// origin of the page.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]*$", max_length = 100)]
    site: Option<String>,
    /// The title of the page, 1 to 300 characters as readers count them. It is stored if the page
    /// is published by this comment. Default: its address.
    #[schema(example = "Sleep and memory")]
    title: Option<String>,
    #[validate(nested)]
    author: NewAuthor,
    /// Markdown, 1 to 10,000 characters as readers count them. It must show something: mark-up alone,
    /// such as `#`, is refused.
    #[schema(min_length = 1, example = "Thank you, this helped me a lot.")]
    body: String,
    /// The published comment that this one replies to.
    parent_id: Option<Uuid>,
    /// Required if the site's policy asks for a challenge.
    #[validate(nested)]
    challenge: Option<ChallengeAnswer>,
}

problems!(
    CreatePageCommentProblems = STORED,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [
        Unauthenticated,
        PasswordChangeRequired,
        NotFound,
        CommentsClosed,
        PageNotAllowed,
        DuplicateComment,
        ChallengeRequired,
        ChallengeFailed,
        ParentNotFound,
        TooDeep,
    ]
);

/// Post a comment about a page
///
/// For pages that know their own address and no id. If there is an article at the address, the
/// comment is posted to it, as by `POST /v1/articles/{article_id}/comments`. Otherwise the comment
/// publishes the page, if the site lists its origin and its policy has
/// `pages.registration: "listed_origins"`; `comment.article_id` is the new article.
#[utoipa::path(
    operation_id = "create_page_comment",
    tag = "comments",
    params(IdempotencyKeyInHeader),
    request_body(
        content = NewPageComment,
        extensions(("x-max-bytes" = json!(NEW_PAGE_COMMENT))),
        example = json!({
            "url": "https://example.org/sleep-and-memory", "title": "Sleep and memory",
            "author": {"name": "Ada Lovelace", "email": "ada@example.org"},
            "body": "Thank you, this helped me a lot."
        }),
    ),
    responses(
        (status = 201, description = "The stored comment. `Location` names it.",
            body = SubmittedComment,
            headers(("Location" = String, description = "The path of the comment.")),
            example = json!({
                "comment": crate::http::v1::threads::views::example_comment("pending"),
                "guest_token": "guest.AZej9Xwe"
            })),
        CreatePageCommentProblems,
    ),
    security((), ("guest_token" = []), ("moderator_token" = [])),
)]
#[post("/v1/threads/comments")]
pub async fn create_page_comment(
    state: Data<HttpState>,
    _quota: Limited<PostComments>,
    client_ip: ClientIp,
    key: IdempotencyKey,
    post: Authorised<Writer, Body<NewPageComment, NEW_PAGE_COMMENT>>,
) -> Result<HttpResponse, Problem> {
    let request_hash = post.input.request_hash;
    let PageSubmission { page, submission } =
        post.input.value.into_submission(client_ip, post.actor)?;

    let author = writer(&state, &submission);
    let scope = create_page_comment_scope(&author);
    let idempotent = Idempotent {
        key: request_key(key, scope, request_hash),
        encode: &encode_submitted,
    };
    respond(submit_to_page(&state.app, page, submission, idempotent).await?)
}

struct PageSubmission {
    page: CommentedPage,
    submission: Submission,
}

impl NewPageComment {
    /// Parses every field, and reports all that must change at once.
    fn into_submission(
        self,
        client_ip: ClientIp,
        writer: Writer,
    ) -> Result<PageSubmission, Refusal> {
        let address = PageAddress::asked(self.url);
        let url = WebUrl::parse(address.as_str(), "/url");
        let title = self.title.filter(|title| !title.trim().is_empty());
        let title = title.map(|title| Title::parse(&title, "/title"));
        let comment = NewComment {
            author: self.author,
            body: self.body,
            parent_id: self.parent_id,
            challenge: self.challenge,
        };
        // The flow finds the article.
        let nowhere = ArticleId(Uuid::nil());
        let submission = comment.into_submission(nowhere, client_ip, writer);

        match (url, title.transpose(), submission) {
            (Ok(_), Ok(title), Ok(submission)) => Ok(PageSubmission {
                page: CommentedPage {
                    site: self.site,
                    address,
                    title,
                },
                submission,
            }),
            (url, title, submission) => {
                let mut faults: Vec<Invalid> =
                    [url.err(), title.err()].into_iter().flatten().collect();
                match submission {
                    Err(Refusal::Invalid(others)) => faults.extend(others),
                    Err(other) => return Err(other),
                    Ok(_) => {}
                }

                Err(Refusal::Invalid(faults))
            }
        }
    }
}
