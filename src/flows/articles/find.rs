//! Finds the articles at addresses.

use crate::db::articles::addresses::{KnownAddressRow, list_known_addresses, list_page_rules};
use crate::db::connection::connect::Connection;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::page_address::{AddressKey, PageAddress};
use crate::domain::page_rules::PageRules;
use crate::error::Result;

/// The article of a site at one of the addresses that a client asked for.
pub(in crate::flows) struct FoundArticle {
    pub site: SiteId,
    pub article: ArticleId,
    /// The position of the address in the request.
    pub asked: usize,
}

/// How well an address fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The present address of the article, as it is stored.
    Spelling,
    Present,
    Alias,
    /// Only under the rules of a former policy.
    Former,
}

/// Addresses that are asked for, with their keys under all rules of the sites in question.
pub(super) struct Search<'a> {
    asked: &'a [PageAddress],
    rules: Vec<PageRules>,
    /// For each address its keys, in the order of the rules.
    keys: Vec<Vec<Option<AddressKey>>>,
}

/// A stored address, with its keys under the rules of its site.
pub(super) struct KnownAddress {
    pub row: KnownAddressRow,
    present: Option<KeyUnderRules>,
    former: Vec<KeyUnderRules>,
}

struct KeyUnderRules {
    /// The position of the rules in the search.
    rules: usize,
    key: AddressKey,
}

/// The articles at these addresses, at most one of each site for each of them. If several articles
/// of a site fit equally well, the oldest one answers.
pub(in crate::flows) async fn find_articles(
    conn: &mut Connection,
    site: Option<SiteId>,
    asked: &[PageAddress],
) -> Result<Vec<FoundArticle>> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }

    let search = Search::new(asked, list_page_rules(conn, site).await?);
    let mut known = search.run(conn).await?;
    known.retain(|it| site.is_none_or(|site| it.row.site_id == site));

    let positions = 0..asked.len();
    Ok(positions
        .flat_map(|position| search.choose(position, &known))
        .collect())
}

impl<'a> Search<'a> {
    pub(super) fn new(asked: &'a [PageAddress], rules: Vec<PageRules>) -> Self {
        let keys_of = |address: &PageAddress| rules.iter().map(|it| address.key(it)).collect();
        let keys = asked.iter().map(keys_of).collect();

        Self { asked, rules, keys }
    }

    /// All stored addresses that may fit one of those that are asked for.
    pub(super) async fn run(&self, conn: &mut Connection) -> Result<Vec<KnownAddress>> {
        let mut keys: Vec<AddressKey> = self.keys.iter().flatten().flatten().copied().collect();
        keys.sort_unstable();
        keys.dedup();
        let spellings: Vec<&str> = self.asked.iter().map(PageAddress::as_str).collect();

        let rows = list_known_addresses(conn, &keys, &spellings).await?;

        Ok(rows.into_iter().map(|row| self.known(row)).collect())
    }

    fn known(&self, row: KnownAddressRow) -> KnownAddress {
        let address = PageAddress::stored(row.url.clone());
        let key_under = |rules: &PageRules| {
            Some(KeyUnderRules {
                rules: self.rules.iter().position(|it| it == rules)?,
                key: address.key(rules)?,
            })
        };

        KnownAddress {
            present: key_under(&row.pages),
            former: row
                .former_page_rules
                .0
                .iter()
                .filter_map(key_under)
                .collect(),
            row,
        }
    }

    /// How well a stored address fits the address at this position; `None` if it does not.
    pub(super) fn fit(&self, position: usize, known: &KnownAddress) -> Option<Fit> {
        let keys = self.keys.get(position)?;
        let asked = self.asked.get(position)?;
        let is_same = |it: &KeyUnderRules| keys.get(it.rules) == Some(&Some(it.key));

        if asked.as_str() == known.row.url && !known.row.is_alias {
            Some(Fit::Spelling)
        } else if known.present.as_ref().is_some_and(is_same) {
            Some(if known.row.is_alias {
                Fit::Alias
            } else {
                Fit::Present
            })
        } else if known.former.iter().any(is_same) {
            Some(Fit::Former)
        } else {
            None
        }
    }

    /// The article of each site whose address fits best.
    fn choose(&self, position: usize, known: &[KnownAddress]) -> Vec<FoundArticle> {
        let mut fitting: Vec<(SiteId, Fit, ArticleId)> = known
            .iter()
            .filter_map(|it| Some((it.row.site_id, self.fit(position, it)?, it.row.article_id)))
            .collect();
        fitting.sort_unstable_by_key(|(site, fit, article)| (site.0, *fit, article.0));
        fitting.dedup_by_key(|(site, _, _)| *site);

        fitting
            .into_iter()
            .map(|(site, _, article)| FoundArticle {
                site,
                article,
                asked: position,
            })
            .collect()
    }
}
