//! What the service talks about: types, the status machine, rights and refusals. Pure.

<<<<<<< HEAD
pub mod comment;
pub mod ids;
pub mod policy;
pub mod pseudonym;
=======
pub mod ids;
>>>>>>> auth
pub mod refusal;
pub mod rights;
pub mod role;
pub mod status;
<<<<<<< HEAD
pub mod tree;
=======
pub mod throttle;
>>>>>>> auth
