//! Bodies that are meant to cost much: what a request makes is counted, not timed.

mod bodies;
mod costs;
mod details;
mod kinds;
mod lists;
mod request;
mod scans;
mod streams;
