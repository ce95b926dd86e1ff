//! Bodies that are meant to cost much: what a request makes is counted, not timed.

mod costs;
mod kinds;
