//! What is built once and read by all above: pools, clock, secrets, keys.

pub mod background;
pub mod generations;
pub mod homes;
pub mod live;
pub mod origins;
pub mod page_key;
pub mod pages;
pub mod secrets;
pub mod setup;
pub mod tally;
pub mod wake;

use std::sync::Arc;

use crate::app::background::Background;
use crate::app::generations::Generations;
use crate::app::homes::Homes;
use crate::app::live::Live;
use crate::app::origins::Origins;
use crate::app::pages::Pages;
use crate::app::secrets::Secrets;
use crate::app::wake::Wake;
use crate::auth::password_hash::Passwords;
use crate::auth::token::AccessTokens;
use crate::clock::Clock;
use crate::config::CacheConfig;
use crate::db::connect::Target;
use crate::db::pool::Pool;
use crate::db::pulse::Pulse;

/// The service without its edges. Built by [`App::build`]; shared behind an `Arc`.
pub struct App {
    pub clock: Clock,
    /// The primary: every transaction, and reads that must see what was just written.
    pub writes: Pool,
    /// A replica where there is one, else the primary: reads that may lag.
    pub reads: Pool,
    /// Where the primary is, for connections outside the pools.
    pub primary: Target,
    pub secrets: Secrets,
    /// Where articles belong.
    pub homes: Homes,
    /// Signs and verifies access tokens.
    pub tokens: AccessTokens,
    pub passwords: Passwords,
    /// Where browsers may call from; `flows::refresh_origins` fills it.
    pub origins: Origins,
    /// Who listens to what happens.
    pub live: Arc<Live>,
    /// For how many days events are kept.
    pub event_days: u32,
    /// What has changed, as far as this instance knows.
    pub generations: Arc<Generations>,
    /// When this instance last knew of everything that was committed.
    pub pulse: Pulse,
    pub cache: CacheConfig,
    /// Public pages as they leave.
    pub pages: Pages,
    /// Stirs whoever follows the events.
    pub wake: Arc<Wake>,
    /// The loops beside the requests, and their deaths.
    pub background: Arc<Background>,
}

impl App {
    /// Keeps public pages, for as long as somebody follows the events.
    #[must_use]
    pub fn caching(self, cache: CacheConfig) -> Self {
        let pages = Pages::new(&cache, Arc::clone(&self.generations), self.pulse.clone());
        Self {
            cache,
            pages,
            ..self
        }
    }

    /// Where public pages are read. A replica lags by a time that nobody knows, so no page that is
    /// kept comes from one.
    pub const fn public_reads(&self) -> &Pool {
        if self.pages.are_kept() {
            &self.writes
        } else {
            &self.reads
        }
    }
}
