//! Finds the stored comments that a text duplicates or shares contacts with, without storing the
//! text.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::db::articles::posting_context::{find_article_site, find_posting_context};
use crate::db::connection::connect::Connection;
use crate::db::duplicates::candidates::Among;
use crate::db::moderation::queue::{ModeratedRow, list_moderated};
use crate::db::threads::comment::list_comment_sizes;
use crate::domain::budgets::{Budget, PAGE_BYTES};
use crate::domain::comment::CommentBody;
use crate::domain::contact::keyed_contacts;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::domain::policy::Policy;
use crate::domain::proof::Proof;
use crate::domain::pseudonym::SiteSalt;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::domain::room::Room;
use crate::error::Result;
use crate::flows::blocking::{compute, compute_on};
use crate::flows::duplicates::look_up::{LookUpResult, TextToLookUp, look_up};
use crate::flows::moderation::compare_texts::{diff_budget, note_differences};
use crate::flows::moderation::contact_uses::{ContactsToLookUp, others_since};
use crate::flows::sites::named::find_named_site;
use crate::moderation::facts::{EarlierComment, SharedContact};
use crate::moderation::matches::{Match, find_matches};
use crate::text::diff::{DiffBudget, Span, words};
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::Skeleton;

/// The comments among which a text is checked. They are of one site.
#[derive(Debug, Clone)]
pub(crate) enum CheckScope {
    /// The site of an article. Comments under the article count at any age.
    Article(ArticleId),
    /// A site, by its name.
    Site(String),
}

/// A text to check.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub body: CommentBody,
    pub scope: CheckScope,
    /// The highest number of matches to return.
    pub limit: usize,
}

/// A stored comment that the text duplicates.
#[derive(Debug)]
pub(crate) struct FoundMatch {
    pub comment: ModeratedRow,
    pub matched: Match,
    pub age_seconds: i64,
    /// The differences from the comment's text to the checked one, word by word.
    pub diff: Vec<Span>,
}

/// What a check finds.
#[derive(Debug)]
pub(crate) struct CheckResult {
    /// The most similar first, and the older of two equally similar ones first.
    pub matches: Vec<FoundMatch>,
    pub contacts: Vec<SharedContact>,
}

/// The author key of a text without an author. No comment has it.
const NO_AUTHOR: &[u8] = &[];

/// The site in whose comments a text is looked up.
struct CheckedSite {
    site: SiteId,
    article: Option<ArticleId>,
    salt: SiteSalt,
    policy: Policy,
}

/// The comments that a text duplicates, and its contacts with their uses in other comments.
///
/// # Errors
/// `NotFound` for an unknown article or site.
pub(crate) async fn check_duplicates(
    app: &App,
    _: &Moderator,
    check: &Check,
) -> Result<CheckResult> {
    let body = check.body.clone();
    let skeleton = compute_on(body.size(), move || Skeleton::of(body.as_str())).await?;
    let mut conn = app.database.primary.get().await?;
    let site = find_checked_site(&mut conn, &check.scope).await?;

    let fingerprint = Fingerprint::of(&skeleton, &site.salt.of_fingerprints());
    let proof = Proof::NONE;
    let text = TextToLookUp {
        site: site.site,
        article: site.article,
        author_key: NO_AUTHOR,
        proof: &proof,
        fingerprint: &fingerprint,
        at: app.clock.now(),
        among: Among::All,
    };
    let LookUpResult {
        earlier_comments,
        budgets_hit,
        ..
    } = look_up(&conn, text, &site.policy).await?;
    budgets_hit.iter().for_each(|&hit| app.budgets.note(hit));

    let contacts = look_up_contacts(&conn, check, &site, text.at).await?;
    let limit = check.limit;
    let best = compute(move || best_matches(&skeleton, &site, &earlier_comments, limit)).await?;

    let ids = first_that_fit(app, &mut conn, &best).await?;
    let rows = list_moderated(&mut conn, &ids).await?;

    // Comparing words takes longer than the reads. Other requests use the connection meanwhile.
    drop(conn);

    let (body, now) = (check.body.clone(), text.at);
    let budgets = Arc::clone(&app.budgets);
    let described = move || {
        let mut budget = diff_budget();
        let described = describe_matches(&body, best, rows, now, &mut budget);
        note_differences(&budgets, &budget);

        described
    };

    Ok(CheckResult {
        matches: compute(described).await?,
        contacts,
    })
}

/// The comments of the first matches: no more than a page has room for are read.
async fn first_that_fit(
    app: &App,
    conn: &mut Connection,
    matches: &[Match],
) -> Result<Vec<CommentId>> {
    let mut ids: Vec<CommentId> = matches.iter().map(|found| found.comment_id).collect();
    let sizes: HashMap<CommentId, i64> = list_comment_sizes(conn, &ids)
        .await?
        .into_iter()
        .map(|size| (size.comment_id, size.bytes))
        .collect();

    let mut bytes = 0;
    let count = ids.iter().take_while(|id| {
        bytes += sizes.get(id).copied().unwrap_or_default();
        bytes <= PAGE_BYTES
    });
    let count = count.count();
    if count < ids.len() {
        app.budgets.note(Budget::PageBytes);
        ids.truncate(count);
    }

    Ok(ids)
}

async fn look_up_contacts(
    conn: &Connection,
    check: &Check,
    site: &CheckedSite,
    now: DateTime<Utc>,
) -> Result<Vec<SharedContact>> {
    let contacts = keyed_contacts(check.body.as_str(), &site.salt);

    let look_up = ContactsToLookUp {
        site: site.site,
        salt: &site.salt,
        article: site.article,
        author_key: NO_AUTHOR,
        contacts: &contacts,
        except: None,
        since: others_since(&site.policy, now),
    };
    look_up.look_up(conn).await
}

/// The matches with their comments, but for comments that were deleted meanwhile.
fn describe_matches(
    body: &CommentBody,
    matches: Vec<Match>,
    comments: Vec<ModeratedRow>,
    now: DateTime<Utc>,
    budget: &mut DiffBudget,
) -> Vec<FoundMatch> {
    let mut comments: HashMap<CommentId, ModeratedRow> = comments
        .into_iter()
        .map(|comment| (comment.thread_comment.comment_id, comment))
        .collect();

    let mut room = Room::new();
    let found = |matched: Match| {
        let comment = comments.remove(&matched.comment_id)?;
        let texts = comment.texts();
        if !room.take(&texts) || !room.take(&[&comment.thread_comment.body, body.as_str()]) {
            return None;
        }

        Some(FoundMatch {
            age_seconds: (now - matched.created_at).num_seconds(),
            diff: words(&comment.thread_comment.body, body.as_str(), budget),
            comment,
            matched,
        })
    };

    matches.into_iter().filter_map(found).collect()
}

fn best_matches(
    skeleton: &Skeleton,
    site: &CheckedSite,
    earlier_comments: &[EarlierComment],
    limit: usize,
) -> Vec<Match> {
    let mut found = find_matches(skeleton, &site.policy, site.article, earlier_comments);

    // The sort is stable, so the older of two equally similar comments stays first.
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    found.truncate(limit);

    found
}

async fn find_checked_site(conn: &mut Connection, scope: &CheckScope) -> Result<CheckedSite> {
    match scope {
        CheckScope::Article(article) => find_site_of_article(conn, *article).await,
        CheckScope::Site(name) => {
            let site = find_named_site(conn, name).await?;

            Ok(CheckedSite {
                site: site.site_id,
                article: None,
                salt: site.salt,
                policy: site.policy,
            })
        }
    }
}

async fn find_site_of_article(conn: &mut Connection, article: ArticleId) -> Result<CheckedSite> {
    let site = find_article_site(conn, article)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?;
    let key = ArticleKey {
        site: site.site_id,
        article,
    };
    let context = find_posting_context(conn, key)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?;

    Ok(CheckedSite {
        site: site.site_id,
        article: Some(article),
        salt: site.salt,
        policy: context.policy,
    })
}
