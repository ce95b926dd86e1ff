//! How does a request become values? Each extractor answers with a
//! [`Problem`](crate::http::problem::Problem) that says what to change, in the client's words.
//!
//! | argument of a handler | gives |
//! |---|---|
//! | `Body<T>` | the JSON body: checked, decoded, validated |
//! | `Query<T>` | the query string, likewise |
//! | `Path<T>` | the parts of the path; what is no id is 404 |
//! | `IdempotencyKey` | the key of a creating request, or none |
//! | `ClientIp` | who is asking, as far as limits care |
//! | `Guest`, `MaybeGuest` | the author of a comment, by its guest token |
//! | `ByModerator`, `ByAdmin` | the right of who signed in, by the access token |
//! | `MaybeModerator` | the same where a token is not needed |
//! | `After<A, B>` | first `A`, then `B`: the right before the body |
//! | `RequestId` | the id that logs, problems and headers carry |

pub mod actor;
pub mod body;
pub mod client_ip;
pub mod decode;
mod failure;
pub mod guest;
pub mod idempotency;
mod json;
pub mod limited;
pub mod path;
pub mod query;
pub mod request_id;
mod shape;
mod wording;
