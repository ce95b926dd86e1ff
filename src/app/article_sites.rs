//! The sites of articles that were asked for lately. An article never changes its site.

use quick_cache::sync::Cache;

use crate::db::articles::posting_context::ArticleSite;
use crate::domain::ids::ArticleId;

/// The number of remembered articles. Each takes about a hundred bytes.
const ARTICLES: usize = 10_000;

/// The articles asked for lately. One that is remembered may have been deleted since.
pub struct ArticleSites(Cache<ArticleId, ArticleSite>);

impl Default for ArticleSites {
    fn default() -> Self {
        Self(Cache::new(ARTICLES))
    }
}

impl ArticleSites {
    pub fn find(&self, article: ArticleId) -> Option<ArticleSite> {
        self.0.get(&article)
    }

    pub(crate) fn remember(&self, article: ArticleId, home: ArticleSite) {
        self.0.insert(article, home);
    }
}
