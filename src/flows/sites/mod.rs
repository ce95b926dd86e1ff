//! Policies of sites and the origins that their browsers may call from.

pub(crate) mod origins;
pub(crate) mod policy;
