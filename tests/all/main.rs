//! The one integration binary: laws of the house, and a folder for each area.

mod comments;
mod edge;
mod laws;
mod postgres;
mod support;
mod text;
