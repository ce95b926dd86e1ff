//! How does an `App` come up on a database that is already migrated?

use std::sync::Arc;

use crate::app::App;
use crate::app::article_sites::ArticleSites;
use crate::app::generations::Generations;
use crate::app::origins::Origins;
use crate::app::pages::Pages;
use crate::app::secrets::{Secrets, random_bytes};
use crate::app::wake::Wake;
use crate::auth::keys::Keys;
use crate::auth::password_hash::Passwords;
use crate::auth::token::AccessTokens;
use crate::clock::Clock;
use crate::config::{CacheConfig, DatabaseConfig};
use crate::db::articles::removal::allow_long_statements;
use crate::db::connection::connect::{Connection, Target};
use crate::db::connection::freshness::Freshness;
use crate::db::connection::pool::Pool;
use crate::db::events::feed::{has_foreign_event, update_epoch, update_foreign_events};
use crate::db::sites::installation::{find_secret, insert_installation};
use crate::db::sites::site::{PolicyVersionRow, SiteRow, insert_policy_version, insert_site};
use crate::domain::event::Reach;
use crate::domain::ids::SiteId;
use crate::domain::policy::Policy;
use crate::domain::pseudonym::SiteSalt;
use crate::error::{Error, Result};
use crate::text::skeleton::FINGERPRINT_VERSION;

/// The site that articles belong to when nobody names another.
pub const DEFAULT_SITE: &str = "default";

impl App {
    /// Opens the pools and makes sure of what every installation has: its secret and its default
    /// site.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer, `Setup` when no database is named.
    pub async fn build(config: &DatabaseConfig, keys: Keys, clock: Clock) -> Result<Self> {
        let url = config
            .url
            .as_deref()
            .ok_or_else(|| Error::setup("There is no database to connect to."))?;
        let (generations, wake) = (Arc::<Generations>::default(), Arc::<Wake>::default());
        let freshness = Freshness::default();
        let writes = Pool::new(url, config.connections, config.threads)?
            .watching(freshness.clone())
            .telling(after_commit(Arc::clone(&generations), Arc::clone(&wake)));
        let reads = match &config.read_url {
            Some(url) => Pool::new(url, config.connections, config.threads)?,
            None => writes.clone(),
        };
        let (secret, site) = (random_bytes::<32>()?, default_site(&clock)?);
        let secret = writes
            .transaction(async |conn: &mut Connection| {
                insert_installation(conn, &secret).await?;
                if insert_site(conn, &site).await? == 1 {
                    insert_policy_version(conn, &PolicyVersionRow::of(&site, None)).await?;
                }
                adopt_restored_events(conn).await?;
                find_secret(conn).await
            })
            .await?;
        Ok(Self {
            tokens: AccessTokens::new(keys, clock.clone()),
            passwords: Passwords::new()?,
            clock,
            primary: Target::parse(url)?,
            writes,
            reads,
            secrets: Secrets::new(secret),
            article_sites: ArticleSites::default(),
            origins: Origins::default(),
            live: Arc::default(),
            event_days: config.event_days,
            pages: Pages::new(
                &CacheConfig::OFF,
                Arc::clone(&generations),
                freshness.clone(),
            ),
            cache: CacheConfig::OFF,
            generations,
            freshness,
            wake,
        })
    }
}

/// A backup brings events whose transactions this database never had: followers start again, and
/// miss none of them.
async fn adopt_restored_events(conn: &mut Connection) -> Result<()> {
    if has_foreign_event(conn).await? {
        allow_long_statements(conn).await?;
        let events = update_foreign_events(conn).await?;
        update_epoch(conn).await?;
        tracing::warn!(
            events,
            "the database was restored: cursors of the event feed from before are void"
        );
    }
    Ok(())
}

/// What follows every commit with events, before its outcome is told to anybody.
fn after_commit(generations: Arc<Generations>, wake: Arc<Wake>) -> impl Fn(&[Reach]) + Send + Sync {
    move |reached| {
        reached.iter().for_each(|reach| generations.advance(*reach));
        wake.committed();
    }
}

fn default_site(clock: &Clock) -> Result<SiteRow> {
    new_site(clock, DEFAULT_SITE, &Policy::default())
}

/// A site as it begins, with a salt of its own.
///
/// # Errors
/// `Internal` when the system has no randomness.
pub fn new_site(clock: &Clock, name: &str, policy: &Policy) -> Result<SiteRow> {
    let now = clock.now();

    Ok(SiteRow {
        site_id: SiteId(clock.new_id()),
        name: name.to_owned(),
        salt: SiteSalt::new(random_bytes::<32>()?),
        policy: policy.clone(),
        policy_version: 1,
        created_at: now,
        updated_at: now,
        fingerprint_version: FINGERPRINT_VERSION,
    })
}
