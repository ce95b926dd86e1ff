//! What the service does: one verb, one public function, at most one transaction.

pub mod challenge;
pub mod gather;
pub mod group;
pub mod once;
pub mod read_articles;
pub mod read_thread;
pub mod remove_article;
pub mod site_policy;
pub mod submit;
pub mod write_article;
