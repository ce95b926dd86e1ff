//! Finds the site of a page and the article that is about it.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::page_key::PagePlace;
use crate::db::articles::posting_context::{CommentTerms, find_comment_terms};
use crate::db::connection::connect::Connection;
use crate::db::sites::site::{SiteRow, find_site_by_id, list_sites_of_origins};
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::page_address::PageAddress;
use crate::domain::policy::{Policy, Registration};
use crate::domain::refusal::{Noun, PageFault, Refusal};
use crate::error::{Error, Result};
use crate::flows::articles::find::find_articles;
use crate::flows::sites::named::find_site_of_list;

/// A page: its site, and its article if there is one.
#[derive(Debug, Clone)]
pub(crate) struct FoundPage {
    pub site: SiteRow,
    pub article: Option<ArticleId>,
    /// Whether a reader may comment, until `closes_at`.
    pub comments_open: bool,
    pub closes_at: Option<DateTime<Utc>>,
}

/// The page at this place. Of several sites with the page, one that lists its origin is preferred,
/// then the oldest.
///
/// # Errors
/// `NotFound` for an unknown site or article; `PageNotAllowed` for an address without an article
/// whose origin no site lists.
pub(crate) async fn find_page(app: &App, place: &PagePlace) -> Result<FoundPage> {
    let mut conn = app.public_reads().get().await?;

    match place {
        PagePlace::Article(article) => of_article(&mut conn, *article).await,
        PagePlace::Address { site, address } => {
            at_address(&mut conn, site.as_deref(), address).await
        }
    }
}

/// The page at an address, on the site of that name or on any site.
pub(super) async fn at_address(
    conn: &mut Connection,
    site_name: Option<&str>,
    address: &PageAddress,
) -> Result<FoundPage> {
    let site = find_site_of_list(conn, site_name).await?;
    let mut listing = list_sites_of_origins(conn, &address.origins()).await?;
    listing.retain(|it| site.is_none_or(|site| it.site_id == site));

    let mut found = find_articles(conn, site, std::slice::from_ref(address)).await?;
    let rank = |site: SiteId| listing.iter().position(|it| it.site_id == site);
    found.sort_by_key(|it| rank(it.site).unwrap_or(usize::MAX));

    match (found.first(), listing.into_iter().next()) {
        (Some(found), _) => of_article(conn, found.article).await,
        (None, Some(site)) => Ok(FoundPage {
            comments_open: site.policy.registration == Registration::ListedOrigins,
            closes_at: None,
            article: None,
            site,
        }),
        (None, None) => Err(Refusal::PageNotAllowed(PageFault::OriginNotListed).into()),
    }
}

async fn of_article(conn: &mut Connection, article: ArticleId) -> Result<FoundPage> {
    let terms = find_comment_terms(conn, article).await?;
    let terms = terms.ok_or(Refusal::NotFound(Noun::Article))?;
    let site = find_site_by_id(conn, terms.site_id).await?;
    let site = site.ok_or_else(|| Error::internal("the site of an article", "it is not there"))?;

    Ok(FoundPage {
        article: Some(article),
        comments_open: terms.comments_open,
        closes_at: closes_at(&terms, &site.policy),
        site,
    })
}

fn closes_at(terms: &CommentTerms, policy: &Policy) -> Option<DateTime<Utc>> {
    policy
        .closes_at(terms.published_at)
        .filter(|_| terms.comments_open)
}
