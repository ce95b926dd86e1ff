//! What happens to comments that repeat each other?

mod checking;
mod comparing;
mod crowds;
mod groups;
mod plans;
mod present;
mod racing;
mod renewing;
mod scanning;
mod settling;
mod verdicts;
