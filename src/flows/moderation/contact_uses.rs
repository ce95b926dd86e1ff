//! The contacts of a text with their uses by other authors, read for posting, checking and
//! moderators.

use chrono::{DateTime, Duration, Utc};

use crate::db::articles::contact_text::find_article_text;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::{ContactQuery, ContactUseRow, list_contact_uses};
use crate::domain::contact::{KeyedContact, keyed_contacts};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::domain::policy::Policy;
use crate::domain::pseudonym::SiteSalt;
use crate::error::Result;
use crate::moderation::facts::{ContactUse, SharedContact};

/// The contacts of a text to look up, with the text's author and article.
#[derive(Clone, Copy)]
pub(in crate::flows) struct ContactsToLookUp<'a> {
    pub site: SiteId,
    pub salt: &'a SiteSalt,
    /// The article whose own contacts raise no suspicion.
    pub article: Option<ArticleId>,
    /// Empty for a text without an author.
    pub author_key: &'a [u8],
    pub contacts: &'a [KeyedContact],
    /// The comment itself if it is stored.
    pub except: Option<CommentId>,
    /// The time from which the comments of others count.
    pub since: DateTime<Utc>,
}

impl ContactsToLookUp<'_> {
    /// All contacts with the stored comments of other authors that have them, too. Without
    /// contacts, no statement is sent; the article is read only if others use a contact that is not
    /// trusted.
    pub(in crate::flows) async fn look_up(&self, conn: &Connection) -> Result<Vec<SharedContact>> {
        let uses = list_contact_uses(conn, &self.query()).await?;

        let is_suspicious = uses.iter().any(|row| !row.is_trusted);
        let of_article = match self.article {
            Some(article) if is_suspicious => self.contacts_of_article(conn, article).await?,
            _ => Vec::new(),
        };

        let shared = self.contacts.iter().map(|contact| {
            let is_same = |value_key: &[u8]| value_key == contact.value_key;
            let of_contact: Vec<&ContactUseRow> =
                uses.iter().filter(|row| is_same(&row.value_key)).collect();
            let is_in_article = of_article.iter().any(|other| is_same(&other.value_key));

            SharedContact {
                kind: contact.kind,
                written: contact.written.clone(),
                is_trusted: is_in_article || of_contact.iter().any(|row| row.is_trusted),
                uses: of_contact.into_iter().map(contact_use).collect(),
            }
        });

        Ok(shared.collect())
    }

    fn query(&self) -> ContactQuery<'_> {
        ContactQuery {
            site: self.site,
            value_keys: self
                .contacts
                .iter()
                .map(|contact| contact.value_key.as_slice())
                .collect(),
            author_key: self.author_key,
            except: self.except,
            since: self.since,
        }
    }

    async fn contacts_of_article(
        &self,
        conn: &Connection,
        article: ArticleId,
    ) -> Result<Vec<KeyedContact>> {
        let key = ArticleKey {
            site: self.site,
            article,
        };
        let text = find_article_text(conn, key).await?.unwrap_or_default();

        Ok(keyed_contacts(&text, self.salt))
    }
}

/// The time from which comments of other authors count for a text that was written `at`.
pub(in crate::flows) fn others_since(policy: &Policy, at: DateTime<Utc>) -> DateTime<Utc> {
    at - Duration::days(i64::from(policy.other_authors_window_days))
}

fn contact_use(row: &ContactUseRow) -> ContactUse {
    ContactUse {
        comment_id: row.comment_id,
        author_key: row.author_key.clone(),
        created_at: row.created_at,
    }
}
