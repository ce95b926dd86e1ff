//! What the service talks about: types, the status machine, rights and refusals. Pure.

pub mod comment;
pub mod ids;
pub mod policy;
pub mod pseudonym;
pub mod refusal;
pub mod report;
pub mod rights;
pub mod role;
pub mod status;
pub mod throttle;
pub mod tree;
