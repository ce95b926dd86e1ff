//! Contacts of comments: written with their texts, and looked up by their keys.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::contacts;
use crate::domain::contact::KeyedContact;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;

/// The comment that contacts are stored for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContactSource<'a> {
    pub key: CommentKey,
    pub author_key: &'a [u8],
    pub trust: Trust,
    pub created_at: DateTime<Utc>,
}

/// Whether later comments may have the contact without suspicion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Staff wrote the comment, or a moderator approved it.
    Trusted,
    Unknown,
}

/// A contact in a comment of another author.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = contacts)]
pub(crate) struct ContactUseRow {
    pub value_key: Vec<u8>,
    pub comment_id: CommentId,
    pub author_key: Vec<u8>,
    pub created_at: DateTime<Utc>,
    /// Whether any comment makes the contact trusted.
    #[diesel(sql_type = Bool)]
    pub is_trusted: bool,
}

/// Which uses of contacts are looked up.
#[derive(Debug, Clone)]
pub(crate) struct ContactQuery<'a> {
    pub site: SiteId,
    pub value_keys: Vec<&'a [u8]>,
    /// The author whose own uses do not count.
    pub author_key: &'a [u8],
    /// The comment itself if it is stored.
    pub except: Option<CommentId>,
    pub since: DateTime<Utc>,
}

/// The statement of [`list_contact_uses`]. Public, so that a test can hold its plan.
pub const CONTACT_USES: &str = include_str!("list_contact_uses.sql");

/// The latest fifty uses of each contact by other authors, oldest first for each contact.
pub(crate) async fn list_contact_uses(
    mut conn: &Connection,
    query: &ContactQuery<'_>,
) -> Result<Vec<ContactUseRow>> {
    if query.value_keys.is_empty() {
        return Ok(Vec::new());
    }

    Ok(prepared(CONTACT_USES)
        .bind(query.site)
        .bind(query.value_keys.as_slice())
        .bind(query.since)
        .bind(query.author_key)
        .bind(query.except.unwrap_or(CommentId(Uuid::nil())))
        .load(&mut conn)
        .await?)
}

/// Inserts the contacts of a comment. Those that it has already stay as they are.
pub(crate) async fn insert_contacts(
    mut conn: &Connection,
    source: ContactSource<'_>,
    contacts: &[KeyedContact],
) -> Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }

    prepared(include_str!("insert_contacts.sql"))
        .bind(source.key.site)
        .bind(source.key.comment)
        .bind(value_keys(contacts))
        .bind(kinds(contacts))
        .bind(source.author_key)
        .bind(source.trust == Trust::Trusted)
        .bind(source.created_at)
        .execute(&mut conn)
        .await?;

    Ok(())
}

/// Replaces the contacts of a comment whose text has changed. A contact that it keeps stays
/// trusted.
pub(crate) async fn replace_contacts(
    mut conn: &Connection,
    source: ContactSource<'_>,
    contacts: &[KeyedContact],
) -> Result<()> {
    prepared(include_str!("delete_other_contacts.sql"))
        .bind(source.key.site)
        .bind(source.key.comment)
        .bind(value_keys(contacts))
        .execute(&mut conn)
        .await?;

    insert_contacts(conn, source, contacts).await
}

/// Deletes the contacts of a comment; by the primary key.
pub(crate) async fn delete_contacts(conn: &mut Connection, comment: CommentKey) -> Result<()> {
    let rows = contacts::table
        .filter(contacts::site_id.eq(comment.site))
        .filter(contacts::comment_id.eq(comment.comment));

    diesel::delete(rows).execute(conn).await?;

    Ok(())
}

/// Whether a comment's contacts are trusted after a decision about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContactTrust {
    pub comment: CommentKey,
    pub trust: Trust,
}

/// Records the trust in the contacts of these comments; by the primary key.
pub(crate) async fn update_contact_trust(
    conn: &mut Connection,
    trusts: &[ContactTrust],
) -> Result<()> {
    let sites: Vec<SiteId> = trusts.iter().map(|it| it.comment.site).collect();
    let comments: Vec<CommentId> = trusts.iter().map(|it| it.comment.comment).collect();
    let trusted: Vec<bool> = trusts.iter().map(|it| it.trust == Trust::Trusted).collect();

    prepared(include_str!("update_contact_trust.sql"))
        .bind(sites)
        .bind(comments)
        .bind(trusted)
        .execute(conn)
        .await?;

    Ok(())
}

/// A text that a scan has read, with the contacts in it.
#[derive(Debug, Clone)]
pub(crate) struct ScannedContacts {
    pub comment: CommentId,
    pub revision: i32,
    pub contacts: Vec<KeyedContact>,
}

/// Replaces the contacts of scanned comments. Run it in a transaction: the comments are locked, so
/// that no edit or decision comes between.
pub(crate) async fn replace_scanned_contacts(
    conn: &mut Connection,
    site: SiteId,
    scanned: &[ScannedContacts],
) -> Result<()> {
    let ids: Vec<CommentId> = scanned.iter().map(|it| it.comment).collect();
    let revisions: Vec<i32> = scanned.iter().map(|it| it.revision).collect();
    let with_contacts: Vec<CommentId> = scanned
        .iter()
        .filter(|it| !it.contacts.is_empty())
        .map(|it| it.comment)
        .collect();

    prepared(include_str!("lock_scanned_comments.sql"))
        .bind(site)
        .bind(with_contacts)
        .bind(ids.as_slice())
        .execute(conn)
        .await?;

    let of_each = |it: &ScannedContacts| vec![it.comment; it.contacts.len()];
    let comments: Vec<CommentId> = scanned.iter().flat_map(of_each).collect();
    let found: Vec<KeyedContact> = scanned
        .iter()
        .flat_map(|it| it.contacts.iter().cloned())
        .collect();

    prepared(include_str!("replace_scanned_contacts.sql"))
        .bind(site)
        .bind(ids.as_slice())
        .bind(revisions)
        .bind(comments)
        .bind(value_keys(&found))
        .bind(kinds(&found))
        .execute(conn)
        .await?;

    Ok(())
}

fn value_keys(contacts: &[KeyedContact]) -> Vec<&[u8]> {
    contacts
        .iter()
        .map(|contact| contact.value_key.as_slice())
        .collect()
}

fn kinds(contacts: &[KeyedContact]) -> Vec<&'static str> {
    contacts
        .iter()
        .map(|contact| contact.kind.as_str())
        .collect()
}
