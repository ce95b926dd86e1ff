//! The variable parts of a path. A part that cannot be an id or a name is 404, like an unknown one.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use crate::http::problem::Problem;

/// The variable parts of the path: one value, or a tuple in the order of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Postgres stores no NUL character, so no name has one.
        let mut parts = request.match_info().iter();
        if parts.any(|(_, part)| part.contains('\0') || part.contains("%00")) {
            return ready(Err(Problem::unknown_path()));
        }

        let decoded = web::Path::<T>::extract(request).into_inner();

        ready(
            decoded
                .map(|parts| Self(parts.into_inner()))
                .map_err(|_| Problem::unknown_path()),
        )
    }
}
