//! The syntax of the text in which links are found.

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) enum Syntax {
    /// `\_` and `&amp;` mean `_` and `&`.
    Markdown,
    /// Every character means itself.
    Literal,
}
