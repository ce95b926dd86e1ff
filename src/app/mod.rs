//! The parts that are built once and used by all rooms above: pools, clock, secrets, keys, kept
//! pages.

pub mod article_sites;
pub mod background;
pub(crate) mod budget_hits;
pub(crate) mod cache_metrics;
pub mod generations;
pub mod live;
pub mod origins;
pub mod page_key;
pub mod pages;
pub mod secrets;
pub mod setup;
pub mod staff_names;
pub mod wake;

use std::sync::Arc;

use crate::app::article_sites::ArticleSites;
use crate::app::background::Background;
use crate::app::budget_hits::BudgetHits;
use crate::app::generations::Generations;
use crate::app::live::Live;
use crate::app::origins::Origins;
use crate::app::pages::Pages;
use crate::app::secrets::Secrets;
use crate::app::staff_names::StaffNames;
use crate::app::wake::Wake;
use crate::auth::password_hash::Passwords;
use crate::auth::token::AccessTokens;
use crate::clock::Clock;
use crate::config::CacheConfig;
use crate::db::connection::connect::Target;
use crate::db::connection::freshness::Freshness;
use crate::db::connection::pool::Pool;

/// The service without its edges. Built by [`App::build`]; shared behind an `Arc`.
pub struct App {
    pub clock: Clock,
    /// The keys that all instances share.
    pub secrets: Secrets,
    pub database: Database,
    pub cache: Cache,
    pub events: Events,
    pub auth: Auth,
    /// For how many days hashes of network addresses are kept.
    pub address_days: u32,
    /// The web origins that browsers may call from; `flows::refresh_origins` fills the list.
    pub origins: Origins,
    /// The loops beside the requests, and their deaths.
    pub background: Arc<Background>,
    /// How often a budget of a request cut its work.
    pub budgets: Arc<BudgetHits>,
}

/// The connections to Postgres.
pub struct Database {
    /// For every transaction, and for reads that must see what was just written.
    pub primary: Pool,
    /// For reads that may lag. The primary, where there is no replica.
    pub replica: Pool,
    /// The address of the primary, for connections outside the pools.
    pub target: Target,
    /// When this instance last knew of everything that was committed.
    pub freshness: Freshness,
}

/// What this instance remembers of the database.
pub struct Cache {
    pub config: CacheConfig,
    /// Public pages, as they are sent.
    pub pages: Pages,
    /// What has changed, as far as this instance knows.
    pub generations: Arc<Generations>,
    /// The sites that articles belong to.
    pub article_sites: ArticleSites,
    /// The names that no reader may use.
    pub staff_names: StaffNames,
}

/// The events: their readers on this instance, and for how long they are stored.
pub struct Events {
    /// The live streams.
    pub live: Arc<Live>,
    /// Wakes the tasks that follow the events.
    pub wake: Arc<Wake>,
    /// For how many days events are kept.
    pub retention_days: u32,
    /// The removal of old entries of the audit log; `None`: they are kept for ever.
    pub audit: Option<AuditRetention>,
}

/// How old entries of the audit log are removed.
pub struct AuditRetention {
    /// Connects as the owner of the tables: the role that serves may not remove what it wrote.
    pub owner: Pool,
    pub days: u32,
}

/// What proves who a moderator is.
pub struct Auth {
    /// Signs and verifies access tokens.
    pub tokens: AccessTokens,
    pub passwords: Passwords,
}

impl App {
    /// Keeps public pages, for as long as a task follows the events.
    #[must_use]
    pub fn caching(self, config: CacheConfig) -> Self {
        let generations = Arc::clone(&self.cache.generations);
        let pages = Pages::new(&config, generations, self.database.freshness.clone());

        let cache = Cache {
            config,
            pages,
            ..self.cache
        };
        Self { cache, ..self }
    }

    /// The pool that public pages are read from. A replica lags by an unknown time, so no page
    /// that is kept comes from one.
    pub(crate) const fn public_reads(&self) -> &Pool {
        if self.cache.pages.are_kept() {
            &self.database.primary
        } else {
            &self.database.replica
        }
    }
}
