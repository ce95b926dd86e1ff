//! The addresses under which articles are found, and the page rules that their keys follow.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Jsonb};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::column_types::FormerPageRules;
use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{article_addresses, articles, sites};
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::page_address::AddressKey;
use crate::domain::page_rules::PageRules;
use crate::error::Result;

/// One address of an article.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Insertable)]
#[diesel(table_name = article_addresses)]
pub(crate) struct AddressRow {
    pub site_id: SiteId,
    pub article_id: ArticleId,
    pub url_hash: Vec<u8>,
    pub url: String,
    pub address_key: AddressKey,
    /// `None`: the present address.
    pub moved_at: Option<DateTime<Utc>>,
}

/// The page rules of a site.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = sites)]
pub(crate) struct PageRulesRow {
    #[diesel(sql_type = Jsonb)]
    pub pages: PageRules,
    /// The rules under which keys that were not renewed yet may be computed.
    pub former_page_rules: FormerPageRules,
    pub policy_version: i32,
}

/// An article that may be the one at an address.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = article_addresses)]
pub struct KnownAddressRow {
    pub site_id: SiteId,
    pub article_id: ArticleId,
    pub url: String,
    #[diesel(sql_type = Bool)]
    pub is_alias: bool,
    /// The rules of its site.
    #[diesel(sql_type = Jsonb)]
    pub pages: PageRules,
    #[diesel(sql_type = Jsonb)]
    pub former_page_rules: FormerPageRules,
}

/// An article with its URL, for the renewal of its addresses.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct ArticleUrl {
    pub article_id: ArticleId,
    pub url: Option<String>,
}

#[derive(QueryableByName)]
struct DistinctRules {
    #[diesel(sql_type = Jsonb)]
    rules: PageRules,
}

#[derive(QueryableByName)]
#[diesel(table_name = article_addresses)]
struct SharedKey {
    address_key: AddressKey,
}

/// All page rules under which keys of the site may be computed, of all sites for `None`.
pub(crate) async fn list_page_rules(
    conn: &mut Connection,
    site: Option<SiteId>,
) -> Result<Vec<PageRules>> {
    let rows: Vec<DistinctRules> = prepared(include_str!("list_page_rules.sql"))
        .bind(site)
        .load(conn)
        .await?;

    Ok(rows.into_iter().map(|row| row.rules).collect())
}

/// The page rules of a site, which no other transaction changes before this one ends.
pub(crate) async fn lock_page_rules(conn: &mut Connection, site: SiteId) -> Result<PageRulesRow> {
    Ok(prepared(include_str!("lock_page_rules.sql"))
        .bind(site)
        .get_result(conn)
        .await?)
}

/// As [`lock_page_rules`]; no other transaction writes addresses of the site, either.
pub(crate) async fn lock_addresses(conn: &mut Connection, site: SiteId) -> Result<PageRulesRow> {
    Ok(prepared(include_str!("lock_addresses.sql"))
        .bind(site)
        .get_result(conn)
        .await?)
}

/// The statement of [`list_known_addresses`].
pub const KNOWN_ADDRESSES: &str = include_str!("list_known_addresses.sql");

/// The articles with one of these keys, the oldest fifty of each key, and those whose URL is one of
/// these. By `article_addresses_key_idx` and `articles_url_idx`.
pub(crate) async fn list_known_addresses(
    conn: &mut Connection,
    keys: &[AddressKey],
    urls: &[&str],
) -> Result<Vec<KnownAddressRow>> {
    Ok(prepared(KNOWN_ADDRESSES)
        .bind(keys)
        .bind(urls)
        .load(conn)
        .await?)
}

/// The next articles of a site in the order of their ids, by the primary key. None of them is
/// removed before the transaction ends: a removal would wait for the addresses while these wait for
/// the article.
pub(crate) async fn list_article_urls(
    conn: &mut Connection,
    site: SiteId,
    after: Option<ArticleId>,
    limit: i64,
) -> Result<Vec<ArticleUrl>> {
    Ok(articles::table
        .filter(articles::site_id.eq(site))
        .filter(articles::article_id.gt(after.unwrap_or(ArticleId(Uuid::nil()))))
        .order(articles::article_id)
        .select((articles::article_id, articles::url))
        .limit(limit)
        .for_key_share()
        .load(conn)
        .await?)
}

/// The addresses of these articles, by the primary key.
pub(crate) async fn list_addresses(
    conn: &mut Connection,
    site: SiteId,
    of: &[ArticleId],
) -> Result<Vec<AddressRow>> {
    Ok(AddressRow::query()
        .filter(article_addresses::site_id.eq(site))
        .filter(article_addresses::article_id.eq_any(of))
        .order((article_addresses::moved_at, article_addresses::url_hash))
        .load(conn)
        .await?)
}

/// Deletes the addresses of these articles, by the primary key.
pub(crate) async fn delete_addresses(
    conn: &mut Connection,
    site: SiteId,
    of: &[ArticleId],
) -> Result<()> {
    let rows = article_addresses::table
        .filter(article_addresses::site_id.eq(site))
        .filter(article_addresses::article_id.eq_any(of));

    diesel::delete(rows).execute(conn).await?;

    Ok(())
}

/// Deletes one address of an article, by the primary key.
pub(crate) async fn delete_address(
    conn: &mut Connection,
    site: SiteId,
    article: ArticleId,
    url_hash: &[u8],
) -> Result<()> {
    diesel::delete(article_addresses::table.find((site, article, url_hash)))
        .execute(conn)
        .await?;

    Ok(())
}

/// How many rows go into one statement: Postgres takes 65,535 parameters, and a row has six.
const CHUNK: usize = 5_000;

/// Inserts addresses.
pub(crate) async fn insert_addresses(conn: &mut Connection, rows: &[AddressRow]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(article_addresses::table)
            .values(chunk)
            .execute(conn)
            .await?;
    }

    Ok(())
}

/// Those of the keys that several articles of the site have; by `article_addresses_key_idx`.
pub(crate) async fn list_shared_keys(
    conn: &mut Connection,
    site: SiteId,
    keys: &[AddressKey],
) -> Result<Vec<AddressKey>> {
    let rows: Vec<SharedKey> = prepared(include_str!("list_shared_keys.sql"))
        .bind(site)
        .bind(keys)
        .load(conn)
        .await?;

    Ok(rows.into_iter().map(|row| row.address_key).collect())
}

/// The sites with keys under rules of former policies.
pub(crate) async fn list_sites_to_renew(conn: &mut Connection) -> Result<Vec<SiteId>> {
    Ok(sites::table
        .filter(sites::former_page_rules.ne(FormerPageRules::default()))
        .order(sites::site_id)
        .select(sites::site_id)
        .load(conn)
        .await?)
}

/// Records that all keys of the site follow its present rules.
pub(crate) async fn clear_former_page_rules(conn: &mut Connection, site: SiteId) -> Result<()> {
    diesel::update(sites::table.find(site))
        .set(sites::former_page_rules.eq(FormerPageRules::default()))
        .execute(conn)
        .await?;

    Ok(())
}
