//! How does the service speak HTTP? Handlers are in `v1/`; everything around them is here.

pub mod code;
pub mod cursor;
pub mod edge;
pub mod extract;
pub mod page;
pub mod problem;
pub mod problem_body;
