//! What readers write: posting, editing, withdrawing, reporting.

pub(crate) mod challenge;
pub(crate) mod edit;
pub mod facts;
mod finding_rows;
mod judging;
pub(crate) mod report;
mod report_finding;
pub mod submit;
pub(crate) mod withdraw;
