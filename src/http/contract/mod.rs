//! The OpenAPI document and what is derived from it.

pub mod openapi;
<<<<<<< structure
pub(crate) mod parameters;
mod request_schemas;
=======
pub mod request_schemas;
>>>>>>> xedge
pub(crate) mod table;
