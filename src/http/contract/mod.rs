//! The OpenAPI document and what is derived from it.

pub mod openapi;
pub(crate) mod parameters;
pub mod request_schemas;
pub mod table;
