//! Policies of sites.

pub(crate) mod policy;
pub(crate) mod policy_versions;
pub(crate) mod profile;
pub(in crate::http::v1) mod views;
