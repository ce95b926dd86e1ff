//! The part of a page of comments that is read: no more than a budget of bytes.

use crate::domain::budgets::PAGE_BYTES;

/// The bytes of a comment `c` in an answer, but for what JSON escapes: its texts, and what every
/// comment has.
macro_rules! size {
    () => {
        "(600 + octet_length(c.body) + octet_length(c.html) + octet_length(c.author_name) \
           + coalesce(octet_length(c.author_website), 0))"
    };
}

/// Columns for each comment `c` of a page in the order of the window `w`: its size, and that of all
/// up to it.
pub(in crate::db) const PAGE_SIZES: &str = concat!(
    size!(),
    " AS size, sum(",
    size!(),
    ") OVER w AS size_to_here"
);

/// The condition for the comments that are read: the first, and all that fit beside it.
pub(in crate::db) fn fits_page() -> String {
    format!("(c.size_to_here <= {PAGE_BYTES} OR c.size_to_here = c.size)")
}
