//! The data of people who comment: exporting and erasing them, and forgetting network addresses.

pub(crate) mod erase;
pub(crate) mod export;
pub mod forget_addresses;
mod person;
