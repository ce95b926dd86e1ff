//! The one integration binary: laws of the house, and a folder for each area.

#[cfg(test)]
mod edge;
#[cfg(test)]
mod postgres;
mod support;
mod text;
