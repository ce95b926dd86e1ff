//! A reader reads a page of a thread, of replies or of the latest comments, or one comment.

use crate::app::App;
use crate::app::generations::Scope;
use crate::db::comments::status_changes::find_article_of;
use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::Sort;
use crate::db::threads::comment::{ThreadCommentRow, find_visible_comment, list_ancestors};
use crate::db::threads::latest::list_latest;
use crate::db::threads::page::{Layout, ThreadHead, Window, list_page};
use crate::domain::budgets::Budget;
use crate::domain::comment_tree::{Branch, Row, assemble};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page::{CutPage, PageRequest, RowsEnd};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::sites::named::find_site_of_list;

/// A page of tops with their branches.
#[derive(Debug)]
pub(crate) struct TreePage {
    pub article: ArticleId,
    pub head: ThreadHead,
    pub tops: CutPage<Branch<ThreadCommentRow>, CommentId>,
}

/// A page of single comments.
#[derive(Debug)]
pub(crate) struct FlatPage {
    pub head: ThreadHead,
    pub comments: CutPage<ThreadCommentRow, CommentId>,
}

/// One comment with its ancestors, from the top down.
#[derive(Debug)]
pub(crate) struct CommentInThread {
    pub comment: ThreadCommentRow,
    pub ancestors: Vec<ThreadCommentRow>,
}

/// The rows of a page and its head.
struct Rows {
    head: ThreadHead,
    end: RowsEnd,
    comments: Vec<ThreadCommentRow>,
}

/// The top-level comments of an article with their branches.
///
/// # Errors
/// `NotFound` if there is no such article.
pub(crate) async fn read_tree(app: &App, article: ArticleId, window: Window) -> Result<TreePage> {
    let mut conn = app.public_reads().get().await?;
    let rows = read_rows(app, &mut conn, article, Layout::Tree, window).await?;

    Ok(tree(article, rows, window))
}

/// The direct replies to a visible comment, with their branches.
///
/// # Errors
/// `NotFound` if the comment is not visible.
pub(crate) async fn read_replies(
    app: &App,
    comment: CommentId,
    window: Window,
) -> Result<TreePage> {
    let mut conn = app.public_reads().get().await?;
    let parent = find_visible_comment(&mut conn, comment)
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;

    let article = parent.article_id;
    let rows = read_rows(app, &mut conn, article, Layout::Replies(comment), window).await?;

    Ok(tree(article, rows, window))
}

/// The approved comments of an article in one list.
///
/// # Errors
/// `NotFound` if there is no such article.
pub(crate) async fn read_flat(app: &App, article: ArticleId, window: Window) -> Result<FlatPage> {
    let mut conn = app.public_reads().get().await?;
    let Rows {
        head,
        end,
        comments,
    } = read_rows(app, &mut conn, article, Layout::Flat, window).await?;
    let comments = window
        .page
        .cut_at(end, comments, |comment| comment.comment_id);

    Ok(FlatPage { head, comments })
}

/// The latest approved comments of the site of that name, or of all sites.
///
/// # Errors
/// `NotFound` if there is no such site.
pub(crate) async fn read_latest(
    app: &App,
    site_name: Option<&str>,
    sort: Sort,
    page: PageRequest<CommentId>,
) -> Result<CutPage<ThreadCommentRow, CommentId>> {
    let mut conn = app.public_reads().get().await?;
    let site = find_site_of_list(&mut conn, site_name).await?;
    let rows = list_latest(&mut conn, site, sort, page).await?;
    let end = RowsEnd::of(rows.last().map(|row| row.has_next));
    note_end(app, end);

    let comments = rows.into_iter().map(|row| row.comment).collect();
    Ok(page.cut_at(end, comments, |comment: &ThreadCommentRow| {
        comment.comment_id
    }))
}

/// One approved comment.
///
/// # Errors
/// `NotFound` if the comment is not approved.
pub(crate) async fn read_comment(app: &App, comment: CommentId) -> Result<CommentInThread> {
    let mut conn = app.public_reads().get().await?;
    let shown = find_visible_comment(&mut conn, comment)
        .await?
        .filter(|shown| shown.status == Status::Approved)
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let ancestors = list_ancestors(&mut conn, &shown).await?;

    Ok(CommentInThread {
        comment: shown,
        ancestors,
    })
}

/// The scope of the kept pages about a comment: its article, which never changes.
///
/// # Errors
/// `NotFound` if there is no such comment.
pub(crate) async fn find_scope(app: &App, comment: CommentId) -> Result<Scope> {
    let mut conn = app.public_reads().get().await?;
    let article = find_article_of(&mut conn, comment)
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;

    Ok(Scope::Article(article))
}

/// Counts a page that ends early.
fn note_end(app: &App, end: RowsEnd) {
    if end == RowsEnd::Early {
        app.budgets.note(Budget::PageBytes);
    }
}

async fn read_rows(
    app: &App,
    conn: &mut Connection,
    article: ArticleId,
    layout: Layout,
    window: Window,
) -> Result<Rows> {
    let rows = list_page(conn, article, layout, window).await?;
    let end = RowsEnd::of(rows.last().map(|row| row.has_next));
    note_end(app, end);

    let head = rows.first().ok_or(Refusal::NotFound(Noun::Article))?.head;
    let comments = rows.into_iter().filter_map(|row| row.comment).collect();

    Ok(Rows {
        head,
        end,
        comments,
    })
}

fn tree(article: ArticleId, rows: Rows, window: Window) -> TreePage {
    let comments = rows
        .comments
        .into_iter()
        .map(|comment| Row {
            id: comment.comment_id,
            parent: comment.parent_id,
            replies: comment.reply_count,
            item: comment,
        })
        .collect();

    TreePage {
        article,
        head: rows.head,
        tops: window
            .page
            .cut_at(rows.end, assemble(comments), |top| top.id),
    }
}
