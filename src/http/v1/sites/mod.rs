//! Policies of sites.

pub(crate) mod policy;
