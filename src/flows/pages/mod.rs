//! The threads of pages that name themselves by their address, and the comments that publish them.

pub(crate) mod find;
pub(crate) mod submit;
