//! What the service talks about: types, the status machine, rights and refusals. Pure.

pub mod refusal;
pub mod role;
pub mod status;
