//! What the service does: one verb, one public function, at most one transaction.

pub mod carry_out;
pub mod challenge;
pub mod check_readiness;
pub mod edit;
pub mod gather;
pub mod group;
pub mod once;
pub mod own_comment;
pub mod read_articles;
pub mod read_thread;
pub mod refresh_origins;
pub mod regroup;
pub mod remove_article;
pub mod report;
pub mod reported;
pub mod site_policy;
pub mod submit;
pub mod verdict_rows;
pub mod withdraw;
pub mod write_article;
