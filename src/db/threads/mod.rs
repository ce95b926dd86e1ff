//! Pages of threads.

pub mod page;
