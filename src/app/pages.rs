//! Rendered public pages, shown again while they are known to be current, and read again otherwise.
//!
//! A page is known to be current when its generation is the present one and the events of all
//! instances were read a moment ago. Without that proof it is read from the database. Only while
//! the database does not answer, a page without a known change is shown for a limited time after
//! the last proof. One request at a time reads a page; others wait for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use quick_cache::sync::{Cache, EntryAction, EntryResult};

use crate::app::cache_metrics::CacheMetrics;
use crate::app::generations::{Generations, Scope};
use crate::app::page_key::PageKey;
use crate::config::CacheConfig;
use crate::db::connection::freshness::{Freshness, LEASE};
use crate::error::{Error, Result};

/// How long no other read is tried after a failed one.
const RESPITE: Duration = LEASE;

/// The pages of one process.
pub struct Pages {
    /// `None`: every page is read each time.
    kept: Option<Kept>,
    generations: Arc<Generations>,
    /// When the events of the primary were last read.
    freshness: Freshness,
    /// When the database last failed to answer a read.
    failure: Freshness,
    stale_limit: Duration,
    pub metrics: CacheMetrics,
}

/// A rendered page, the same for all readers.
#[derive(Debug, Clone)]
pub struct Content {
    pub form: Form,
    pub body: Bytes,
    /// Names these bytes; see `http::conditional`.
    pub tag: String,
    /// The cursor of the next page of the list.
    pub next_cursor: Option<String>,
}

/// What the bytes of a page are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Html,
}

/// A page, and whether it is known to be current.
#[derive(Debug, Clone)]
pub struct Served {
    pub content: Arc<Content>,
    /// The database does not answer, and the page was current so long ago. `None`: it is current.
    pub stale: Option<Stale>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    pub age: Duration,
}

#[derive(Debug, Clone)]
struct Page {
    content: Arc<Content>,
    scope: Scope,
    /// The generation before the first row was read.
    generation: u64,
}

type Kept = Cache<PageKey, Page, Weigh>;

#[derive(Debug, Clone)]
struct Weigh;

/// The memory that the cache and the allocator need for each page beside its bytes.
const OVERHEAD: usize = 256;
/// The cache's first guess of the number of pages is made with this size.
const USUAL_PAGE: u64 = 8 * 1024;

impl quick_cache::Weighter<PageKey, Page> for Weigh {
    fn weight(&self, key: &PageKey, page: &Page) -> u64 {
        let Content {
            body,
            tag,
            next_cursor,
            form: _,
        } = &*page.content;

        let bytes = body.len() + tag.len() + next_cursor.as_ref().map_or(0, String::len);
        u64::try_from(2 * key.weight() + bytes + OVERHEAD).unwrap_or(u64::MAX)
    }
}

impl Pages {
    pub fn new(config: &CacheConfig, generations: Arc<Generations>, freshness: Freshness) -> Self {
        let bytes = config.pages();
        let items = usize::try_from(bytes / USUAL_PAGE).unwrap_or(usize::MAX);

        Self {
            kept: (bytes > 0).then(|| Cache::with_weighter(items, bytes, Weigh)),
            generations,
            freshness,
            failure: Freshness::default(),
            stale_limit: config.stale_limit,
            metrics: CacheMetrics::default(),
        }
    }

    pub(crate) const fn are_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// The bytes that are kept now.
    pub fn bytes(&self) -> u64 {
        self.kept.as_ref().map_or(0, Cache::weight)
    }

    /// The page of this key, if it is kept and known to be current.
    pub fn current(&self, key: &PageKey, now: Instant) -> Option<Arc<Content>> {
        let kept = self.kept.as_ref().filter(|_| self.is_proven(now))?;
        let page = kept.get(key).filter(|page| self.is_unchanged(page))?;

        self.metrics.hits.add();
        Some(page.content)
    }

    /// The page of this key. `scope` finds what the page is about, before `render` reads it; both
    /// are called only if no current page is kept.
    ///
    /// # Errors
    /// Those of `scope` and `render`.
    pub async fn serve(
        &self,
        key: PageKey,
        scope: impl AsyncFnOnce() -> Result<Scope>,
        render: impl AsyncFnOnce() -> Result<Content>,
    ) -> Result<Served> {
        let read = async || {
            let addresses = self.generations.of_addresses();
            let scope = scope().await?;
            let generation = self.generations.since(&scope, addresses);

            Ok(Page {
                content: Arc::new(render().await?),
                scope,
                generation,
            })
        };

        let arrived = Instant::now();
        let Some(kept) = &self.kept else {
            return Ok(read().await?.fresh());
        };

        if let Some(content) = self.current(&key, arrived) {
            return Ok(Served {
                content,
                stale: None,
            });
        }
        if !self.is_proven(arrived) {
            return self.bypass(kept, key, read).await;
        }

        match kept.entry_async(&key, |_, page| self.judge(page)).await {
            EntryResult::Retained(Some(page)) => {
                self.metrics.hits.add();
                Ok(page.fresh())
            }
            EntryResult::Vacant(guard) | EntryResult::Replaced(guard, _) => {
                self.metrics.misses.add();

                // A request that waited for a failed read does not try again, which would make the
                // next one wait as long.
                if self.has_failed_since(arrived) {
                    return Err(Error::unavailable(
                        "the database",
                        "it did not answer a moment ago",
                    ));
                }

                let page = read().await.inspect_err(|error| self.note(error))?;
                // The cache refuses a page that is larger than all of it may be.
                drop(guard.insert(page.clone()));
                Ok(page.fresh())
            }
            EntryResult::Retained(None) | EntryResult::Removed(..) | EntryResult::Timeout => {
                self.bypass(kept, key, read).await
            }
        }
    }

    /// Reads the page although one may be kept, since nothing proves that it is current. The new
    /// one is kept: a later change ends its generation as always.
    async fn bypass(
        &self,
        kept: &Kept,
        key: PageKey,
        read: impl AsyncFnOnce() -> Result<Page>,
    ) -> Result<Served> {
        let known = kept.get(&key).filter(|page| self.is_unchanged(page));
        if let Some(page) = known.as_ref().filter(|_| self.has_just_failed())
            && let Some(served) = self.stale(page)
        {
            return Ok(served);
        }

        self.metrics.bypasses.add();
        match read().await {
            Ok(page) => {
                kept.insert(key, page.clone());
                Ok(page.fresh())
            }
            Err(error) => {
                self.note(&error);
                let is_away = is_away(&error);

                known
                    .filter(|_| is_away)
                    .and_then(|page| self.stale(&page))
                    .ok_or(error)
            }
        }
    }

    /// Decides about a kept page, after the request may have waited for others.
    fn judge(&self, page: &Page) -> EntryAction<Option<Page>> {
        if !self.is_proven(Instant::now()) {
            EntryAction::Retain(None)
        } else if self.is_unchanged(page) {
            EntryAction::Retain(Some(page.clone()))
        } else {
            EntryAction::ReplaceWithGuard
        }
    }

    fn is_proven(&self, now: Instant) -> bool {
        self.freshness.age(now).is_some_and(|age| age <= LEASE)
    }

    fn is_unchanged(&self, page: &Page) -> bool {
        self.generations.of(&page.scope) == page.generation
    }

    fn stale(&self, page: &Page) -> Option<Served> {
        let age = self
            .freshness
            .age(Instant::now())
            .filter(|age| *age <= self.stale_limit)?;

        self.metrics.stale.add();
        Some(Served {
            content: Arc::clone(&page.content),
            stale: Some(Stale { age }),
        })
    }

    fn note(&self, error: &Error) {
        if is_away(error) {
            self.failure.record_proof(Instant::now());
        }
    }

    fn has_just_failed(&self) -> bool {
        self.failure
            .age(Instant::now())
            .is_some_and(|age| age <= RESPITE)
    }

    fn has_failed_since(&self, arrived: Instant) -> bool {
        self.failure
            .age(Instant::now())
            .is_some_and(|age| age <= arrived.elapsed())
    }
}

/// Whether the database did not answer, or had no time to.
const fn is_away(error: &Error) -> bool {
    matches!(error, Error::Unavailable { .. } | Error::Overloaded)
}

impl Page {
    fn fresh(&self) -> Served {
        Served {
            content: Arc::clone(&self.content),
            stale: None,
        }
    }
}
