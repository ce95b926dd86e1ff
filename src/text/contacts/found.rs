//! A contact that a rule has found.

use std::ops::Range;

use super::kind::ContactKind;

/// A contact with its place among the tokens.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub kind: ContactKind,
    pub canonical: String,
    pub tokens: Range<usize>,
}
