//! What is stored about a person who comments: finding it, erasing it, exporting it.

pub(crate) mod addresses;
pub(crate) mod comments;
pub(crate) mod erasure;
pub(crate) mod export;
