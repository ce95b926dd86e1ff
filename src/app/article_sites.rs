//! To which site does an article belong? Remembered for those that were asked for lately, since it
//! never changes.

use quick_cache::sync::Cache;

use crate::db::articles::rows::ArticleSite;
use crate::domain::ids::ArticleId;

/// A hundred bytes each.
const ARTICLES: usize = 10_000;

/// What is known of articles. That one is remembered does not say that it is still there.
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

    pub fn remember(&self, article: ArticleId, home: ArticleSite) {
        self.0.insert(article, home);
    }
}
