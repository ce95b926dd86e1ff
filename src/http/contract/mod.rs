//! The OpenAPI document and what is derived from it.

pub mod openapi;
pub mod request_schemas;
pub(crate) mod table;
