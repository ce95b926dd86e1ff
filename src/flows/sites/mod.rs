//! Policies of sites and the origins that their browsers may call from.

pub mod origins;
pub(crate) mod policy;
