//! What readers write: comments, edits, reports, challenges, previews.

pub mod challenges;
pub mod own;
pub mod previews;
pub mod reports;
pub mod submit;
