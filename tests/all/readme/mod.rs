//! The pages of the repository tell the truth.

mod architecture;
mod configuration;
mod links;
pub mod pages;
pub mod tour;
