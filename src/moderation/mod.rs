//! Facts in, verdict out. Pure: no async, no clock, no I/O. The ordered lists are in `phases`.

pub mod draft;
pub mod facts;
pub mod finding;
pub mod likeness;
pub mod phases;
pub mod repeat;
pub mod verdict;
