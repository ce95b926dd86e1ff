//! What do the phases need to know about a text on its way in? Read here, all of it, before
//! anything is judged.

use chrono::{DateTime, Utc};
use futures_util::future::try_join3;
use serde_json::Value;

use crate::app::App;
use crate::db::articles::{Home, find_destination, find_home};
use crate::db::comments::ParentRow;
use crate::db::connect::Connection;
use crate::db::fingerprints::{Among, FingerprintRow, list_likely};
use crate::db::lock::take_locks;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::domain::pseudonym::{SiteSalt, author_key};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::Status;
use crate::error::{Error, Result};
use crate::flows::look_up::{Found, Text, read_likely};
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{ArticleFacts, AuthorFacts, AuthorRole, Facts, ParentFacts};
use crate::text::fingerprint::{Fingerprint, Salt, lock_keys};

/// A prepared text under its article: whose it is there, and what it is known by.
pub struct Signed {
    pub home: Home,
    pub article: ArticleId,
    pub prepared: PreparedComment,
    pub author_key: Vec<u8>,
    pub fingerprint: Fingerprint,
}

/// What the caller knows already.
pub struct Circumstances {
    pub now: DateTime<Utc>,
    pub standing: AuthorRole,
    pub parent: Option<ParentRow>,
    /// The comment itself when it is edited.
    pub edited: Option<Edited>,
}

/// A comment whose text is to be replaced.
pub struct Edited {
    pub comment: CommentId,
    /// What its present text is known by.
    pub before: Fingerprint,
}

impl Signed {
    /// # Errors
    /// `Internal` when the stored salt has another length.
    pub fn new(prepared: PreparedComment, (article, home): (ArticleId, Home)) -> Result<Self> {
        Ok(Self {
            author_key: author_key(&prepared.author.email, &SiteSalt::new(home.salt.clone())),
            fingerprint: Fingerprint::of(&prepared.skeleton, &text_salt(&home.salt)?),
            prepared,
            article,
            home,
        })
    }

    pub const fn site(&self) -> SiteId {
        SiteId(self.home.site_id)
    }

    /// What the comment's text is known by: the keys that tell it from others, without the crowded
    /// ones.
    pub fn fingerprint_row(
        &self,
        (comment, created_at): (CommentId, DateTime<Utc>),
        crowded: &[i32],
    ) -> FingerprintRow {
        FingerprintRow::new(
            (self.site(), comment),
            created_at,
            &self.fingerprint,
            crowded,
        )
    }

    /// What two texts that repeat each other have in common: their author, their hash, or two
    /// min-hashes. Who comes second waits for the first, so that of two that race each other the
    /// second one finds the first. A text that is replaced counts, too: whoever repeats it
    /// meanwhile finds it or its successor.
    fn lock_names(&self, before: Option<&Fingerprint>) -> Vec<Vec<u8>> {
        let name = |what: &[u8], value: &[u8]| {
            [what, self.home.site_id.as_bytes().as_slice(), value].concat()
        };
        let texts = [Some(&self.fingerprint), before].into_iter().flatten();
        let of_texts = texts.flat_map(|text| {
            let keys = lock_keys(&text.keys).map(|key| name(b"kin ", &key.to_be_bytes()));
            keys.chain([name(b"text ", &text.exact_hash.to_be_bytes())])
        });
        of_texts
            .chain([name(b"author ", &self.author_key)])
            .collect()
    }
}

/// Where the article belongs; from memory if it was asked for before.
///
/// # Errors
/// `NotFound` for an article that is not there.
pub async fn find_its_home(app: &App, article: ArticleId) -> Result<Home> {
    if let Some(home) = app.homes.find(article) {
        return Ok(home);
    }
    let home = find_home(&mut *app.writes.get().await?, article).await?;
    let home = home.ok_or(Refusal::NotFound(Noun::Article))?;
    app.homes.remember(article, home.clone());
    Ok(home)
}

/// What the phases look at, and what only writing the text down takes.
pub struct Gathered {
    pub facts: Facts,
    /// Keys of the text that it is stored without.
    pub crowded: Vec<i32>,
}

/// Reads all facts, in one round trip unless there is something that the text may repeat. A failed
/// read fails the request: nothing passes unchecked. From here to the end of the transaction, what
/// could repeat the text waits.
///
/// # Errors
/// `NotFound` when the article is gone.
pub async fn gather(conn: &Connection, signed: &Signed, given: Circumstances) -> Result<Gathered> {
    let (site, article) = (signed.site(), signed.article);
    let (except, before) = given
        .edited
        .as_ref()
        .map(|edited| (edited.comment, &edited.before))
        .unzip();
    let text = Text {
        site,
        article,
        author_key: &signed.author_key,
        fingerprint: &signed.fingerprint,
        at: given.now,
        among: except.map_or(Among::All, Among::AllBut),
    };
    let probe = text.probe();
    let locks = signed.lock_names(before);
    let destination = find_destination(conn, (site, article), &signed.author_key, except);
    let ((), likely, destination) = try_join3(
        take_locks(conn, &locks),
        list_likely(conn, &probe),
        destination,
    )
    .await?;
    let destination = destination.ok_or(Refusal::NotFound(Noun::Article))?;
    let policy = read_policy(&destination.policy)?;
    let Found { earlier, crowded } = read_likely(conn, (text, &policy), &likely).await?;
    let facts = Facts {
        now: given.now,
        policy_version: destination.policy_version,
        article: ArticleFacts {
            article_id: article,
            comments_open: destination.comments_open,
            published_at: destination.published_at,
        },
        author: AuthorFacts {
            role: given.standing,
            is_known: destination.is_known,
        },
        parent: given.parent.as_ref().map(parent_facts).transpose()?,
        earlier,
        policy,
    };
    Ok(Gathered { facts, crowded })
}

/// # Errors
/// `Internal` when the stored salt has another length.
pub fn text_salt(stored: &[u8]) -> Result<Salt> {
    let bytes = stored
        .try_into()
        .map_err(|fault| Error::internal("a site's salt", fault))?;
    Ok(Salt::new(bytes))
}

/// The policy as it is stored with a site.
///
/// # Errors
/// `Internal` when it is not one.
pub fn read_policy(stored: &Value) -> Result<Policy> {
    serde_json::from_value(stored.clone())
        .map_err(|fault| Error::internal("a stored policy", fault))
}

/// A status as it is stored.
///
/// # Errors
/// `Internal` when it is none.
pub fn read_status(stored: &str) -> Result<Status> {
    Status::parse(stored).ok_or_else(|| Error::internal("a stored status", stored.to_owned()))
}

fn parent_facts(row: &ParentRow) -> Result<ParentFacts> {
    let depth =
        u32::try_from(row.depth).map_err(|fault| Error::internal("a stored depth", fault))?;
    Ok(ParentFacts {
        status: read_status(&row.status)?,
        depth,
    })
}
