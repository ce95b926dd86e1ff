//! What the service talks about: types, the status machine, rights and refusals. Pure.

pub mod ids;
pub mod refusal;
pub mod rights;
pub mod role;
pub mod status;
pub mod throttle;
