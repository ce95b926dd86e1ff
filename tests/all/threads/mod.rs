//! Do threads hold what was said, in order, without a gap?

mod counting;
mod large;
mod once;
mod plans;
mod submitting;
mod walking;
