//! Which public page is asked for? The request in its one canonical form.

use crate::db::threads::page::Window;
use crate::domain::ids::{ArticleId, CommentId};

/// Equal for requests that get the same bytes, however they are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PageKey {
    Article(ArticleId),
    /// `depth` as it was asked for: the cursors on the page go on with it.
    Thread {
        article: ArticleId,
        layout: Layout,
        depth: Option<u32>,
        window: Window,
    },
    Replies {
        comment: CommentId,
        window: Window,
    },
    Comment(CommentId),
    Latest {
        site: Option<String>,
        window: Window,
    },
    Articles(ArticleQuery),
    Counts(Counted),
}

/// Which articles are asked for: those that meet all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ArticleQuery {
    /// The site's name.
    pub site: Option<String>,
    pub url: Option<String>,
    pub slug: Option<String>,
    /// The last article of the page before.
    pub after: Option<ArticleId>,
    pub limit: i64,
}

/// Whose comments are counted: those of these articles and of the articles at these addresses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Counted {
    pub articles: Vec<ArticleId>,
    pub addresses: Vec<String>,
}

/// How a thread is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    Tree,
    Flat,
}

impl PageKey {
    /// The bytes that it takes.
    pub fn weight(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let beside = match self {
            Self::Article(_) | Self::Thread { .. } | Self::Replies { .. } | Self::Comment(_) => 0,
            Self::Latest { site, .. } => text(site),
            Self::Articles(ArticleQuery {
                site, url, slug, ..
            }) => text(site) + text(url) + text(slug),
            Self::Counts(Counted {
                articles,
                addresses,
            }) => {
                let addresses = addresses
                    .iter()
                    .map(|address| size_of::<String>() + address.len());
                articles.len() * size_of::<ArticleId>() + addresses.sum::<usize>()
            }
        };
        size_of::<Self>() + beside
    }
}
