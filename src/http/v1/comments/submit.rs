//! The endpoint that posts a comment.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::comment::{Author, AuthorName, CommentBody, Website};
use crate::domain::email::EmailAddress;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::refusal::Refusal;
use crate::error::Result;
use crate::flows::comments::challenge::Answer;
use crate::flows::comments::submit::{Submission, Submitted, Writer, create_comment_scope, submit};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::body_sizes::NEW_COMMENT;
use crate::http::contract::parameters::{ArticleInPath, IdempotencyKeyInHeader};
use crate::http::extract::body::Body;
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::command::Authorised;
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::PostComments;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::v1::threads::views::Comment;
use crate::moderation::draft::Draft;

/// A new comment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewComment {
    #[validate(nested)]
    pub author: NewAuthor,
    /// Markdown, 1 to 10,000 characters as readers count them. It must show something: mark-up alone,
    /// such as `#`, is refused.
    #[schema(min_length = 1, example = "Thank you, this helped me a lot.")]
    pub body: String,
    /// The published comment that this one replies to.
    pub parent_id: Option<Uuid>,
    /// Required if the site's policy asks for a challenge.
    #[validate(nested)]
    pub challenge: Option<ChallengeAnswer>,
}

/// The author of a new comment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewAuthor {
    /// 1 to 80 characters as readers count them.
    #[schema(min_length = 1, example = "Ada Lovelace")]
    pub name: String,
    /// Never shown to readers. Internationalised addresses are valid (RFC 6531), up to 254 bytes of
    /// UTF-8. All spellings of a mailbox are one author: upper and lower case, composition, and the
    /// domain as Unicode or as A-labels.
    #[schema(format = "email", max_length = 254, example = "ada@example.org")]
    pub email: String,
    /// An http or https URL of up to 500 characters; a percent-encoded character counts once.
    #[schema(format = "uri", example = "https://example.org/")]
    pub website: Option<String>,
}

/// The answer to a challenge of `POST /v1/challenges`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct ChallengeAnswer {
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub token: String,
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "18")]
    pub answer: String,
}

/// The stored comment, with its author's token.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmittedComment {
    comment: Comment,
    /// Lets the author read, edit and withdraw this comment: send it as `Authorization: Bearer`.
    guest_token: String,
}

problems!(
    CreateCommentProblems = STORED,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [
        Unauthenticated,
        PasswordChangeRequired,
        NotFound,
        CommentsClosed,
        DuplicateComment,
        ChallengeRequired,
        ChallengeFailed,
        ParentNotFound,
        TooDeep,
    ]
);

/// Post a comment
///
/// The site's policy and the checks decide whether the comment is published or held: see
/// `comment.status`. A comment that duplicates an earlier one is held for a moderator. The same
/// text by the same person in the same place (article and parent) is refused, if it differs in
/// nothing but white space and invisible characters. An answer to a challenge is checked first, and
/// spends the challenge even if the comment is refused.
///
/// In this answer `comment.number` is always null, since counting it would delay the post: read the
/// thread or the comment for it.
///
/// An email is a name that anybody can type. Send the guest token of an earlier comment under the
/// same email, so that it counts as yours from every network: that its author is known, and that a
/// repetition is refused and not held. Without it, only comments from the same network do. A comment
/// under the email of an account, or under a name like that of an account, is held.
///
/// With an access token, the comment is a moderator's: `author.is_moderator` is true, no challenge
/// is required, and the comment is neither held nor refused because of its text. A bearer token
/// that is neither a guest token nor a valid access token is refused.
#[utoipa::path(
    operation_id = "create_comment",
    tag = "comments",
    params(ArticleInPath, IdempotencyKeyInHeader),
    request_body(content = NewComment, extensions(("x-max-bytes" = json!(NEW_COMMENT))), example = json!({
        "author": {"name": "Ada Lovelace", "email": "ada@example.org"},
        "body": "Thank you, this helped me a lot."
    })),
    responses(
        (status = 201, description = "The stored comment. `Location` names it.",
            body = SubmittedComment,
            headers(("Location" = String, description = "The path of the comment.")),
            example = json!({
                "comment": crate::http::v1::threads::views::example_comment("pending"),
                "guest_token": "guest.AZej9Xwe"
            })),
        CreateCommentProblems,
    ),
    security((), ("guest_token" = []), ("moderator_token" = [])),
)]
#[post("/v1/articles/{article_id}/comments")]
pub async fn create_comment(
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
    _quota: Limited<PostComments>,
    client_ip: ClientIp,
    key: IdempotencyKey,
    post: Authorised<Writer, Body<NewComment, NEW_COMMENT>>,
) -> Result<HttpResponse, Problem> {
    let submission = post
        .input
        .value
        .into_submission(article, client_ip, post.actor)?;

    let author = writer(&state, &submission);
    let scope = create_comment_scope(article, &author);
    let key = request_key(key, scope, post.input.request_hash);

    let idempotent = Idempotent {
        key,
        encode: &encode_submitted,
    };
    respond(submit(&state.app, submission, idempotent).await?)
}

/// The writer of a comment, for the scope of an idempotency key. The author and not the network
/// address: a reader who changes the network sends the request again.
pub(in crate::http::v1) fn writer(state: &HttpState, submission: &Submission) -> String {
    submission.writer.moderator().map_or_else(
        || state.app.secrets.author(&submission.draft.author.email),
        |moderator| moderator.id().to_string(),
    )
}

pub(in crate::http::v1) fn encode_submitted(submitted: &Submitted) -> Result<Reply> {
    let comment = Comment::own(submitted.comment.clone());
    let location = format!("/v1/comments/{}", comment.id);
    let view = SubmittedComment {
        comment,
        guest_token: submitted.guest_token.clone(),
    };

    encode(StatusCode::CREATED, Some(location), &view)
}

impl NewComment {
    /// Parses every field, and reports all that must change at once.
    pub(crate) fn into_submission(
        self,
        article: ArticleId,
        client_ip: ClientIp,
        writer: Writer,
    ) -> Result<Submission, Refusal> {
        let name = AuthorName::parse(&self.author.name, "/author/name");
        let email = EmailAddress::parse(&self.author.email, "/author/email");
        let website = self
            .author
            .website
            .as_deref()
            .filter(|website| !website.trim().is_empty());
        let website = website
            .map(|website| Website::parse(website, "/author/website"))
            .transpose();
        let body = CommentBody::parse(&self.body, "/body");

        match (name, email, website, body) {
            (Ok(name), Ok(email), Ok(website), Ok(body)) => Ok(Submission {
                article,
                parent: self.parent_id.map(CommentId),
                draft: Draft {
                    author: Author {
                        name,
                        email,
                        website,
                    },
                    body,
                },
                challenge: self.challenge.map(|it| Answer {
                    token: it.token,
                    answer: it.answer,
                    page: None,
                }),
                client_ip: Some(client_ip.ip()),
                writer,
            }),
            (name, email, website, body) => {
                let faults = [name.err(), email.err(), website.err(), body.err()];
                Err(Refusal::Invalid(faults.into_iter().flatten().collect()))
            }
        }
    }
}
