//! Problems of a form in words for the person who filled it in.

use crate::domain::refusal::Invalid;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;

/// What is wrong with a form: in general, and beside its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub summary: String,
    pub fields: Vec<FieldFault>,
}

/// What to change in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldFault {
    pub field: Field,
    pub words: String,
}

/// The fields of the form that may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Email,
    Website,
    Text,
    Answer,
}

impl Told {
    pub(super) fn of(problem: &Problem) -> Self {
        let summary = summary(problem);
        let mut fields: Vec<FieldFault> = problem.errors().iter().filter_map(fault).collect();
        if let Some(words) = about_answer(problem.code()) {
            fields.retain(|fault| fault.field != Field::Answer);
            fields.push(FieldFault {
                field: Field::Answer,
                words: words.to_owned(),
            });
        }

        Self { summary, fields }
    }

    /// What to change in this field.
    pub(super) fn about(&self, field: Field) -> Option<&str> {
        let fault = self.fields.iter().find(|fault| fault.field == field);

        fault.map(|fault| fault.words.as_str())
    }
}

impl Field {
    /// The id of the field in the page.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Website => "website",
            Self::Text => "text",
            Self::Answer => "answer",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Email => "Email",
            Self::Website => "Website",
            Self::Text => "Comment",
            Self::Answer => "Question",
        }
    }
}

fn summary(problem: &Problem) -> String {
    let words = match problem.code() {
        Code::ValidationFailed => "Your comment is not sent yet. Please change this:",
        Code::ChallengeRequired => "One question before your comment is sent. It keeps robots out.",
        Code::ChallengeFailed => {
            "Your comment is not sent yet: the answer was not right, or it came too late. Here is another question."
        }
        Code::DuplicateComment => {
            "You sent this text here a short while ago, and it is stored. To say something else, change the text."
        }
        Code::CommentsClosed => "Comments on this page are closed, so yours cannot be stored.",
        Code::ParentNotFound => {
            "The comment that you reply to is not shown any more. Send again to post yours as a comment of its own."
        }
        Code::PageNotAllowed => "This page has no thread here, so your comment cannot be stored.",
        Code::Forbidden => {
            "This form was sent from the page of another site. If you wrote the text, send it again from here."
        }
        Code::Overloaded | Code::Unavailable => {
            "Your comment could not be stored just now. It is kept below: send it again in a few seconds."
        }
        Code::RateLimited => {
            let seconds = problem.retry_after().unwrap_or(60);
            return format!(
                "Too many comments came from your network. Yours is kept below: send it again in {seconds} seconds."
            );
        }
        _ => problem.detail(),
    };

    words.to_owned()
}

fn about_answer(code: Code) -> Option<&'static str> {
    match code {
        Code::ChallengeRequired => Some("Answer the question."),
        Code::ChallengeFailed => Some("Answer this new question."),
        _ => None,
    }
}

/// The fault of a field of the form; `None` for a part of the request that is no field.
fn fault(invalid: &Invalid) -> Option<FieldFault> {
    let field = match invalid.pointer.as_str() {
        "/author/name" => Field::Name,
        "/author/email" => Field::Email,
        "/author/website" => Field::Website,
        "/body" => Field::Text,
        pointer if pointer.starts_with("/challenge") => Field::Answer,
        _ => return None,
    };

    Some(FieldFault {
        field,
        words: invalid.detail.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::Refusal;

    #[test]
    fn each_fault_stands_beside_its_field() {
        let faults = vec![
            Invalid::new("/author/email", "invalid_email", "Enter an address."),
            Invalid::new("/body", "too_short", "Write something."),
        ];

        let told = Told::of(&Refusal::Invalid(faults).into());

        assert_eq!(told.about(Field::Email), Some("Enter an address."));
        assert_eq!(told.about(Field::Text), Some("Write something."));
        assert_eq!(told.about(Field::Name), None);
    }

    #[test]
    fn no_words_are_about_requests() {
        for refusal in [
            Refusal::ChallengeRequired,
            Refusal::ChallengeFailed,
            Refusal::CommentsClosed,
            Refusal::ParentNotFound,
            Refusal::RateLimited { retry_after: 7 },
        ] {
            let told = Told::of(&refusal.into());
            let words: Vec<&str> = told.fields.iter().map(|it| it.words.as_str()).collect();
            let all = format!("{} {}", told.summary, words.join(" "));

            for word in ["POST", "/v1", "token", "parent_id", "Retry-After"] {
                assert!(!all.contains(word), "{word}: {all}");
            }
        }
    }
}
