//! What the service does: one verb, one public function, at most one transaction.

pub mod carry_out;
pub mod challenge;
pub mod check_readiness;
pub mod gather;
pub mod group;
pub mod once;
pub mod read_thread;
pub mod refresh_origins;
pub mod submit;
