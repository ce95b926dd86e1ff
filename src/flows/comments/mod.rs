//! What readers write: posting, editing, withdrawing, reporting.

pub mod challenge;
pub mod edit;
pub mod facts;
pub mod report;
pub mod reported;
pub mod submit;
pub mod verdict_rows;
pub mod withdraw;
