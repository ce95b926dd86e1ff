//! Policies of sites and the origins that their browsers may call from.

pub(in crate::flows) mod named;
pub mod origins;
pub(crate) mod policy;
pub(crate) mod policy_versions;
pub(crate) mod profile;
