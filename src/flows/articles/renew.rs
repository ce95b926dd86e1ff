//! Renews the stored addresses of a site: of articles that an earlier version wrote, and after the
//! page rules of the policy have changed.
//!
//! A walk visits all articles of a site in batches, each in one transaction. It writes only what
//! differs, so that a walk of a site without differences only reads.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::App;
use crate::db::articles::addresses::{
    AddressRow, PageRulesRow, clear_former_page_rules, delete_addresses, insert_addresses,
    list_addresses, list_article_urls, list_shared_keys, list_sites_to_renew, lock_addresses,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::sites::site::list_sites;
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::domain::page_address::{AddressKey, PageAddress};
use crate::error::Result;
use crate::flows::articles::addresses::{addresses_of, rows_of};

/// A walk over the articles of a site.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    site: SiteId,
    /// The policy under which it began.
    policy_version: Option<i32>,
    /// The last article that was visited.
    done_to: Option<ArticleId>,
}

/// What a batch did.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    /// The articles whose addresses were written.
    pub renewed: usize,
    /// The addresses, of those that were written, that several articles have.
    pub shared: usize,
    /// The rest of the walk. `None`: it is finished.
    pub rest: Option<Walk>,
}

/// The number of articles in one batch.
const BATCH: i64 = 500;

/// A walk over each site: an instance of the release before may have written articles without their
/// addresses.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn all_walks(app: &App) -> Result<Vec<Walk>> {
    let sites = list_sites(&mut *app.database.primary.get().await?).await?;

    Ok(sites.iter().map(|site| Walk::of(site.site_id)).collect())
}

/// A walk over each site whose page rules have changed since all its keys were renewed.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn needed_walks(app: &App) -> Result<Vec<Walk>> {
    let sites = list_sites_to_renew(&mut *app.database.primary.get().await?).await?;

    Ok(sites.into_iter().map(Walk::of).collect())
}

/// Renews the addresses of the next articles. A walk starts again if the policy has changed.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn renew_batch(app: &App, walk: Walk) -> Result<Batch> {
    let now = app.clock.now();

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let rules = lock_addresses(conn, walk.site).await?;
            let walk = walk.under(rules.policy_version);

            renew_next(conn, walk, &rules, now).await
        })
        .await
}

impl Walk {
    const fn of(site: SiteId) -> Self {
        Self {
            site,
            policy_version: None,
            done_to: None,
        }
    }

    fn under(self, policy_version: i32) -> Self {
        if self.policy_version == Some(policy_version) {
            return self;
        }

        Self {
            policy_version: Some(policy_version),
            ..Self::of(self.site)
        }
    }
}

async fn renew_next(
    conn: &mut Connection,
    walk: Walk,
    rules: &PageRulesRow,
    now: DateTime<Utc>,
) -> Result<Batch> {
    let articles = list_article_urls(conn, walk.site, walk.done_to, BATCH).await?;
    let ids: Vec<ArticleId> = articles.iter().map(|it| it.article_id).collect();
    let mut stored: HashMap<ArticleId, Vec<AddressRow>> = HashMap::new();
    for row in list_addresses(conn, walk.site, &ids).await? {
        stored.entry(row.article_id).or_default().push(row);
    }

    let mut changed = Vec::new();
    let mut rows = Vec::new();
    for article in &articles {
        let key = ArticleKey {
            site: walk.site,
            article: article.article_id,
        };
        let before = stored.remove(&article.article_id).unwrap_or_default();
        let mut addresses = addresses_of(before.clone());
        let url = article.url.clone().map(PageAddress::stored);
        addresses.move_to(url, &rules.pages, now);

        let after = rows_of(key, &addresses, &rules.pages);
        if !is_same_set(&before, &after) {
            changed.push(article.article_id);
            rows.extend(after);
        }
    }
    let shared = write(conn, walk.site, &changed, &rows).await?;

    let is_last = i64::try_from(articles.len()).is_ok_and(|count| count < BATCH);
    if is_last && !rules.former_page_rules.0.is_empty() {
        clear_former_page_rules(conn, walk.site).await?;
    }

    Ok(Batch {
        renewed: changed.len(),
        shared,
        rest: (!is_last).then_some(Walk {
            done_to: ids.last().copied(),
            ..walk
        }),
    })
}

/// Replaces the addresses of these articles. Returns how many keys belong to several articles.
async fn write(
    conn: &mut Connection,
    site: SiteId,
    articles: &[ArticleId],
    rows: &[AddressRow],
) -> Result<usize> {
    if articles.is_empty() {
        return Ok(0);
    }

    delete_addresses(conn, site, articles).await?;
    insert_addresses(conn, rows).await?;

    let payload = json!({ "articles": articles.len() });
    let event = NewEvent::of_site(EventKind::AddressesRenewed, site, payload);
    insert_events(conn, &[event]).await?;

    let mut keys: Vec<AddressKey> = rows.iter().map(|row| row.address_key).collect();
    keys.sort_unstable();
    keys.dedup();

    Ok(list_shared_keys(conn, site, &keys).await?.len())
}

fn is_same_set(before: &[AddressRow], after: &[AddressRow]) -> bool {
    before.len() == after.len() && after.iter().all(|row| before.contains(row))
}
