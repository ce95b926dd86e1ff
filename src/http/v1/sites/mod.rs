//! Policies of sites.

pub mod policy;
