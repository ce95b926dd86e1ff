//! Remembers which page a URL names, so that the next request for it needs no router and no endpoint.

use actix_web::dev::RequestHead;
use quick_cache::sync::Cache;

use crate::app::page_key::PageKey;
use crate::http::routes::{Route, Routes};

/// The URLs of public pages that were requested: path and query as they were written. A page for a
/// request without credentials depends on nothing else of the request.
pub struct KnownUrls(Option<Cache<String, KnownPage, Weigh>>);

/// The page that a URL names.
#[derive(Clone)]
pub struct KnownPage {
    pub key: PageKey,
    pub route: &'static Route,
}

#[derive(Debug, Clone)]
struct Weigh;

/// The bytes that the cache and the allocator need for an entry, besides its key and value.
const OVERHEAD: usize = 128;
/// The usual size of an entry, for the initial capacity only.
const USUAL_ENTRY: u64 = 512;

impl quick_cache::Weighter<String, KnownPage> for Weigh {
    fn weight(&self, url: &String, page: &KnownPage) -> u64 {
        u64::try_from(2 * url.len() + page.key.weight() + OVERHEAD).unwrap_or(u64::MAX)
    }
}

impl KnownUrls {
    /// Remembers up to so many bytes; 0 remembers nothing.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_ENTRY).unwrap_or(usize::MAX);

        Self((bytes > 0).then(|| Cache::with_weighter(items, bytes, Weigh)))
    }

    /// Remembers the page of this request's URL.
    pub fn learn(&self, request: &RequestHead, key: PageKey, routes: &'static Routes) {
        let (Some(known), Some(url)) = (&self.0, url(request)) else {
            return;
        };

        if known.get(url).is_none()
            && let Some(route) = routes.of(request.uri.path())
        {
            known.insert(url.to_owned(), KnownPage { key, route });
        }
    }

    /// The page of this request's URL, if it is known.
    pub fn find(&self, request: &RequestHead) -> Option<KnownPage> {
        self.0.as_ref()?.get(url(request)?)
    }
}

fn url(request: &RequestHead) -> Option<&str> {
    request.uri.path_and_query().map(|url| url.as_str())
}
