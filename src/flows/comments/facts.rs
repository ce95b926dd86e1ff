//! Reads the facts that the moderation phases judge a text by, all of them before anything is
//! judged.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::try_join3;

use crate::app::App;
use crate::db::accounts::moderators::{NameRow, list_active_names};
use crate::db::articles::posting_context::{
    ArticleSite, PostingContext, find_article_site, find_posting_context,
};
use crate::db::comments::authorship::{AuthorQuery, is_known_author};
use crate::db::comments::parent::ParentRow;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_locks;
use crate::db::duplicates::candidates::{Among, CandidateRow, list_candidates};
use crate::db::duplicates::contacts::{ContactSource, Trust};
use crate::db::duplicates::fingerprints::FingerprintRow;
use crate::domain::budgets::Budget;
use crate::domain::contact::{KeyedContact, keyed_contacts};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::{ArticleKey, CommentKey};
use crate::domain::policy::{Mode, Policy};
use crate::domain::proof::Proof;
use crate::domain::pseudonym::author_key;
use crate::domain::refusal::{Noun, Refusal};
use crate::error::{Error, Result};
use crate::flows::duplicates::look_up::{LookUpResult, TextToLookUp, compare_candidates};
use crate::flows::moderation::contact_uses::{ContactsToLookUp, others_since};
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{
    AccountFacts, ArticleFacts, AuthorFacts, AuthorRole, Facts, ParentFacts,
};
use crate::text::fingerprint::{Fingerprint, lock_keys};
use crate::text::name_form::NameForm;

/// A prepared text with its article, its author's pseudonym, its fingerprint and its contacts.
pub struct FingerprintedComment {
    pub site: ArticleSite,
    pub article: ArticleId,
    pub prepared: PreparedComment,
    pub author_key: Vec<u8>,
    pub fingerprint: Fingerprint,
    pub contacts: Vec<KeyedContact>,
}

/// The facts that the caller knows already.
pub(super) struct FactsContext {
    pub now: DateTime<Utc>,
    pub author_role: AuthorRole,
    /// What shows which of the comments under the email are the author's own.
    pub proof: Proof,
    /// The comment that it replies to.
    pub parent_id: Option<CommentId>,
    /// The same as a row, unless the comment is edited: an edit keeps its place.
    pub parent: Option<ParentRow>,
    /// The comment itself if it is edited.
    pub edited: Option<Edited>,
}

/// A comment whose text is to be replaced.
pub(super) struct Edited {
    pub comment: CommentId,
    /// The fingerprint of the present text.
    pub before: Fingerprint,
    /// The contacts of the present text.
    pub contacts_before: Vec<KeyedContact>,
}

/// The facts for the phases, and what storing the text needs besides.
pub(super) struct CommentFacts {
    pub facts: Facts,
    /// The keys of the fingerprint that are not stored.
    pub crowded: Vec<i32>,
    /// The budgets that kept candidates from being compared.
    pub budgets_hit: Vec<Budget>,
}

/// The facts that need no stored text, and the candidates whose texts may be read.
pub(super) struct Gathered {
    /// Without earlier comments and contacts.
    pub facts: Facts,
    candidates: Vec<CandidateRow>,
    context: FactsContext,
}

impl FingerprintedComment {
    pub fn new(prepared: PreparedComment, article: ArticleId, site: ArticleSite) -> Self {
        Self {
            author_key: author_key(&prepared.author.email, &site.salt),
            fingerprint: Fingerprint::of(&prepared.skeleton, &site.salt.of_fingerprints()),
            contacts: keyed_contacts(prepared.body.as_str(), &site.salt),
            prepared,
            article,
            site,
        }
    }

    pub(super) const fn article_key(&self) -> ArticleKey {
        ArticleKey {
            site: self.site.site_id,
            article: self.article,
        }
    }

    /// The row of the comment's fingerprint, without the crowded keys.
    pub fn fingerprint_row(
        &self,
        comment: CommentId,
        created_at: DateTime<Utc>,
        crowded: &[i32],
    ) -> FingerprintRow {
        let key = CommentKey {
            site: self.site.site_id,
            comment,
        };

        FingerprintRow::new(key, created_at, &self.fingerprint, crowded)
    }

    /// The comment that its contacts are stored for.
    pub(super) fn contact_source(
        &self,
        comment: CommentId,
        created_at: DateTime<Utc>,
        role: AuthorRole,
    ) -> ContactSource<'_> {
        ContactSource {
            key: CommentKey {
                site: self.site.site_id,
                comment,
            },
            author_key: &self.author_key,
            trust: match role {
                AuthorRole::Staff => Trust::Trusted,
                AuthorRole::Reader => Trust::Unknown,
            },
            created_at,
        }
    }

    /// The names of the locks on what two similar texts have in common: their author, their hash,
    /// two min-hashes, or a contact. Similar texts share a lock: the second writer waits, then sees the first
    /// comment.
    ///
    /// An author is an email in a network, since anybody can type the email: a stranger who does
    /// makes nobody wait.
    ///
    /// The text before an edit is locked, too: a writer who duplicates it meanwhile sees either it
    /// or the new text.
    fn lock_names(&self, context: &FactsContext) -> Vec<Vec<u8>> {
        let edited = context.edited.as_ref();
        let site = self.site.site_id;
        let name = |kind: &[u8], value: &[u8]| [kind, site.as_bytes().as_slice(), value].concat();

        let before = edited.map(|edited| &edited.before);
        let texts = [Some(&self.fingerprint), before].into_iter().flatten();
        let of_texts = texts.flat_map(|text| {
            let keys = lock_keys(&text.keys).map(|key| name(b"kin ", &key.to_be_bytes()));
            keys.chain([name(b"text ", &text.exact_hash.to_be_bytes())])
        });

        let contacts_before = edited.map_or(&[][..], |edited| &edited.contacts_before);
        let of_contacts = self
            .contacts
            .iter()
            .chain(contacts_before)
            .map(|contact| name(b"contact ", &contact.value_key));

        let networks = context.proof.networks();
        let of_author = networks
            .iter()
            .map(|network| name(b"author ", &[&*self.author_key, network].concat()));

        of_texts.chain(of_contacts).chain(of_author).collect()
    }
}

/// The site of the article, from memory if it was read before.
///
/// # Errors
/// `NotFound` for an unknown article.
pub async fn find_article_site_cached(app: &App, article: ArticleId) -> Result<ArticleSite> {
    if let Some(site) = app.cache.article_sites.find(article) {
        return Ok(site);
    }

    let site = find_article_site(&mut *app.database.primary.get().await?, article).await?;
    let site = site.ok_or(Refusal::NotFound(Noun::Article))?;
    app.cache.article_sites.remember(article, site.clone());

    Ok(site)
}

/// Reads all facts that need no stored text, in one round trip: whatever refuses the comment by them
/// comes before [`Gathered::compare`]. From here to the end of the transaction, similar texts wait.
///
/// # Errors
/// `NotFound` if the article was removed.
pub(super) async fn gather_facts(
    conn: &Connection,
    app: &App,
    comment: &FingerprintedComment,
    context: FactsContext,
) -> Result<Gathered> {
    let text = text(comment, &context);
    let locks = comment.lock_names(&context);

    let query = text.candidate_query();
    // The locks come first on the wire, so that the reads see what their last holders committed.
    let ((), candidates, posting) = try_join3(
        take_locks(conn, &locks),
        list_candidates(conn, &query),
        find_posting_context(conn, comment.article_key()),
    )
    .await?;
    let posting = posting.ok_or(Refusal::NotFound(Noun::Article))?;
    let is_known = is_known(conn, comment, &context, &posting.policy).await?;
    let accounts = match context.author_role {
        AuthorRole::Reader => list_accounts_cached(conn, app, posting.accounts_version).await?,
        // Staff may use each other's names.
        AuthorRole::Staff => Arc::default(),
    };

    Ok(Gathered {
        facts: Facts {
            author: AuthorFacts {
                role: context.author_role,
                is_known,
            },
            accounts,
            ..facts(comment.article, &context, posting)?
        },
        candidates,
        context,
    })
}

impl Gathered {
    /// Reads the texts of the candidates, and the uses of contacts. A failed read fails the request:
    /// no text passes unchecked.
    ///
    /// # Errors
    /// `Unavailable` without a database.
    pub(super) async fn compare(
        self,
        conn: &Connection,
        comment: &FingerprintedComment,
    ) -> Result<CommentFacts> {
        let Self {
            facts,
            candidates,
            context,
        } = self;

        let LookUpResult {
            earlier_comments,
            crowded,
            budgets_hit,
        } = compare_candidates(conn, text(comment, &context), &facts.policy, &candidates).await?;
        let contacts = contacts_to_look_up(comment, &context, &facts.policy)
            .look_up(conn)
            .await?;

        Ok(CommentFacts {
            facts: Facts {
                earlier_comments,
                contacts,
                ..facts
            },
            crowded,
            budgets_hit,
        })
    }
}

/// The active accounts at this version or a later one, from memory if they were read before.
async fn list_accounts_cached(
    conn: &Connection,
    app: &App,
    version: Option<i64>,
) -> Result<Arc<[AccountFacts]>> {
    if let Some(accounts) = app.cache.staff_names.find(version) {
        return Ok(accounts);
    }

    let rows = list_active_names(conn).await?;
    let accounts: Arc<[AccountFacts]> = rows.into_iter().map(account_facts).collect();
    app.cache.staff_names.remember(version, &accounts);

    Ok(accounts)
}

/// Whether the author is known. Only one mode asks for it.
async fn is_known(
    conn: &Connection,
    comment: &FingerprintedComment,
    context: &FactsContext,
    policy: &Policy,
) -> Result<bool> {
    if policy.mode != Mode::NewAuthors || context.author_role == AuthorRole::Staff {
        return Ok(false);
    }

    let author = AuthorQuery {
        site: comment.site.site_id,
        author_key: &comment.author_key,
        networks: context.proof.networks(),
        own_comment: context.proof.own_comment(),
        except: context.edited.as_ref().map(|edited| edited.comment),
    };
    is_known_author(conn, author).await
}

/// The text as it is looked up: an edited comment does not duplicate itself.
fn text<'a>(comment: &'a FingerprintedComment, context: &'a FactsContext) -> TextToLookUp<'a> {
    let among = context
        .edited
        .as_ref()
        .map_or(Among::All, |edited| Among::AllBut(edited.comment));

    TextToLookUp {
        site: comment.site.site_id,
        article: Some(comment.article),
        author_key: &comment.author_key,
        proof: &context.proof,
        fingerprint: &comment.fingerprint,
        at: context.now,
        among,
    }
}

fn contacts_to_look_up<'a>(
    comment: &'a FingerprintedComment,
    context: &FactsContext,
    policy: &Policy,
) -> ContactsToLookUp<'a> {
    ContactsToLookUp {
        site: comment.site.site_id,
        salt: &comment.site.salt,
        article: Some(comment.article),
        author_key: &comment.author_key,
        contacts: &comment.contacts,
        except: context.edited.as_ref().map(|edited| edited.comment),
        since: others_since(policy, context.now),
    }
}

/// The facts that need no look-up, as if the author were unknown and there were no accounts.
fn facts(article: ArticleId, context: &FactsContext, posting: PostingContext) -> Result<Facts> {
    Ok(Facts {
        now: context.now,
        policy_version: posting.policy_version,
        article: ArticleFacts {
            article_id: article,
            comments_open: posting.comments_open,
            published_at: posting.published_at,
        },
        author: AuthorFacts {
            role: context.author_role,
            is_known: false,
        },
        accounts: Arc::default(),
        parent_id: context.parent_id,
        parent: context.parent.as_ref().map(parent_facts).transpose()?,
        earlier_comments: Vec::new(),
        contacts: Vec::new(),
        policy: posting.policy,
    })
}

fn account_facts(row: NameRow) -> AccountFacts {
    AccountFacts {
        moderator_id: row.moderator_id,
        name: NameForm::of(&row.name),
        email: row.email,
    }
}

fn parent_facts(row: &ParentRow) -> Result<ParentFacts> {
    let depth =
        u32::try_from(row.depth).map_err(|fault| Error::internal("a stored depth", fault))?;

    Ok(ParentFacts {
        status: row.status,
        depth,
    })
}
