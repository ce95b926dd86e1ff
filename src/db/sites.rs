//! Sites and their policies.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::schema::sites;
use crate::error::Result;

/// A site as it stands.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sites)]
pub struct SiteRow {
    pub site_id: Uuid,
    pub name: String,
    pub salt: Vec<u8>,
    pub policy: Value,
    pub policy_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Makes a site unless one of that name is there.
pub async fn insert_site(conn: &mut Connection, site: &SiteRow) -> Result<usize> {
    Ok(diesel::insert_into(sites::table).values(site).on_conflict_do_nothing().execute(conn).await?)
}

/// The site of that name, by its unique key.
pub async fn find_site(conn: &mut Connection, name: &str) -> Result<Option<SiteRow>> {
    Ok(sites::table.filter(sites::name.eq(name)).select(SiteRow::as_select()).first(conn).await.optional()?)
}

/// The policies of all sites, for the allowed origins.
pub async fn list_policies(conn: &mut Connection) -> Result<Vec<Value>> {
    Ok(sites::table.select(sites::policy).load(conn).await?)
}
