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
    /// Incremented with every change of what is at an address.
    addresses: AtomicU64,
    /// Incremented with every change: for lists over many articles.
    all: AtomicU64,
}

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    Article(ArticleId),
    Articles(Vec<ArticleId>),
    /// The article that is at an address, if there is one.
    Address(Option<ArticleId>),
    Everything,
}

impl Default for Generations {
    fn default() -> Self {
        Self {
            articles: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            addresses: AtomicU64::new(0),
            all: AtomicU64::new(0),
        }
    }
}

impl Generations {
    /// The generation of all addresses, to be noted before the scope of a page is looked for.
    pub(crate) fn of_addresses(&self) -> u64 {
        self.addresses.load(Ordering::SeqCst)
    }

    /// The present generation. A generation that has ended never returns.
    pub(crate) fn of(&self, scope: &Scope) -> u64 {
        self.since(scope, self.of_addresses())
    }

    /// The generation of a scope that was found when that was the generation of all addresses.
    pub(crate) fn since(&self, scope: &Scope, addresses: u64) -> u64 {
        match scope {
            Scope::Article(article) => self.slot(*article).load(Ordering::SeqCst),
            // Each only grows, so the sum stays if and only if all of them do.
            Scope::Articles(articles) => articles
                .iter()
                .map(|article| self.slot(*article).load(Ordering::SeqCst))
                .sum(),
            // Another article may be at the address since it was looked for.
            Scope::Address(article) => {
                let slot = article.map(|it| self.slot(it).load(Ordering::SeqCst));
                addresses.wrapping_add(slot.unwrap_or_default())
            }
            Scope::Everything => self.all.load(Ordering::SeqCst),
        }
    }

    /// Ends the generations that a change reaches.
    pub fn advance(&self, reach: Reach) {
        match reach {
            Reach::Nothing => return,
            Reach::Lists | Reach::Policies => {
                self.addresses.fetch_add(1, Ordering::SeqCst);
            }
            Reach::Article(article) => {
                self.slot(article).fetch_add(1, Ordering::SeqCst);
            }
            Reach::ArticleAndAddresses(article) => {
                self.slot(article).fetch_add(1, Ordering::SeqCst);
                self.addresses.fetch_add(1, Ordering::SeqCst);
            }
            Reach::Everything => {
                self.addresses.fetch_add(1, Ordering::SeqCst);
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_address_that_changes_while_its_article_is_looked_for_ends_the_page() {
        let generations = Generations::default();
        let found = Scope::Address(Some(ArticleId(Uuid::from_u128(7))));

        let before = generations.of_addresses();
        generations.advance(Reach::Lists);
        let noted = generations.since(&found, before);

        assert_ne!(generations.of(&found), noted);
    }

    #[test]
    fn a_page_at_an_address_ends_with_its_article_and_with_any_address_only() {
        let generations = Generations::default();
        let (own, other) = (ArticleId(Uuid::from_u128(7)), ArticleId(Uuid::from_u128(8)));
        let scope = Scope::Address(Some(own));
        let ends = |reach: Reach| {
            let before = generations.of(&scope);
            generations.advance(reach);
            generations.of(&scope) != before
        };

        assert!(ends(Reach::Article(own)));
        assert!(ends(Reach::ArticleAndAddresses(other)));
        assert!(ends(Reach::Lists));
        assert!(ends(Reach::Policies));
        assert!(ends(Reach::Everything));
        assert!(!ends(Reach::Article(other)));
        assert!(!ends(Reach::Nothing));
    }
}
