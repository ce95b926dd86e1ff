//! Extractors: a request becomes typed values, or a [`Problem`](crate::http::problem::Problem) that
//! says what the client must change.
//!
//! | argument of a handler | gives |
//! |---|---|
//! | `Body<T>` | the JSON body: checked, decoded, validated |
//! | `Query<T>` | the query string, likewise |
//! | `Path<T>` | the parts of the path; what is no id is 404 |
//! | `IdempotencyKey` | the key of a creating request, or none |
//! | `ClientIp` | the address of the client, for limits |
//! | `Limited<Q>` | proof that the client is within the quota `Q` |
//! | `Guest`, `MaybeGuest` | the author of a comment, by its guest token |
//! | `By<A>` | the actor `A`: `Moderator`, `Admin`, or `Writer`, by the token |
//! | `Metered<A, Q>` | the actor `A`, within the quota `Q`, which counts only requests of such an actor |
//! | `Authorised<A, Input>` | the actor, and only then `Input` |
//! | `Command<A, T>` | the actor, then the idempotency key, then the body |
//! | `RequestId` | the id that logs, problems and headers carry |

pub mod actor;
pub mod body;
pub mod client_ip;
pub mod command;
pub mod decode;
mod failure;
pub mod guest;
pub mod idempotency;
mod json;
pub(crate) mod length;
pub mod limited;
pub mod path;
mod place;
pub mod query;
pub mod request_id;
pub(crate) mod shape;
mod wording;
