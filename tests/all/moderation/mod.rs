//! What do moderators see and decide?

mod deciding;
mod many;
mod places;
mod queue;
mod races;
