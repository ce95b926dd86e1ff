//! Comments submitted through the service's own flow, without HTTP.

use std::net::IpAddr;

use moderato::app::App;
use moderato::domain::comment::{Author, AuthorName, CommentBody};
use moderato::domain::email::EmailAddress;
use moderato::domain::ids::ArticleId;
use moderato::error::{Error, Result};
use moderato::flows::comments::submit::{Submission, Submitted, Writer, submit};
use moderato::flows::idempotency::{Idempotent, Origin, Reply};
use moderato::moderation::draft::Draft;

/// A comment as its author writes it.
pub fn draft(email: &str, body: &str) -> Draft {
    let author = Author {
        name: AuthorName::parse("Reader", "/name").unwrap(),
        email: EmailAddress::parse(email, "/email").unwrap(),
        website: None,
    };

    Draft {
        author,
        body: CommentBody::parse(body, "/body").unwrap(),
    }
}

/// Submits a draft with all checks. `accepted` looks at what was stored.
///
/// # Errors
/// Only refusals: a draft may repeat a stored comment by chance. Anything else is a panic.
pub async fn submit_draft(
    app: &App,
    article: ArticleId,
    draft: Draft,
    accepted: fn(&Submitted),
) -> Result<Reply> {
    let submission = Submission {
        article,
        parent: None,
        draft,
        challenge: None,
        client_ip: Some(IpAddr::from([192, 0, 2, 7])),
        writer: Writer::Reader(None),
    };
    let answer = |submitted: &Submitted| {
        accepted(submitted);
        Ok(reply(submitted))
    };
    let idempotent = Idempotent {
        key: None,
        encode: &answer,
    };

    let result = submit(app, submission, idempotent).await;
    if let Err(error) = &result {
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
    }

    result
}

fn reply(submitted: &Submitted) -> Reply {
    Reply {
        status: 201,
        location: None,
        body: submitted.comment.comment_id.as_bytes().to_vec(),
        origin: Origin::Made,
    }
}
