//! What one request may cost. What is larger is cut, and the answer says that it is.

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
/// Bytes of missed events up to which a reader who comes back gets them.
pub(crate) const MISSED_BYTES: usize = 1024 * 1024;
