//! Builds an `App` on a database that is already migrated.

use std::sync::Arc;

use crate::app::article_sites::ArticleSites;
use crate::app::generations::Generations;
use crate::app::origins::Origins;
use crate::app::pages::Pages;
use crate::app::secrets::{Secrets, random_bytes};
use crate::app::staff_names::StaffNames;
use crate::app::wake::Wake;
use crate::app::{App, AuditRetention, Auth, Cache, Database, Events};
use crate::auth::keys::Keys;
use crate::auth::password_hash::Passwords;
use crate::auth::token::AccessTokens;
use crate::clock::Clock;
use crate::config::{CacheConfig, DatabaseConfig};
use crate::db::articles::removal::allow_long_statements;
use crate::db::audit::append::insert_audit;
use crate::db::column_types::FormerPageRules;
use crate::db::connection::connect::{Connection, Target};
use crate::db::connection::freshness::Freshness;
use crate::db::connection::pool::Pool;
use crate::db::events::restored::{has_foreign_event, update_epoch, update_foreign_events};
use crate::db::sites::installation::{find_secret, insert_installation};
use crate::db::sites::policy_versions::{PolicyVersionRow, insert_policy_version};
use crate::db::sites::site::{SiteRow, insert_site};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::event::Reach;
use crate::domain::ids::SiteId;
use crate::domain::policy::Policy;
use crate::domain::pseudonym::SiteSalt;
use crate::domain::site_profile::Theme;
use crate::error::{Error, Result};
use crate::text::skeleton::FINGERPRINT_VERSION;

/// The site of articles whose request names no other.
pub const DEFAULT_SITE: &str = "default";

/// The article of the demo, in the default site.
pub const DEMO_SLUG: &str = "what-a-walk-does";

/// The language of a site whose admin has chosen none.
const DEFAULT_LOCALE: &str = "en";

impl App {
    /// Makes the pools, and inserts what every installation needs if it is missing: its secret and
    /// its default site.
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
        let primary = Pool::new(url, config.connections, config.threads)?
            .watching(freshness.clone())
            .reporting_reach(after_commit(Arc::clone(&generations), Arc::clone(&wake)));
        let replica = match &config.read_url {
            Some(url) => Pool::new(url, config.connections, config.threads)?,
            None => primary.clone(),
        };

        let secret = ensure_installation(&primary, &clock).await?;

        Ok(Self {
            auth: Auth {
                tokens: AccessTokens::new(keys, clock.clone()),
                passwords: Passwords::new()?,
            },
            clock,
            address_days: config.address_days,
            secrets: Secrets::new(secret),
            database: Database {
                primary,
                replica,
                target: Target::parse(url)?,
                freshness: freshness.clone(),
            },
            cache: Cache {
                config: CacheConfig::OFF,
                pages: Pages::new(&CacheConfig::OFF, Arc::clone(&generations), freshness),
                generations,
                article_sites: ArticleSites::default(),
                staff_names: StaffNames::default(),
            },
            events: Events {
                live: Arc::default(),
                wake,
                retention_days: config.event_days,
                audit: audit_retention(config, url)?,
            },
            origins: Origins::default(),
            background: Arc::default(),
            budgets: Arc::default(),
        })
    }
}

fn audit_retention(config: &DatabaseConfig, url: &str) -> Result<Option<AuditRetention>> {
    let Some(days) = config.audit_days else {
        return Ok(None);
    };
    let owner = config.migration_url.as_deref().unwrap_or(url);

    Ok(Some(AuditRetention {
        owner: Pool::new(owner, 1, 0)?,
        days,
    }))
}

/// Makes sure of the installation's secret and the default site. Returns the secret, which an
/// earlier start or another instance may have stored.
async fn ensure_installation(primary: &Pool, clock: &Clock) -> Result<Vec<u8>> {
    let new_secret = random_bytes::<32>()?;
    let site = default_site(clock)?;

    primary
        .transaction(async |conn: &mut Connection| {
            insert_installation(conn, &new_secret).await?;
            if insert_site(conn, &site).await? == 1 {
                insert_policy_version(conn, &PolicyVersionRow::of(&site, None)).await?;
            }

            adopt_restored_events(conn).await?;

            find_secret(conn).await
        })
        .await
}

/// A restored backup has events whose transactions this database never had. They are put before all
/// others under a new epoch, so that followers start again and miss none of them.
async fn adopt_restored_events(conn: &mut Connection) -> Result<()> {
    if has_foreign_event(conn).await? {
        allow_long_statements(conn).await?;
        let events = update_foreign_events(conn).await?;
        update_epoch(conn).await?;
        insert_audit(conn, &AuditEntry::new(AuditKind::DatabaseRestored)).await?;

        tracing::warn!(
            events,
            "the database was restored: earlier cursors of the event feed are invalid"
        );
    }

    Ok(())
}

/// Called after every commit with events, before its outcome is reported to the client.
fn after_commit(generations: Arc<Generations>, wake: Arc<Wake>) -> impl Fn(&[Reach]) + Send + Sync {
    move |reached| {
        reached.iter().for_each(|reach| generations.advance(*reach));
        wake.committed();
    }
}

fn default_site(clock: &Clock) -> Result<SiteRow> {
    new_site(clock, DEFAULT_SITE, &Policy::of_new_site())
}

/// A new site, with a random salt.
///
/// # Errors
/// `Internal` when the system's random generator fails.
pub(crate) fn new_site(clock: &Clock, name: &str, policy: &Policy) -> Result<SiteRow> {
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
        former_page_rules: FormerPageRules::default(),
        title: String::new(),
        locale: DEFAULT_LOCALE.to_owned(),
        theme: Theme::default(),
        site_version: 1,
    })
}
