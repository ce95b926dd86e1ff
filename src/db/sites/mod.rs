//! Sites with their policies, and the installation that they belong to.

pub(crate) mod installation;
pub(crate) mod policy_versions;
pub mod site;
