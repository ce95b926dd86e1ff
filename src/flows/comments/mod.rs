//! What readers write: posting, editing, withdrawing, reporting.

pub(crate) mod challenge;
pub(crate) mod edit;
pub mod facts;
pub(crate) mod report;
mod reported;
pub mod submit;
mod verdict_rows;
pub(crate) mod withdraw;
