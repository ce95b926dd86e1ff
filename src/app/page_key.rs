//! The key of a public page: the request for it in its one canonical form.

use crate::db::threads::page::Window;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page_address::PageAddress;

/// Requests that are answered with the same bytes have equal keys, however they are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PageKey {
    Article(ArticleId),
    /// `depth` as it was asked for, since the cursors on the page carry it on.
    Thread {
        article: ArticleId,
        layout: Layout,
        depth: Option<u32>,
        window: Window,
    },
    /// The thread of an address, or of an article with what its page needs.
    PageThread {
        place: PagePlace,
        layout: Layout,
        window: Window,
    },
    /// A page of the thread at a place, as a page for people.
    ThreadDocument {
        place: PagePlace,
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

/// How a request names a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PagePlace {
    Article(ArticleId),
    Address {
        /// The site's name.
        site: Option<String>,
        address: PageAddress,
    },
}

/// A search for articles: those that meet every condition that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ArticleQuery {
    /// The site's name.
    pub site: Option<String>,
    pub address: Option<PageAddress>,
    pub slug: Option<String>,
    /// The last article of the page before.
    pub after: Option<ArticleId>,
    pub limit: i64,
}

/// The articles whose comments are counted: those with these ids and those at these URLs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Counted {
    pub articles: Vec<ArticleId>,
    /// As the client spelled them.
    pub urls: Vec<String>,
}

/// How a thread is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    Tree,
    Flat,
}

impl PageKey {
    /// The memory of the key in bytes.
    pub(crate) fn weight(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);

        let beside = match self {
            Self::Article(_) | Self::Thread { .. } | Self::Replies { .. } | Self::Comment(_) => 0,
            Self::PageThread { place, .. } | Self::ThreadDocument { place, .. } => match place {
                PagePlace::Article(_) => 0,
                PagePlace::Address { site, address } => text(site) + address.as_str().len(),
            },
            Self::Latest { site, .. } => text(site),
            Self::Articles(ArticleQuery {
                site,
                address,
                slug,
                ..
            }) => {
                let address = address.as_ref().map_or(0, |it| it.as_str().len());
                text(site) + address + text(slug)
            }
            Self::Counts(Counted { articles, urls }) => {
                let urls = urls.iter().map(|url| size_of::<String>() + url.len());
                articles.len() * size_of::<ArticleId>() + urls.sum::<usize>()
            }
        };

        size_of::<Self>() + beside
    }
}
