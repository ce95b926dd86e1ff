//! Pages of lists as answers: the items, and the cursor of the next page in the body and in `Link`.

use std::fmt;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::app::pages::Content;
use crate::error::Result;
use crate::http::problem::Problem;
use crate::http::reply::cached::write_page;
use crate::http::reply::link::link;
use crate::http::state::HttpState;

const DEFAULT_LIMIT: u32 = 25;
const HIGHEST_LIMIT: u32 = 100;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The `cursor` of the next page; null on the last page. A page of large items has fewer of them
    /// than `limit`, and a next page.
    pub next_cursor: Option<String>,
}

/// The parameter `limit`, the number of items on a page. Above 100 means 100; below 1 is refused. A
/// query struct has it with `#[serde(default)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

impl<T: Serialize> Page<T> {
    /// 200 with the page as JSON, and `Link` if there is a next page.
    pub fn respond(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        reply(request, self, self.next_cursor.as_deref())
    }
}

/// A page of a public list, as the cache keeps it.
///
/// # Errors
/// `Internal` when an item has no JSON form.
pub(crate) fn write_list<T: Serialize>(page: &Page<T>) -> Result<Content> {
    write_page(page, page.next_cursor.clone())
}

/// 200 with a `body` that contains a `next_cursor` among other members.
pub fn reply(
    request: &HttpRequest,
    body: &impl Serialize,
    next: Option<&str>,
) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();

    if let Some(cursor) = next {
        let public_url = HttpState::of(request)?.public_url();
        response.insert_header((header::LINK, link(public_url, request.uri(), cursor)?));
    }

    Ok(response.json(body))
}

impl Limit {
    /// The number of items, 1 to 100.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

impl From<Limit> for i64 {
    fn from(limit: Limit) -> Self {
        Self::from(limit.0)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(LimitVisitor)
    }
}

struct LimitVisitor;

impl Visitor<'_> for LimitVisitor {
    type Value = Limit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, 1 or more")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Limit, E> {
        if value < 1 {
            return Err(E::custom("It must be 1 or more."));
        }

        let limit = u32::try_from(value).unwrap_or(HIGHEST_LIMIT);
        Ok(Limit(limit.min(HIGHEST_LIMIT)))
    }

    /// In a JSON body, a whole number that is not negative comes as this type.
    fn visit_u64<E: Error>(self, value: u64) -> Result<Limit, E> {
        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl ToSchema for Limit {}

impl PartialSchema for Limit {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .description(Some(
                "The number of items on the page; above 100 means 100.",
            ))
            .minimum(Some(1))
            .default(Some(DEFAULT_LIMIT.into()))
            .build()
            .into()
    }
}
