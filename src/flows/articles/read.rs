//! Reads articles for frontends: a page of them, one of them, or their counts of comments.

use crate::app::App;
use crate::app::page_key::{ArticleQuery, Counted};
use crate::db::articles::page::{
    ArticleFilter, ArticleRow, CountRow, find_article, list_articles, list_counts,
};
use crate::domain::ids::ArticleId;
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::web_url::WebUrl;
use crate::error::Result;
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

    let filter = ArticleFilter {
        site: find_site_of_list(&mut conn, query.site.as_deref()).await?,
        url: query.url.map(WebUrl::look_up),
        slug: query.slug,
    };
    let page = PageRequest {
        after: query.after,
        limit: query.limit,
    };

    let rows = list_articles(&mut conn, &filter, &page).await?;

    Ok(page.cut(rows, |article| article.article_id))
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

/// The numbers of approved comments of the articles, in the order of the articles' creation.
/// Unknown articles are left out.
pub(crate) async fn read_counts(app: &App, counted: Counted) -> Result<Vec<CountRow>> {
    let mut conn = app.public_reads().get().await?;

    let urls: Vec<String> = counted.addresses.into_iter().map(WebUrl::look_up).collect();

    list_counts(&mut conn, &counted.articles, &urls).await
}
