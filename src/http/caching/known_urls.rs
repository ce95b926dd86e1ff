//! Which page is at this address? Remembered from the last time, so that the next one asks no
//! router and no endpoint.

use actix_web::dev::RequestHead;
use quick_cache::sync::Cache;

use crate::app::page_key::PageKey;
use crate::http::routes::{Route, Routes};

/// Addresses under which public pages were asked for: path and query as they were written. What a
/// page shows to somebody without credentials hangs on nothing else of the request.
pub struct KnownUrls(Option<Cache<String, KnownPage, Weigh>>);

/// What is at an address.
#[derive(Clone)]
pub struct KnownPage {
    pub key: PageKey,
    pub route: &'static Route,
}

#[derive(Debug, Clone)]
struct Weigh;

/// What the cache and the allocator need beside the bytes themselves.
const OVERHEAD: usize = 128;
/// For the cache's first guess only.
const USUAL_PLACE: u64 = 512;

impl quick_cache::Weighter<String, KnownPage> for Weigh {
    fn weight(&self, address: &String, place: &KnownPage) -> u64 {
        u64::try_from(2 * address.len() + place.key.weight() + OVERHEAD).unwrap_or(u64::MAX)
    }
}

impl KnownUrls {
    /// Remembers up to so many bytes; nothing at all for zero.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_PLACE).unwrap_or(usize::MAX);
        Self((bytes > 0).then(|| Cache::with_weighter(items, bytes, Weigh)))
    }

    /// Remembers what this request was answered with.
    pub fn learn(&self, request: &RequestHead, key: PageKey, routes: &'static Routes) {
        let (Some(known), Some(address)) = (&self.0, address(request)) else {
            return;
        };
        if known.get(address).is_none()
            && let Some(route) = routes.of(request.uri.path())
        {
            known.insert(address.to_owned(), KnownPage { key, route });
        }
    }

    /// What is at the address of this request.
    pub fn find(&self, request: &RequestHead) -> Option<KnownPage> {
        self.0.as_ref()?.get(address(request)?)
    }
}

fn address(request: &RequestHead) -> Option<&str> {
    request.uri.path_and_query().map(|address| address.as_str())
}
