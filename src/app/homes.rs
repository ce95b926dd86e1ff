//! The sites of articles that were asked for lately. An article never changes its site.

use quick_cache::sync::Cache;

use crate::db::articles::Home;
use crate::domain::ids::ArticleId;

/// A hundred bytes each.
const ARTICLES: usize = 10_000;

/// The articles asked for lately. One that is remembered may have been deleted since.
pub struct Homes(Cache<ArticleId, Home>);

impl Default for Homes {
    fn default() -> Self {
        Self(Cache::new(ARTICLES))
    }
}

impl Homes {
    pub fn find(&self, article: ArticleId) -> Option<Home> {
        self.0.get(&article)
    }

    pub fn remember(&self, article: ArticleId, home: Home) {
        self.0.insert(article, home);
    }
}
