//! Health, metrics and the documentation of the API.

pub(crate) mod docs;
pub(crate) mod health;
