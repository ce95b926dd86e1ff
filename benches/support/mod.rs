//! Helpers that several benchmarks share.
#![expect(
    dead_code,
    reason = "every benchmark compiles all of it and uses a part"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results and stops at an unexpected one"
)]

pub mod app;
pub mod postgres;
pub mod process;
pub mod random;
pub mod rows;
pub mod runtime;
pub mod scratch;
pub mod service;
pub mod submission;
pub mod table;
pub mod throughput;
pub mod times;
pub mod words;
