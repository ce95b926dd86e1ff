//! The present address of an article and its former ones, which keep answering.

use chrono::{DateTime, Utc};

use crate::domain::page_address::PageAddress;
use crate::domain::page_rules::PageRules;
use crate::domain::refusal::Refusal;

/// All addresses under which an article is found. No two of them name one page, unless the site's
/// rules have changed since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ArticleAddresses {
    pub present: Option<PageAddress>,
    pub aliases: Vec<Alias>,
}

/// A former address of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alias {
    pub address: PageAddress,
    pub moved_at: DateTime<Utc>,
}

const MAX_ALIASES: usize = 20;

impl ArticleAddresses {
    /// Makes `address` the present one. The former one becomes an alias, unless it names the same
    /// page; an alias that names the new page ends. No address ends all of them.
    pub(crate) fn move_to(
        &mut self,
        address: Option<PageAddress>,
        rules: &PageRules,
        now: DateTime<Utc>,
    ) {
        let Some(address) = address else {
            *self = Self::default();
            return;
        };
        if self.present.as_ref() == Some(&address) {
            return;
        }

        let former = self.present.replace(address.clone());
        self.aliases.extend(former.map(|address| Alias {
            address,
            moved_at: now,
        }));

        let key = address.key(rules);
        self.aliases.retain(|alias| alias.address.key(rules) != key);
    }

    /// # Errors
    /// `Invalid` if there are too many aliases.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if self.aliases.len() <= MAX_ALIASES {
            return Ok(());
        }

        let detail = format!(
            "An article keeps at most {MAX_ALIASES} former addresses. To forget them all, set its url \
             to null; then set the new one."
        );
        Err(Refusal::invalid("/url", "too_many_aliases", detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(path: &str) -> PageAddress {
        PageAddress::stored(format!("https://example.org/{path}"))
    }

    fn at(path: &str) -> ArticleAddresses {
        let mut addresses = ArticleAddresses::default();
        moved(&mut addresses, path);

        addresses
    }

    fn moved(addresses: &mut ArticleAddresses, path: &str) {
        addresses.move_to(
            Some(address(path)),
            &PageRules::default(),
            DateTime::UNIX_EPOCH,
        );
    }

    fn aliases(addresses: &ArticleAddresses) -> Vec<&str> {
        let paths = addresses
            .aliases
            .iter()
            .map(|alias| alias.address.as_str().strip_prefix("https://example.org/"));

        paths.flatten().collect()
    }

    #[test]
    fn each_former_address_of_a_chain_of_moves_stays() {
        let mut addresses = at("a");

        moved(&mut addresses, "b");
        moved(&mut addresses, "c");

        assert_eq!(addresses.present, Some(address("c")));
        assert_eq!(aliases(&addresses), ["a", "b"]);
    }

    #[test]
    fn moving_back_makes_the_alias_the_present_address_again() {
        let mut addresses = at("a");

        moved(&mut addresses, "b");
        moved(&mut addresses, "a");

        assert_eq!(addresses.present, Some(address("a")));
        assert_eq!(aliases(&addresses), ["b"]);
    }

    #[test]
    fn another_spelling_of_the_present_address_leaves_no_alias() {
        let mut addresses = at("a");

        moved(&mut addresses, "a/?utm_source=x");

        assert_eq!(addresses.present, Some(address("a/?utm_source=x")));
        assert_eq!(aliases(&addresses), Vec::<&str>::new());
    }

    #[test]
    fn an_article_without_an_address_has_no_former_ones() {
        let mut addresses = at("a");
        moved(&mut addresses, "b");

        addresses.move_to(None, &PageRules::default(), DateTime::UNIX_EPOCH);

        assert_eq!(addresses, ArticleAddresses::default());
    }

    #[test]
    fn twenty_aliases_are_kept_and_no_more() {
        let mut addresses = at("0");
        for path in 1..=20 {
            moved(&mut addresses, &path.to_string());
        }
        assert_eq!(addresses.check(), Ok(()));

        moved(&mut addresses, "21");

        assert!(addresses.check().is_err());
    }
}
