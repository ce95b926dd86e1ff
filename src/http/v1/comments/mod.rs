//! What readers write: comments, edits, reports, challenges, previews.

pub(crate) mod challenges;
pub(crate) mod own;
pub(crate) mod previews;
pub(crate) mod reports;
pub(crate) mod submit;
