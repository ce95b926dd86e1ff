//! Which stored comments does a text repeat? The same question as on submission, without storing
//! anything.

use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::db::articles::{find_destination, find_home};
use crate::db::connect::Connection;
use crate::db::fingerprints::Among;
use crate::db::queue::{ModeratedRow, list_moderated};
use crate::db::sites::find_site;
use crate::domain::comment::CommentBody;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::gather::{read_policy, text_salt};
use crate::flows::look_up::{Text, look_up};
use crate::moderation::facts::EarlierComment;
use crate::moderation::matches::{Match, find_matches};
use crate::text::diff::{Span, words};
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::Skeleton;

/// Where to look: texts match within one site only. Under an article its own comments count
/// whatever their age.
#[derive(Debug, Clone)]
pub enum Where {
    Article(ArticleId),
    /// By its name.
    Site(String),
}

/// A text to look for.
#[derive(Debug, Clone)]
pub struct Check {
    pub body: CommentBody,
    pub place: Where,
    /// How many matches at the most; the most similar ones.
    pub limit: usize,
}

/// A stored comment that the text repeats.
#[derive(Debug)]
pub struct Found {
    pub comment: ModeratedRow,
    pub matched: Match,
    pub age_seconds: i64,
    /// From that comment's text to this one.
    pub diff: Vec<Span>,
}

/// The text is nobody's.
const NOBODY: &[u8] = &[];

/// What the site knows and wants.
struct Terms {
    site: SiteId,
    article: Option<ArticleId>,
    salt: Vec<u8>,
    policy: Policy,
}

/// The most similar comments first, the oldest of equals before the others.
///
/// # Errors
/// `NotFound` for an article or a site that is not there.
pub async fn check_duplicates(app: &App, _: &Moderator, check: &Check) -> Result<Vec<Found>> {
    let skeleton = Skeleton::of(check.body.as_str());
    let mut conn = app.writes.get().await?;
    let terms = find_terms(&mut conn, &check.place).await?;
    let fingerprint = Fingerprint::of(&skeleton, &text_salt(&terms.salt)?);
    let text = Text {
        site: terms.site,
        article: terms.article.unwrap_or(ArticleId(Uuid::nil())),
        author_key: NOBODY,
        fingerprint: &fingerprint,
        at: app.clock.now(),
        among: Among::All,
    };
    let earlier = look_up(&conn, text, &terms.policy).await?.earlier;
    let best = best(&skeleton, &terms.policy, &earlier, check.limit);
    let ids: Vec<Uuid> = best.iter().map(|found| found.comment_id.0).collect();
    let rows = list_moderated(&mut conn, &ids).await?;
    drop(conn);
    let mut rows: HashMap<Uuid, ModeratedRow> = rows
        .into_iter()
        .map(|row| (row.place.comment_id, row))
        .collect();
    let found = |matched: Match| {
        let comment = rows.remove(&matched.comment_id.0)?;
        let diff = words(&comment.place.body, check.body.as_str());
        let age_seconds = (app.clock.now() - matched.created_at).num_seconds();
        Some(Found {
            comment,
            matched,
            age_seconds,
            diff,
        })
    };
    Ok(best.into_iter().filter_map(found).collect())
}

fn best(
    skeleton: &Skeleton,
    policy: &Policy,
    earlier: &[EarlierComment],
    limit: usize,
) -> Vec<Match> {
    let mut found = find_matches(skeleton, policy, earlier);
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    found.truncate(limit);
    found
}

async fn find_terms(conn: &mut Connection, place: &Where) -> Result<Terms> {
    let (site, article, salt, policy) = match place {
        Where::Article(article) => {
            let home = find_home(conn, *article)
                .await?
                .ok_or(Refusal::NotFound(Noun::Article))?;
            let place = (SiteId(home.site_id), *article);
            let found = find_destination(conn, place, NOBODY, None).await?;
            let found = found.ok_or(Refusal::NotFound(Noun::Article))?;
            (home.site_id, Some(*article), home.salt, found.policy)
        }
        Where::Site(name) => {
            let found = find_site(conn, name)
                .await?
                .ok_or(Refusal::NotFound(Noun::Site))?;
            (found.site_id, None, found.salt, found.policy)
        }
    };
    Ok(Terms {
        site: SiteId(site),
        article,
        salt,
        policy: read_policy(&policy)?,
    })
}
