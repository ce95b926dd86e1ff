//! Health, metrics and the documentation of the API.

pub mod docs;
pub mod health;
