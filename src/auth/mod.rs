//! Signing keys, access tokens, opaque tokens and passwords. Knows no table and no HTTP.

pub(crate) mod common_passwords;
pub(crate) mod key_file;
pub mod keys;
pub(crate) mod opaque;
pub mod password;
pub mod password_hash;
pub mod token;
