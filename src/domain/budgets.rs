//! What one request may cost. What is larger is cut, and the answer says that it is.

use strum::{IntoStaticStr, VariantArray};

/// The budgets whose exhaustion is counted: each means that something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(crate) enum Budget {
    /// Candidates were not compared with a text: [`COMPARED_LETTERS`].
    ComparedLetters,
    /// Candidates were not read: [`COMPARED_BYTES`].
    ComparedBytes,
    /// A text is compared by the beginning of what it folds to (`src/text/folding.rs`).
    FoldedCharacters,
    /// A difference is one deletion and one insertion: [`DIFF_STEPS`], [`DIFF_SPANS`].
    Differences,
    /// A live event names a comment that it does not carry: [`EVENT_COMMENT_BYTES`].
    EventComment,
    /// A live event names a comment that its batch has no room for: [`EVENT_BATCH_BYTES`].
    EventBatch,
    /// The reader of a stream missed too much: [`MISSED_BYTES`], [`MISSED_EVENTS`].
    MissedEvents,
    /// A page ends early: [`PAGE_BYTES`].
    PageBytes,
    /// A comment was edited as often as it may be: [`EDITS_OF_A_COMMENT`].
    EditsOfComment,
}

impl Budget {
    pub(crate) const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

/// Entries of `errors` in a problem document.
pub(crate) const FAULTS_TOLD: usize = 20;
/// Characters of a pointer in a problem document.
pub(crate) const POINTER_CHARACTERS: usize = 200;
/// Characters of a sentence in a problem document.
pub(crate) const DETAIL_CHARACTERS: usize = 1_000;

/// Bytes of a comment's HTML: twice the largest text.
pub(crate) const COMMENT_HTML_BYTES: usize = 128 * 1024;

/// Steps that the differences in one answer may take: some 100 ms.
pub(crate) const DIFF_STEPS: u64 = 200_000_000;
/// Steps that the difference of two texts may take: some 10 ms.
pub(crate) const DIFF_STEPS_OF_A_PAIR: u64 = 20_000_000;
/// Parts of all differences in one answer.
pub(crate) const DIFF_SPANS: usize = 10_000;
/// Parts of the difference of two texts.
pub(crate) const DIFF_SPANS_OF_A_PAIR: usize = 1_000;

/// Bytes of a comment, text and HTML together, up to which a live event carries it.
pub(crate) const EVENT_COMMENT_BYTES: i64 = 16 * 1024;
/// Bytes of the comments that the live events of a batch carry: a channel keeps up to sixteen batches for
/// its slowest reader.
pub(crate) const EVENT_BATCH_BYTES: i64 = 256 * 1024;
/// Bytes of missed events up to which a reader who comes back gets them.
pub(crate) const MISSED_BYTES: usize = 1024 * 1024;
/// Events that a reader who comes back may have missed, and that are looked at for them.
pub(crate) const MISSED_EVENTS: i64 = 1_000;

/// Edits of one comment. Every text is kept.
pub(crate) const EDITS_OF_A_COMMENT: i32 = 50;
/// Bytes of the texts of a page, with their HTML: beside the page that is made of them.
pub(crate) const PAGE_BYTES: i64 = 1024 * 1024;

/// Bytes of the findings, of the decisions and of the reports in the detail of a comment.
pub(crate) const DETAIL_LIST_BYTES: usize = 96 * 1024;
/// Bytes of the revisions and of the differences in the detail of a comment: with its lists and the
/// comment itself, no more than a page.
pub(crate) const DETAIL_TEXT_BYTES: usize = 256 * 1024;

/// Letters of all candidates that a text is compared with.
pub(crate) const COMPARED_LETTERS: u64 = 200_000;
/// A candidate counts as one part in so many of the text that it is compared with, if it is shorter:
/// a comparison passes over both.
pub(crate) const PARTS_OF_A_TEXT: u64 = 16;
/// Bytes of all candidates that are read for a text. Some texts have no letters.
pub(crate) const COMPARED_BYTES: i64 = 1024 * 1024;
/// Letters or bytes that are reduced or compared on an async worker: a millisecond at most, or a few
/// where characters fold to many. What is larger is computed on a thread of its own.
pub(crate) const LETTERS_ON_A_WORKER: u64 = 8_000;
