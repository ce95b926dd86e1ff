//! Sites and the installation.

pub mod installation;
pub mod site;
