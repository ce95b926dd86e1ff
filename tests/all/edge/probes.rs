//! Endpoints that try the edge out. No document describes them.

use std::sync::LazyLock;

use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post};
use moderato::http::caching::conditional::public;
use moderato::http::extract::body::Body;
use moderato::http::extract::client_ip::ClientIp;
use moderato::http::extract::idempotency::IdempotencyKey;
use moderato::http::extract::limited::Limited;
use moderato::http::extract::path::Path;
use moderato::http::extract::query::Query;
use moderato::http::extract::request_id::RequestId;
use moderato::http::problem::Problem;
use moderato::http::quotas::PostComments;
use moderato::http::reply::page::{Limit, Page};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;
use uuid::Uuid;
use validator::Validate;

/// Each permit of a key lets one request that is held under the key go.
pub static HELD: LazyLock<[Semaphore; 4]> = LazyLock::new(|| [0; 4].map(Semaphore::new));

pub fn register(config: &mut ServiceConfig) {
    config
        .service(probe_body)
        .service(probe_query)
        .service(probe_path)
        .service(probe_panic)
        .service(probe_held)
        .service(probe_limited)
        .service(probe_cached)
        .service(probe_page)
        .service(probe_address)
        .service(probe_key)
        .service(probe_bare_error)
        .service(probe_id);
}

#[derive(Debug, Serialize, Deserialize, Validate)]
struct Post {
    #[validate(nested)]
    author: Author,
    #[validate(length(min = 1, max = 10))]
    body: String,
    parent_id: Option<Uuid>,
    #[serde(default)]
    count: i32,
    #[serde(default)]
    #[validate(nested)]
    references: Vec<Reference>,
    #[serde(default)]
    kind: Kind,
}

#[derive(Debug, Serialize, Deserialize, Validate)]
struct Author {
    name: String,
}

#[derive(Debug, Serialize, Deserialize, Validate)]
struct Reference {
    #[validate(range(min = 1))]
    number: i64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Plain,
    Loud,
}

#[post("/probe/body")]
async fn probe_body(body: Body<Post>) -> HttpResponse {
    let hash: String = body
        .request_hash
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();

    HttpResponse::Ok().json(json!({ "value": body.value, "hash": hash }))
}

#[derive(Debug, Serialize, Deserialize, Validate)]
struct Filter {
    site: Option<String>,
    article: Option<Uuid>,
    depth: Option<u32>,
    kind: Option<Kind>,
    #[serde(default)]
    #[validate(length(max = 3))]
    article_id: Vec<Uuid>,
}

#[get("/probe/query")]
async fn probe_query(Query(filter): Query<Filter>) -> HttpResponse {
    HttpResponse::Ok().json(filter)
}

#[get("/probe/path/{id}")]
async fn probe_path(Path(id): Path<Uuid>) -> String {
    id.to_string()
}

#[get("/probe/panic")]
async fn probe_panic() -> HttpResponse {
    panic!("a secret of the inside")
}

#[get("/probe/held/{key}")]
async fn probe_held(Path(key): Path<usize>) -> &'static str {
    HELD[key].acquire().await.unwrap().forget();

    "let go"
}

#[post("/probe/limited")]
async fn probe_limited(_: Limited<PostComments>) -> &'static str {
    "within"
}

#[get("/probe/cached")]
async fn probe_cached() -> HttpResponse {
    public(HttpResponse::Ok().json(json!({ "text": "moderato ".repeat(500) })))
}

#[derive(Debug, Deserialize, Validate)]
struct PageQuery {
    #[serde(default)]
    limit: Limit,
    cursor: Option<String>,
    #[serde(rename = "q")]
    _search: Option<String>,
}

#[get("/probe/page")]
async fn probe_page(
    request: HttpRequest,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let next_cursor = query.cursor.is_none().then(|| "next-one".to_owned());
    let page = Page {
        items: vec![query.limit.get()],
        next_cursor,
    };

    page.respond(&request)
}

#[get("/probe/address")]
async fn probe_address(address: ClientIp) -> String {
    address.ip().to_string()
}

#[post("/probe/key")]
async fn probe_key(key: IdempotencyKey) -> HttpResponse {
    HttpResponse::Ok().json(key.0)
}

#[get("/probe/bare_error")]
async fn probe_bare_error() -> Result<HttpResponse, actix_web::Error> {
    Err(actix_web::error::ErrorConflict("some inner words"))
}

#[get("/probe/id")]
async fn probe_id(id: RequestId) -> String {
    id.as_str().to_owned()
}
