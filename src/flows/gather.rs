//! What do the phases need to know about a text on its way in? Read here, all of it, before anything is judged.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::db::articles::Destination;
use crate::db::comments::{ParentRow, count_approved_by};
use crate::db::connect::Connection;
use crate::db::fingerprints::{CandidateRow, Probe, list_candidates};
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};
use crate::domain::policy::Policy;
use crate::domain::pseudonym::{SiteSalt, author_key};
use crate::domain::status::Status;
use crate::error::{Error, Result};
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{
    ArticleFacts, AuthorFacts, Earlier, EarlierGroup, Facts, ParentFacts, Relation, Standing,
};
use crate::text::fingerprint::{Fingerprint, Salt};
use crate::text::skeleton::Skeleton;

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

/// Reads all facts. A failed read fails the request: nothing passes unchecked.
pub async fn gather(conn: &mut Connection, signed: &Signed, given: Circumstances) -> Result<Facts> {
    let site = signed.site();
    let (since, others_since) = windows(&signed.policy, given.now);
    let probe = Probe {
        site_id: site,
        article_id: signed.article(),
        author_key: &signed.author_key,
        exact_hashes: &[signed.fingerprint.exact_hash],
        keys: &signed.fingerprint.keys,
        since,
        others_since,
        except: given.except,
    };
    let earlier = list_earlier(conn, &probe).await?;
    let approved_comments = count_approved_by(conn, site, &signed.author_key, given.except).await?;
    Ok(Facts {
        now: given.now,
        policy: signed.policy.clone(),
        policy_version: signed.destination.policy_version,
        article: ArticleFacts {
            article_id: signed.article(),
            comments_open: signed.destination.comments_open,
            published_at: signed.destination.published_at,
        },
        author: AuthorFacts { standing: given.standing, approved_comments },
        parent: given.parent.as_ref().map(parent_facts).transpose()?,
        earlier,
    })
}

/// The comments that may be like a text, oldest first.
///
/// # Errors
/// `Internal` for a stored status that is none.
pub async fn list_earlier(conn: &mut Connection, probe: &Probe<'_>) -> Result<Vec<Earlier>> {
    let candidates = list_candidates(conn, probe).await?;
    let as_earlier = |row: &CandidateRow| earlier((row, Skeleton::of(&row.body)), probe.author_key);
    candidates.iter().map(as_earlier).collect()
}

/// How far back a policy looks for an author's own repeats, and for those of others.
pub fn windows(policy: &Policy, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let days = |days: u32| now - Duration::days(i64::from(days));
    (days(policy.duplicate_window_days), days(policy.other_authors_window_days))
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

/// A stored comment with its reduced text, as the phases look at it for a text of that author.
///
/// # Errors
/// `Internal` for a stored status that is none.
pub fn earlier((row, skeleton): (&CandidateRow, Skeleton), author_key: &[u8]) -> Result<Earlier> {
    let same = row.author_key == author_key;
    let group = row.duplicate_group_id.map(|id| EarlierGroup {
        duplicate_group_id: DuplicateGroupId(id),
        settled: row.group_state.as_deref() == Some("settled"),
    });
    Ok(Earlier {
        comment_id: CommentId(row.comment_id),
        article_id: ArticleId(row.article_id),
        relation: if same { Relation::SameAuthor } else { Relation::OtherAuthor },
        author_key: row.author_key.clone(),
        status: read_status(&row.status)?,
        created_at: row.created_at,
        skeleton,
        group,
    })
}
