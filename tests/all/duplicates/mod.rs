//! What happens to comments that repeat each other?

mod checking;
mod settling;
