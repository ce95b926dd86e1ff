//! What do the phases need to know about a text on its way in? Read here, all of it, before anything is judged.

use futures_util::future::try_join;
use serde_json::Value;

use crate::db::articles::Destination;
use crate::db::comments::{ParentRow, has_approved};
use crate::db::connect::Connection;
use crate::db::fingerprints::Among;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::domain::pseudonym::{SiteSalt, author_key};
use crate::domain::status::Status;
use crate::error::{Error, Result};
use crate::flows::look_up::{Found, Text, look_up};
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{ArticleFacts, AuthorFacts, Facts, ParentFacts, Standing};
use crate::text::fingerprint::{Fingerprint, Salt};

/// A prepared text at its destination: whose it is there, and what it is known by.
pub struct Signed {
    pub destination: Destination,
    pub prepared: Prepared,
    pub author_key: Vec<u8>,
    pub fingerprint: Fingerprint,
    pub policy: Policy,
}

/// What the caller knows already.
pub struct Circumstances {
    pub now: chrono::DateTime<chrono::Utc>,
    pub standing: Standing,
    pub parent: Option<ParentRow>,
    /// The comment itself when it is edited.
    pub except: Option<CommentId>,
}

impl Signed {
    /// # Errors
    /// `Internal` when the stored policy cannot be read.
    pub fn new(prepared: Prepared, destination: Destination) -> Result<Self> {
        let salt = SiteSalt::new(destination.salt.clone());
        Ok(Self {
            author_key: author_key(&prepared.author.email, &salt),
            fingerprint: Fingerprint::of(&prepared.skeleton, &text_salt(&destination.salt)?),
            policy: read_policy(&destination.policy)?,
            prepared,
            destination,
        })
    }

    pub const fn site(&self) -> SiteId {
        SiteId(self.destination.site_id)
    }

    pub const fn article(&self) -> ArticleId {
        ArticleId(self.destination.article_id)
    }

    /// What two texts that repeat each other have in common: their author, their hash, or a key. Who comes second
    /// waits for the first, so that of two that race each other the second one finds the first.
    pub fn lock_names(&self) -> Vec<Vec<u8>> {
        let name = |what: &[u8], value: &[u8]| {
            [what, self.destination.site_id.as_bytes().as_slice(), value].concat()
        };
        let keys = self.fingerprint.keys.iter().map(|key| name(b"key ", &key.to_be_bytes()));
        let text = name(b"text ", &self.fingerprint.exact_hash.to_be_bytes());
        keys.chain([text, name(b"author ", &self.author_key)]).collect()
    }
}

/// What the phases look at, and what only writing the text down takes.
pub struct Gathered {
    pub facts: Facts,
    /// Keys of the text that it is stored without.
    pub crowded: Vec<i32>,
}

/// Reads all facts. A failed read fails the request: nothing passes unchecked.
pub async fn gather(conn: &Connection, signed: &Signed, given: Circumstances) -> Result<Gathered> {
    let site = signed.site();
    let text = Text {
        site,
        article: signed.article(),
        author_key: &signed.author_key,
        fingerprint: &signed.fingerprint,
        policy: &signed.policy,
        at: given.now,
        among: given.except.map_or(Among::All, Among::AllBut),
    };
    let known = has_approved(conn, site, &signed.author_key, given.except);
    let (Found { earlier, crowded }, is_known) = try_join(look_up(conn, text), known).await?;
    let facts = Facts {
        now: given.now,
        policy: signed.policy.clone(),
        policy_version: signed.destination.policy_version,
        article: ArticleFacts {
            article_id: signed.article(),
            comments_open: signed.destination.comments_open,
            published_at: signed.destination.published_at,
        },
        author: AuthorFacts { standing: given.standing, is_known },
        parent: given.parent.as_ref().map(parent_facts).transpose()?,
        earlier,
    };
    Ok(Gathered { facts, crowded })
}

/// # Errors
/// `Internal` when the stored salt has another length.
pub fn text_salt(stored: &[u8]) -> Result<Salt> {
    let bytes = stored.try_into().map_err(|fault| Error::internal("a site's salt", fault))?;
    Ok(Salt::new(bytes))
}

/// The policy as it is stored with a site.
///
/// # Errors
/// `Internal` when it is not one.
pub fn read_policy(stored: &Value) -> Result<Policy> {
    serde_json::from_value(stored.clone()).map_err(|fault| Error::internal("a stored policy", fault))
}

/// A status as it is stored.
///
/// # Errors
/// `Internal` when it is none.
pub fn read_status(stored: &str) -> Result<Status> {
    Status::parse(stored).ok_or_else(|| Error::internal("a stored status", stored.to_owned()))
}

fn parent_facts(row: &ParentRow) -> Result<ParentFacts> {
    let depth = u32::try_from(row.depth).map_err(|fault| Error::internal("a stored depth", fault))?;
    Ok(ParentFacts { status: read_status(&row.status)?, depth })
}
