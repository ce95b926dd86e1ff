//! Those who read the answers of a path, and so its problems.

/// Who reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Programs,
    /// A browser shows the answer as a page.
    People,
}
