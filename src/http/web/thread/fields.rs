//! The form of a comment as a browser sends it, and as it is kept if it has to be sent again.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use percent_encoding::percent_decode;
use url::form_urlencoded;
use uuid::Uuid;

use crate::domain::refusal::Refusal;
use crate::http::contract::body_sizes::NEW_COMMENT_FORM;
use crate::http::extract::body::read_bytes;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;
use crate::http::v1::comments::submit::{ChallengeAnswer, NewAuthor, NewComment};

/// What was typed into the form, as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub name: String,
    pub email: String,
    pub website: String,
    pub text: String,
    /// The id of the comment that this one replies to.
    pub parent: String,
    pub challenge: String,
    pub answer: String,
}

/// The fields of a posted form. Fields with other names are left out: browsers' extensions add
/// some.
pub(crate) struct PostedForm(pub(super) Fields);

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

impl FromRequest for PostedForm {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();

        Box::pin(async move {
            check_media_type(&request)?;
            let bytes = read_bytes(&request, payload, NEW_COMMENT_FORM).await?;

            parse(&bytes).map(Self)
        })
    }
}

impl Fields {
    /// The comment that the form describes.
    ///
    /// # Errors
    /// `ParentNotFound` for a parent that cannot exist.
    pub(super) fn comment(&self) -> Result<NewComment, Refusal> {
        let parent = self.parent.trim();
        let parent_id = match parent {
            "" => None,
            id => Some(id.parse::<Uuid>().map_err(|_| Refusal::ParentNotFound)?),
        };
        // A form that shows a question is sent without an answer, too: it is as wrong as any other.
        let challenge = (!self.challenge.is_empty()).then(|| ChallengeAnswer {
            token: self.challenge.clone(),
            answer: self.answer.clone(),
        });

        Ok(NewComment {
            author: NewAuthor {
                name: self.name.clone(),
                email: self.email.clone(),
                website: Some(self.website.clone()),
            },
            body: self.text.clone(),
            parent_id,
            challenge,
        })
    }
}

fn check_media_type(request: &HttpRequest) -> Result<(), Problem> {
    let sent = request.headers().get(header::CONTENT_TYPE);
    let sent = sent
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (kind, _) = sent.split_once(';').unwrap_or((sent, ""));
    if kind.trim().eq_ignore_ascii_case(MEDIA_TYPE) {
        return Ok(());
    }

    let detail = "Send the form with Content-Type: application/x-www-form-urlencoded.";
    Err(Problem::new(Code::UnsupportedMediaType, detail))
}

fn parse(bytes: &[u8]) -> Result<Fields, Problem> {
    // The parser would put U+FFFD in place of what is no UTF-8, and the words would be lost.
    if percent_decode(bytes).decode_utf8().is_err() {
        let detail = "The form is not in UTF-8. Send it from the page of this thread.";
        return Err(Problem::new(Code::MalformedRequest, detail));
    }

    let mut fields = Fields::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        let field = match name.as_ref() {
            "name" => &mut fields.name,
            "email" => &mut fields.email,
            "website" => &mut fields.website,
            "text" => &mut fields.text,
            "parent" => &mut fields.parent,
            "challenge" => &mut fields.challenge,
            "answer" => &mut fields.answer,
            _ => continue,
        };
        if field.is_empty() {
            *field = value.into_owned();
        }
    }

    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_what_was_typed_and_leaves_other_fields_out() {
        let sent = b"name=%D8%B3%D8%A7%D8%B1%D8%A7&text=a+%2B+b%0D%0Ac&other=1&name=Second";

        let fields = parse(sent).unwrap_or_default();

        assert_eq!(fields.name, "سارا");
        assert_eq!(fields.text, "a + b\r\nc");
        assert_eq!(fields.email, "");
    }

    #[test]
    fn words_in_another_encoding_are_refused_and_not_lost() {
        assert!(parse(b"name=%E9ric").is_err());
        assert!(parse(b"name=\xE9ric").is_err());
        assert!(parse("name=éric&text=%F0%9F%8D%B5".as_bytes()).is_ok());
    }
}
