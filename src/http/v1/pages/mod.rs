//! The threads of pages, which name themselves by their address.

mod site;
pub(crate) mod submit;
pub(crate) mod thread;
