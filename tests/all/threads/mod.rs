//! Do threads hold what was said, in order, without a gap?

mod once;
mod submitting;
mod walking;
