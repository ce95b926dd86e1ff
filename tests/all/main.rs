//! The one integration binary: laws of the house, and a folder for each area.

mod support;
mod text;
