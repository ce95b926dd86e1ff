//! Gives an article its address, if no other article of the site has it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::articles::addresses::{
    AddressRow, KnownAddressRow, delete_address, delete_addresses, insert_addresses,
    list_addresses, lock_page_rules,
};
use crate::db::articles::write::find_version;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::article_addresses::{Alias, ArticleAddresses};
use crate::domain::event::EventKind;
use crate::domain::ids::SiteId;
use crate::domain::keys::ArticleKey;
use crate::domain::page_address::PageAddress;
use crate::domain::page_rules::PageRules;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::error::{Error, Result};
use crate::flows::articles::find::{Fit, Search};

/// An address that belongs to the article until the transaction ends, with the rules of its key.
pub(super) struct ReservedAddress {
    address: PageAddress,
    rules: PageRules,
}

/// An address that no other transaction gives to an article before this one ends.
pub(super) struct LockedAddress {
    pub reserved: ReservedAddress,
    /// The articles of the site that have it, the one that answers for it first.
    pub holders: Vec<Holder>,
}

/// An article that has an address.
pub(super) struct Holder {
    pub fit: Fit,
    pub row: KnownAddressRow,
}

impl ReservedAddress {
    /// The same address in another spelling, which has the same key.
    pub(super) fn spelled(self, address: PageAddress) -> Self {
        Self { address, ..self }
    }
}

/// Makes sure that the address is free for the article. Another article whose former address it is
/// loses that alias: the present address of a page is worth more than a former one.
///
/// # Errors
/// `AlreadyExists` if it is the present address of another article of the site.
pub(super) async fn reserve(
    conn: &mut Connection,
    admin: &Admin,
    article: ArticleKey,
    address: PageAddress,
) -> Result<ReservedAddress> {
    let LockedAddress { reserved, holders } = lock_address(conn, article.site, address).await?;
    let others = holders
        .iter()
        .filter(|it| it.row.article_id != article.article);

    for other in others {
        match other.fit {
            Fit::Spelling | Fit::Present => return Err(taken(&other.row).into()),
            Fit::Alias => take_over(conn, admin, &other.row).await?,
            Fit::Former => {}
        }
    }

    Ok(reserved)
}

/// Locks an address of the site until the transaction ends, and finds the articles that have it.
pub(super) async fn lock_address(
    conn: &mut Connection,
    site: SiteId,
    address: PageAddress,
) -> Result<LockedAddress> {
    let locked = lock_page_rules(conn, site).await?;
    let key = address
        .key(&locked.pages)
        .ok_or_else(|| Error::internal("the key of an address", "it is no URL"))?;

    // Of two articles that want one address at once, the second must see the first.
    let lock = [b"address ".as_slice(), site.0.as_bytes(), key.as_bytes()].concat();
    take_lock(conn, &lock).await?;

    let mut rules = vec![locked.pages.clone()];
    rules.extend(locked.former_page_rules.0);
    let search = Search::new(std::slice::from_ref(&address), rules);
    let known = search.run(conn).await?;
    let mut holders: Vec<Holder> = known
        .into_iter()
        .filter(|it| it.row.site_id == site)
        .filter_map(|it| {
            Some(Holder {
                fit: search.fit(0, &it)?,
                row: it.row,
            })
        })
        .collect();
    holders.sort_unstable_by_key(|it| (it.fit, it.row.article_id.0));

    let reserved = ReservedAddress {
        address,
        rules: locked.pages,
    };
    Ok(LockedAddress { reserved, holders })
}

/// Stores the first address of a new article.
pub(super) async fn store_first(
    conn: &mut Connection,
    article: ArticleKey,
    reserved: ReservedAddress,
) -> Result<()> {
    let ReservedAddress { address, rules } = reserved;
    let addresses = ArticleAddresses {
        present: Some(address),
        aliases: Vec::new(),
    };

    insert_addresses(conn, &rows_of(article, &addresses, &rules)).await
}

/// Stores the new address of an article, and its former one as an alias. `former_url` is the URL
/// that the article had; its addresses may not be stored yet.
///
/// # Errors
/// `Invalid` if the article has too many aliases.
pub(super) async fn store_move(
    conn: &mut Connection,
    article: ArticleKey,
    former_url: Option<String>,
    reserved: ReservedAddress,
    now: DateTime<Utc>,
) -> Result<()> {
    let ReservedAddress { address, rules } = reserved;
    let rows = list_addresses(conn, article.site, &[article.article]).await?;

    let mut addresses = addresses_of(rows);
    addresses.move_to(former_url.map(PageAddress::stored), &rules, now);
    addresses.move_to(Some(address), &rules, now);
    addresses.check()?;

    delete_addresses(conn, article.site, &[article.article]).await?;
    insert_addresses(conn, &rows_of(article, &addresses, &rules)).await
}

/// The addresses of one article.
pub(super) fn addresses_of(rows: Vec<AddressRow>) -> ArticleAddresses {
    let mut addresses = ArticleAddresses::default();

    for row in rows {
        let address = PageAddress::stored(row.url);
        match row.moved_at {
            Some(moved_at) => addresses.aliases.push(Alias { address, moved_at }),
            None => addresses.present = Some(address),
        }
    }

    addresses
}

/// The rows of the addresses of one article. Only a URL has a key; nothing else is stored.
pub(super) fn rows_of(
    article: ArticleKey,
    addresses: &ArticleAddresses,
    rules: &PageRules,
) -> Vec<AddressRow> {
    let row = |address: &PageAddress, moved_at| {
        Some(AddressRow {
            site_id: article.site,
            article_id: article.article,
            url_hash: address.hash(),
            url: address.as_str().to_owned(),
            address_key: address.key(rules)?,
            moved_at,
        })
    };

    let present = addresses.present.iter().map(|address| row(address, None));
    let aliases = addresses
        .aliases
        .iter()
        .map(|alias| row(&alias.address, Some(alias.moved_at)));

    present.chain(aliases).flatten().collect()
}

/// Takes an alias from the article that has it, and tells that article's pages.
async fn take_over(conn: &mut Connection, admin: &Admin, other: &KnownAddressRow) -> Result<()> {
    let key = ArticleKey {
        site: other.site_id,
        article: other.article_id,
    };
    let alias = PageAddress::stored(other.url.clone());
    delete_address(conn, key.site, key.article, &alias.hash()).await?;

    let version = find_version(conn, key.article).await?;
    let payload = json!({ "version": version, "moderator_id": admin.id() });
    let event = NewEvent::of_article(EventKind::ArticleChanged, key, payload);

    insert_events(conn, &[event]).await
}

fn taken(other: &KnownAddressRow) -> Refusal {
    let detail = format!(
        "The article {} of the site has this address: {}. Change that article instead.",
        other.article_id.0.hyphenated(),
        other.url
    );

    Refusal::AlreadyExists {
        pointer: "/url",
        detail: Cow::Owned(detail),
    }
}
