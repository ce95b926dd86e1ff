//! A frontend fetches a thread: a page of the tree, of the flat list, of replies, or the latest
//! comments.

use crate::app::App;
use crate::app::generations::Scope;
use crate::db::connect::Connection;
use crate::db::places::find_article_of;
use crate::db::sites::find_site;
use crate::db::thread_page::{
    Layout, PlaceRow, ThreadHead, Window, find_place, list_ancestors, list_latest, list_page,
};
use crate::domain::comment_tree::{Branch, Row, assemble};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;

/// A page of branches. `next`: the position of the last top, when more follow.
#[derive(Debug)]
pub struct TreePage {
    pub article: ArticleId,
    pub head: ThreadHead,
    pub tops: Vec<Branch<PlaceRow>>,
    pub next: Option<CommentId>,
}

/// A page of single comments.
#[derive(Debug)]
pub struct FlatPage<H> {
    pub head: H,
    pub places: Vec<PlaceRow>,
    pub next: Option<CommentId>,
}

/// The tops of an article with their branches.
///
/// # Errors
/// `NotFound` for an article that is not there.
pub async fn read_tree(app: &App, article: ArticleId, window: Window) -> Result<TreePage> {
    let mut conn = app.public_reads().get().await?;
    let (head, rows) = read_page(&mut conn, article, (Layout::Tree, window)).await?;
    let (tops, next) = branches(rows, window.limit);
    Ok(TreePage {
        article,
        head,
        tops,
        next,
    })
}

/// The direct replies of a comment whose place is shown, with theirs.
///
/// # Errors
/// `NotFound` for a comment that is not shown.
pub async fn read_replies(app: &App, comment: CommentId, window: Window) -> Result<TreePage> {
    let mut conn = app.public_reads().get().await?;
    let parent = find_place(&mut conn, comment)
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let article = ArticleId(parent.article_id);
    let (head, rows) = read_page(&mut conn, article, (Layout::Replies(comment), window)).await?;
    let (tops, next) = branches(rows, window.limit);
    Ok(TreePage {
        article,
        head,
        tops,
        next,
    })
}

/// The approved comments of an article, one after the other.
///
/// # Errors
/// `NotFound` for an article that is not there.
pub async fn read_flat(
    app: &App,
    article: ArticleId,
    window: Window,
) -> Result<FlatPage<ThreadHead>> {
    let mut conn = app.public_reads().get().await?;
    let (head, mut places) = read_page(&mut conn, article, (Layout::Flat, window)).await?;
    let next = cut_page(&mut places, window.limit);
    Ok(FlatPage { head, places, next })
}

async fn read_page(
    conn: &mut Connection,
    article: ArticleId,
    (layout, window): (Layout, Window),
) -> Result<(ThreadHead, Vec<PlaceRow>)> {
    let rows = list_page(conn, article, layout, one_more(window)).await?;
    let head = rows.first().ok_or(Refusal::NotFound(Noun::Article))?.head;
    Ok((head, rows.into_iter().filter_map(|row| row.place).collect()))
}

/// The latest approved comments of the site of that name, or of all sites.
///
/// # Errors
/// `NotFound` for a site that is not there.
pub async fn read_latest(app: &App, site: Option<&str>, window: Window) -> Result<FlatPage<()>> {
    let mut conn = app.public_reads().get().await?;
    let site = match site {
        Some(name) => Some(
            find_site(&mut conn, name)
                .await?
                .ok_or(Refusal::NotFound(Noun::Site))?,
        ),
        None => None,
    };
    let site = site.map(|site| SiteId(site.site_id));
    let mut places = list_latest(&mut conn, site, one_more(window)).await?;
    let next = cut_page(&mut places, window.limit);
    Ok(FlatPage {
        head: (),
        places,
        next,
    })
}

/// One comment with the places above it.
#[derive(Debug)]
pub struct Permalink {
    pub place: PlaceRow,
    pub ancestors: Vec<PlaceRow>,
}

/// # Errors
/// `NotFound` for a comment that is not approved.
pub async fn read_comment(app: &App, comment: CommentId) -> Result<Permalink> {
    let mut conn = app.public_reads().get().await?;
    let place = find_place(&mut conn, comment)
        .await?
        .filter(|place| place.status == "approved");
    let place = place.ok_or(Refusal::NotFound(Noun::Comment))?;
    let ancestors = list_ancestors(&mut conn, &place).await?;
    Ok(Permalink { place, ancestors })
}

/// What the pages about a comment are about: its article, which never changes.
///
/// # Errors
/// `NotFound` for a comment that is not there.
pub async fn find_scope(app: &App, comment: CommentId) -> Result<Scope> {
    let article = find_article_of(&mut *app.public_reads().get().await?, comment).await?;
    Ok(Scope::Article(
        article.ok_or(Refusal::NotFound(Noun::Comment))?,
    ))
}

/// One top more than asked for tells whether another page follows.
const fn one_more(window: Window) -> Window {
    Window {
        limit: window.limit + 1,
        ..window
    }
}

fn branches(rows: Vec<PlaceRow>, limit: i64) -> (Vec<Branch<PlaceRow>>, Option<CommentId>) {
    let rows = rows
        .into_iter()
        .map(|place| Row {
            id: CommentId(place.comment_id),
            parent: place.parent_id.map(CommentId),
            replies: place.reply_count,
            item: place,
        })
        .collect();
    let mut tops = assemble(rows);
    let more = truncate(&mut tops, limit);
    let next = tops.last().map(|top| top.id).filter(|_| more);
    (tops, next)
}

fn cut_page(places: &mut Vec<PlaceRow>, limit: i64) -> Option<CommentId> {
    let more = truncate(places, limit);
    places
        .last()
        .map(|place| CommentId(place.comment_id))
        .filter(|_| more)
}

/// Drops what exceeds `limit`; whether there was anything to drop.
fn truncate<T>(items: &mut Vec<T>, limit: i64) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    more
}
