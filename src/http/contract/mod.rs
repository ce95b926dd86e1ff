//! The OpenAPI document and what is derived from it.

pub(crate) mod body_sizes;
pub mod openapi;
pub(crate) mod parameters;
mod request_schemas;
pub(crate) mod table;
mod text_limits;
