//! Reads articles for frontends: a page of them, one of them, or their counts of comments.

use crate::app::App;
use crate::app::page_key::{ArticleQuery, Counted};
use crate::db::articles::page::{
    ArticleFilter, ArticleRow, CountRow, find_article, list_articles, list_counts,
};
use crate::domain::budgets::Budget;
use crate::domain::ids::ArticleId;
use crate::domain::page::{CutPage, PageRequest, RowsEnd};
use crate::domain::page_address::PageAddress;
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;
use crate::flows::articles::find::find_articles;
use crate::flows::sites::named::find_site_of_list;

/// A page of articles, the newest first.
///
/// # Errors
/// `NotFound` for an unknown site.
pub(crate) async fn read_articles(
    app: &App,
    query: ArticleQuery,
) -> Result<CutPage<ArticleRow, ArticleId>> {
    let mut conn = app.public_reads().get().await?;

    let site = find_site_of_list(&mut conn, query.site.as_deref()).await?;
    let articles = match query.address {
        Some(address) => {
            let found = find_articles(&mut conn, site, &[address]).await?;
            Some(found.into_iter().map(|it| it.article).collect())
        }
        None => None,
    };
    let filter = ArticleFilter {
        site,
        articles,
        slug: query.slug,
    };
    let page = PageRequest {
        after: query.after,
        limit: query.limit,
    };

    let rows = list_articles(&mut conn, &filter, &page).await?;
    let end = RowsEnd::of(rows.last().map(|row| row.has_next));
    if end == RowsEnd::Early {
        app.budgets.note(Budget::PageBytes);
    }
    let rows = rows.into_iter().map(|row| row.article).collect();

    Ok(page.cut_at(end, rows, |article: &ArticleRow| article.article_id))
}

/// One article.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn read_article(app: &App, article: ArticleId) -> Result<ArticleRow> {
    let mut conn = app.public_reads().get().await?;

    Ok(find_article(&mut conn, article)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?)
}

/// The number of approved comments of one article.
#[derive(Debug, Clone)]
pub(crate) struct ArticleCount {
    pub row: CountRow,
    /// The addresses by which the request named the article, as it spelled them.
    pub requested_urls: Vec<String>,
}

/// The numbers of approved comments of the articles, in the order of the articles' creation.
/// Unknown articles are left out.
pub(crate) async fn read_counts(app: &App, counted: Counted) -> Result<Vec<ArticleCount>> {
    let mut conn = app.public_reads().get().await?;

    let asked = counted.urls.iter().cloned().map(PageAddress::asked);
    let found = find_articles(&mut conn, None, &asked.collect::<Vec<_>>()).await?;

    let mut articles = counted.articles;
    articles.extend(found.iter().map(|it| it.article));
    let rows = list_counts(&mut conn, &articles).await?;

    let urls_of = |article: ArticleId| {
        let of_article = found.iter().filter(|it| it.article == article);
        let urls = of_article.filter_map(|it| counted.urls.get(it.asked).cloned());
        urls.collect()
    };

    Ok(rows
        .into_iter()
        .map(|row| ArticleCount {
            requested_urls: urls_of(row.article_id),
            row,
        })
        .collect())
}
