//! Sites with their policies, and the installation that they belong to.

pub(crate) mod installation;
pub mod site;
