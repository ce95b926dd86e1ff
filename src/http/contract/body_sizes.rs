//! The largest request bodies in bytes, computed from the limits of their fields: whatever the
//! fields may hold fits in its body, with every character escaped.

use crate::domain::email::MAX_BYTES as EMAIL;
use crate::domain::reference::MAX_REFERENCES;
use crate::domain::text_limit::{
    ARTICLE_AUTHOR, ARTICLE_BODY, COMMENT_BODY, GIVEN_EMAIL, GIVEN_PASSWORD, LEAD, NAME, NOTE,
    PASSWORD, REASON, REFERENCES, REPORT_DETAIL, TITLE,
};
use crate::domain::url_limit::{PAGE_URL, WEBSITE};
use crate::http::extract::body::BODY_LIMIT;

/// A text of a comment, alone or with ids: an edit, a preview, a check.
pub(crate) const COMMENT_TEXT: usize = body_of(&[COMMENT_BODY.in_json()]);

/// A new comment with its author and the answer to a challenge.
pub(crate) const NEW_COMMENT: usize = body_of(&[
    COMMENT_BODY.in_json(),
    NAME.in_json(),
    ascii(EMAIL),
    WEBSITE.in_json(),
    ascii(CHALLENGE_TOKEN + CHALLENGE_ANSWER),
]);

/// A new comment as a form: a character of three bytes, which takes six in JSON, takes nine.
pub(crate) const NEW_COMMENT_FORM: usize = NEW_COMMENT / 2 * 3;

/// A new comment about a page, with the page's address and title.
pub(crate) const NEW_PAGE_COMMENT: usize = body_of(&[
    PAGE_URL.in_json(),
    TITLE.in_json(),
    COMMENT_BODY.in_json(),
    NAME.in_json(),
    ascii(EMAIL),
    WEBSITE.in_json(),
    ascii(CHALLENGE_TOKEN + CHALLENGE_ANSWER),
]);

/// A report.
pub(crate) const NEW_REPORT: usize = body_of(&[REPORT_DETAIL.in_json()]);

/// An article with all of its references.
pub(crate) const ARTICLE: usize = body_of(&[
    TITLE.in_json(),
    LEAD.in_json(),
    ARTICLE_BODY.in_json(),
    ARTICLE_AUTHOR.in_json(),
    PAGE_URL.in_json(),
    REFERENCES.in_json(),
    MAX_REFERENCES * STRUCTURE,
    // One reference has a URL that is longer as it is sent than as it is stored.
    PAGE_URL.in_json(),
]);

/// The text of an article, alone.
pub(crate) const ARTICLE_TEXT: usize = body_of(&[ARTICLE_BODY.in_json()]);

/// The new address of an article.
pub(crate) const MOVE: usize = body_of(&[PAGE_URL.in_json()]);

/// A decision about one comment.
pub(crate) const DECISION: usize = body_of(&[REASON.in_json(), NOTE.in_json()]);

/// A decision about many comments, in indented JSON.
pub(crate) const BULK_DECISION: usize =
    body_of(&[REASON.in_json(), NOTE.in_json(), MAX_COMMENTS * STRUCTURE]);

/// A decision about a group of duplicates.
pub(crate) const GROUP_DECISION: usize = body_of(&[REASON.in_json(), MAX_COMMENTS * ID_IN_LIST]);

/// The credentials of a sign-in.
pub(crate) const CREDENTIALS: usize = body_of(&[GIVEN_EMAIL.in_json(), GIVEN_PASSWORD.in_json()]);

/// An account.
pub(crate) const ACCOUNT: usize = body_of(&[ascii(EMAIL), NAME.in_json(), PASSWORD.in_json()]);

/// The characters of a challenge's token and of its answer.
pub(crate) const CHALLENGE_TOKEN: usize = 200;
pub(crate) const CHALLENGE_ANSWER: usize = 20;

/// The most comments that one request names.
const MAX_COMMENTS: usize = 1_000;
/// The names, ids, numbers and spaces of an object in a list, in indented JSON.
const STRUCTURE: usize = 200;
/// An id in a list, in indented JSON.
const ID_IN_LIST: usize = 60;

/// The bytes of so many ASCII characters in JSON, if each is escaped.
const fn ascii(characters: usize) -> usize {
    characters * 6 + 2
}

/// The limit of a body with these parts: some structure beside them, in steps of 32 KiB, and no
/// less than any other body may have.
const fn body_of(parts: &[usize]) -> usize {
    const STEP: usize = 32 * 1024;

    let mut bytes = 4 * STRUCTURE;
    let mut rest = parts;
    while let [part, others @ ..] = rest {
        bytes += *part;
        rest = others;
    }

    let rounded = bytes.div_ceil(STEP) * STEP;
    if rounded > BODY_LIMIT {
        rounded
    } else {
        BODY_LIMIT
    }
}
