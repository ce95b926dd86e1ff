//! Personal data: exports and erasures, for admins.

pub(crate) mod erasures;
pub(crate) mod exports;
pub(crate) mod views;
