//! A frontend looks for articles, for one of them, or for how many comments each has.

use crate::app::App;
use crate::app::page_key::{ArticleQuery, Counted};
use crate::db::article_page::{
    ArticleFilter, ArticleRow, CountRow, find_article, list_articles, list_counts,
};
use crate::db::sites::find_site;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::web_url::WebUrl;
use crate::error::Result;

/// Articles, the newest first. `next`: the last one, when more follow.
#[derive(Debug)]
pub struct ArticlePage {
    pub articles: Vec<ArticleRow>,
    pub next: Option<ArticleId>,
}

/// A page of articles.
///
/// # Errors
/// `NotFound` for a site that is not there.
pub async fn read_articles(app: &App, query: ArticleQuery) -> Result<ArticlePage> {
    let mut conn = app.public_reads().get().await?;
    let site = match &query.site {
        Some(name) => Some(
            find_site(&mut conn, name)
                .await?
                .ok_or(Refusal::NotFound(Noun::Site))?,
        ),
        None => None,
    };
    let filter = ArticleFilter {
        site: site.map(|site| SiteId(site.site_id)),
        url: query.url.map(WebUrl::look_up),
        slug: query.slug,
    };
    // One more than asked for tells whether another page follows.
    let mut articles = list_articles(&mut conn, &filter, query.after, query.limit + 1).await?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = articles.len() > limit;
    articles.truncate(limit);
    let next = articles
        .last()
        .map(|article| ArticleId(article.article_id))
        .filter(|_| more);
    Ok(ArticlePage { articles, next })
}

/// One article.
///
/// # Errors
/// `NotFound`.
pub async fn read_article(app: &App, article: ArticleId) -> Result<ArticleRow> {
    let mut conn = app.public_reads().get().await?;
    Ok(find_article(&mut conn, article)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?)
}

/// The approved comments of each article that is there, in the order of the articles' creation.
/// What is not there is left out.
pub async fn read_counts(app: &App, counted: Counted) -> Result<Vec<CountRow>> {
    let mut conn = app.public_reads().get().await?;
    let urls: Vec<String> = counted.addresses.into_iter().map(WebUrl::look_up).collect();
    list_counts(&mut conn, &counted.articles, &urls).await
}
