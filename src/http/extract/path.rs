//! What do the variable parts of a path name? What cannot name anything is 404, like what names
//! nothing.

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
        // Postgres cannot look for a NUL character, so nothing has one in its name.
        let unusable = request
            .match_info()
            .iter()
            .any(|(_, part)| part.contains('\0') || part.contains("%00"));
        if unusable {
            return ready(Err(Problem::unknown_path()));
        }
        let parts = web::Path::<T>::extract(request).into_inner();
        ready(
            parts
                .map(|parts| Self(parts.into_inner()))
                .map_err(|_| Problem::unknown_path()),
        )
    }
}
