//! Finds a page of a search in bounded steps.
//!
//! 1. A short walk along the list, in its order, finds what is frequent and ends short lists.
//! 2. If the page is not full, the index of grams names the comments that may contain the text, one
//!    segment after the other (`search_segments.rs`), if these are not too many.
//! 3. Else a longer walk goes on, along the comments with the finding if one is asked for. Where it
//!    ends, the page ends, full or not, and its cursor continues there.

use std::collections::HashSet;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::Sort;
use crate::db::moderation::queue::{AuthorFilter, ModeratedRow, QueueFilter, list_moderated_page};
use crate::db::moderation::search::{
    AuthorKey, ExaminedRow, Length, List, Search, read_by_indexes, walk,
};
use crate::db::moderation::search_rows::{SearchTexts, find_walk, list_unfolded};
use crate::db::sites::site::list_sites;
use crate::domain::ids::CommentId;
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::pseudonym::author_key;
use crate::error::Result;
use crate::flows::moderation::search_segments::{Found, search_segments};
use crate::text::search_form::SEARCH_VERSION;
use crate::text::search_grams::Grams;

/// What one step found.
struct Step {
    /// In the order of the search.
    found: Vec<CommentId>,
    /// The last comment that was examined, if others follow it.
    end: Option<CommentId>,
}

/// A page of the comments that match. To be called in a transaction of its own.
pub(super) async fn search(
    conn: &mut Connection,
    filter: &QueueFilter,
    sort: Sort,
    page: PageRequest<CommentId>,
) -> Result<CutPage<ModeratedRow, CommentId>> {
    read_by_indexes(conn).await?;
    let search = Search {
        filter,
        sort,
        author_keys: author_keys(conn, filter).await?,
    };

    let Step { mut found, mut end } =
        step(conn, &search, list(&search), Length::Short, page.after).await?;
    let wanted = usize::try_from(page.rows()).unwrap_or_default();
    if let Some(last) = end
        && found.len() < wanted
    {
        let rest = search_beyond(conn, &search, last, wanted - found.len()).await?;
        found.extend(rest.found);
        end = rest.end;
    }

    let cut = page.cut(found, |comment| *comment);
    let rows = list_moderated_page(conn, &cut.items, sort).await?;
    let last = rows.last().filter(|row| row.has_next);
    let last_read = last.map(|row| row.comment.thread_comment.comment_id);

    Ok(CutPage {
        next: last_read.or(cut.next).or(end),
        items: rows.into_iter().map(|row| row.comment).collect(),
    })
}

/// Searches what follows the short walk.
async fn search_beyond(
    conn: &mut Connection,
    search: &Search<'_>,
    last: CommentId,
    wanted: usize,
) -> Result<Step> {
    let filter = search.filter;
    let is_complete = find_walk(conn).await?.search_version == SEARCH_VERSION;

    let grams = Grams::to_search(filter.text.as_ref(), filter.name_form());
    if is_complete
        && !grams.is_empty()
        && let Some(Found { found, end }) =
            search_segments(conn, search, &grams, last, wanted).await?
    {
        return Ok(Step { found, end });
    }

    // Texts without a row have to be read, so few at a time.
    let length = if is_complete {
        Length::Long
    } else {
        Length::Short
    };
    let list = if filter.finding.is_some() {
        List::WithFinding
    } else {
        list(search)
    };

    step(conn, search, list, length, Some(last)).await
}

const fn list(search: &Search<'_>) -> List {
    if search.author_keys.is_some() {
        List::OfAuthor
    } else {
        List::Queue
    }
}

/// Walks along a list, up to the end of the span that is searched.
async fn step(
    conn: &mut Connection,
    search: &Search<'_>,
    list: List,
    length: Length,
    after: Option<CommentId>,
) -> Result<Step> {
    let mut examined = walk(conn, search, list, length, after).await?;

    // A walk begins inside the span. So what it finds beyond the end is the rest of the walk.
    examined.retain(|row| search.filter.created.contains(row.comment_id));
    let end = examined
        .last()
        .filter(|row| row.place == length.comments())
        .map(|row| row.comment_id);

    Ok(Step {
        found: matching(conn, search.filter, &examined).await?,
        end,
    })
}

/// The comments that match, in their order. Those without a row are folded here.
async fn matching(
    conn: &mut Connection,
    filter: &QueueFilter,
    examined: &[ExaminedRow],
) -> Result<Vec<CommentId>> {
    let unknown: Vec<CommentId> = examined
        .iter()
        .filter(|row| row.matches.is_none())
        .map(|row| row.comment_id)
        .collect();
    let mut found = HashSet::new();
    if !unknown.is_empty() {
        for row in list_unfolded(conn, &unknown).await? {
            let texts = SearchTexts::of(&row.body, &row.author_name);
            if texts_match(&texts, filter) {
                found.insert(row.comment_id);
            }
        }
    }

    let mut matching: Vec<CommentId> = examined
        .iter()
        .filter(|row| {
            row.matches
                .unwrap_or_else(|| found.contains(&row.comment_id))
        })
        .map(|row| row.comment_id)
        .collect();
    // A comment stands beside itself in the list of findings if it has several of one code.
    matching.dedup();

    Ok(matching)
}

fn texts_match(texts: &SearchTexts, filter: &QueueFilter) -> bool {
    let has_text = filter
        .text
        .as_ref()
        .is_none_or(|text| texts.body.contains(text));
    let has_name = filter
        .name_form()
        .is_none_or(|name| texts.author.contains(name));

    has_text && has_name
}

/// The keys of the author with the email that is asked for, on the sites that are searched.
async fn author_keys(
    conn: &mut Connection,
    filter: &QueueFilter,
) -> Result<Option<Vec<AuthorKey>>> {
    let Some(AuthorFilter::Email(email)) = &filter.author else {
        return Ok(None);
    };

    let sites = list_sites(conn).await?;
    let searched = sites
        .iter()
        .filter(|site| filter.site.as_ref().is_none_or(|name| *name == site.name));
    let keys = searched.map(|site| AuthorKey {
        site: site.site_id,
        key: author_key(email, &site.salt),
    });

    Ok(Some(keys.collect()))
}
