//! Counters that tell whether what a page shows has changed since it was read. Articles share a
//! fixed number of them.
//!
//! A reader of a page notes the generation before it reads. A change is one increment, so no list
//! of an article's pages is needed, and a page that was read before a change never counts as
//! current.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::event::Reach;
use crate::domain::ids::ArticleId;

/// Articles that share a slot lose their pages together, which costs no more than a read.
const SLOTS: usize = 65_536;

/// The counters of one process.
#[derive(Debug)]
pub struct Generations {
    articles: Box<[AtomicU64]>,
    /// Incremented with every change: for lists over many articles.
    all: AtomicU64,
}

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    Article(ArticleId),
    Articles(Vec<ArticleId>),
    Everything,
}

impl Default for Generations {
    fn default() -> Self {
        Self {
            articles: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            all: AtomicU64::new(0),
        }
    }
}

impl Generations {
    /// The present generation. A generation that has ended never returns.
    pub(crate) fn of(&self, scope: &Scope) -> u64 {
        match scope {
            Scope::Article(article) => self.slot(*article).load(Ordering::SeqCst),
            // Each only grows, so the sum stays if and only if all of them do.
            Scope::Articles(articles) => articles
                .iter()
                .map(|article| self.slot(*article).load(Ordering::SeqCst))
                .sum(),
            Scope::Everything => self.all.load(Ordering::SeqCst),
        }
    }

    /// Ends the generations that a change reaches.
    pub fn advance(&self, reach: Reach) {
        match reach {
            Reach::Nothing => return,
            Reach::Lists | Reach::Policies => {}
            Reach::Article(article) => {
                self.slot(article).fetch_add(1, Ordering::SeqCst);
            }
            Reach::Everything => {
                for slot in &self.articles {
                    slot.fetch_add(1, Ordering::SeqCst);
                }
            }
        }

        self.all.fetch_add(1, Ordering::SeqCst);
    }

    fn slot(&self, article: ArticleId) -> &AtomicU64 {
        let at = usize::from(tail(article));

        // There are as many slots as values of the tail.
        self.articles.get(at).unwrap_or(&self.all)
    }
}

/// The last bytes of a UUID are random, whatever its version.
fn tail(article: ArticleId) -> u16 {
    let [.., a, b] = *article.as_bytes();

    u16::from_be_bytes([a, b])
}
