//! Which page of a thread a request asks for. A parameter that no page has is left out: links that
//! people share carry many.

use url::form_urlencoded;

use crate::app::page_key::PagePlace;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page_address::PageAddress;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::web_url::WebUrl;
use crate::http::v1::threads::order::Order;

/// A page of a thread.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub place: PagePlace,
    pub part: Part,
    pub sort: Order,
    pub cursor: Option<String>,
}

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A page of the thread.
    List,
    /// One comment, what it replies to, and its replies.
    Comment(CommentId),
    /// That the reader's comment waits for approval.
    Waiting,
}

impl Asked {
    /// A page of an article's thread.
    ///
    /// # Errors
    /// `NotFound` for a comment that cannot exist.
    pub(super) fn of_article(article: ArticleId, query: &str) -> Result<Self, Refusal> {
        Self::of(PagePlace::Article(article), query)
    }

    /// A page of the thread of the web page whose address the query names.
    ///
    /// # Errors
    /// `Invalid` without a web address; as [`Asked::of_article`].
    pub(super) fn at_address(query: &str) -> Result<Self, Refusal> {
        let address = PageAddress::asked(value(query, "url").unwrap_or_default());
        if WebUrl::read(address.as_str()).is_none() {
            let detail =
                "Name the page by its http or https URL: /threads?url=https://example.org/page.";
            return Err(Refusal::invalid("url", "invalid_url", detail));
        }

        let site = value(query, "site");
        Self::of(PagePlace::Address { site, address }, query)
    }

    fn of(place: PagePlace, query: &str) -> Result<Self, Refusal> {
        let sort = match value(query, "sort").as_deref() {
            Some("newest") => Order::Newest,
            _ => Order::Oldest,
        };
        let part = match (value(query, "comment"), value(query, "posted")) {
            (Some(comment), _) => Part::Comment(parse(&comment)?),
            (None, Some(_)) => Part::Waiting,
            (None, None) => Part::List,
        };

        Ok(Self {
            place,
            part,
            sort,
            cursor: value(query, "cursor"),
        })
    }
}

fn parse(comment: &str) -> Result<CommentId, Refusal> {
    let parsed = comment.parse().map(CommentId);

    parsed.map_err(|_| Refusal::NotFound(Noun::Comment))
}

/// The first value of a parameter, if it is not empty and can be stored.
fn value(query: &str, name: &str) -> Option<String> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(given, _)| given == name);

    values
        .next()
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.is_empty() && !value.contains('\0'))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn asked(query: &str) -> Result<Asked, Refusal> {
        Asked::of_article(ArticleId(Uuid::nil()), query)
    }

    #[test]
    fn what_shared_links_carry_is_left_out() {
        let asked = asked("utm_source=news&fbclid=x&sort=sideways&cursor=").unwrap();

        assert_eq!(asked.part, Part::List);
        assert_eq!(asked.sort, Order::Oldest);
        assert_eq!(asked.cursor, None);
    }

    #[test]
    fn a_comment_is_named_by_its_id() {
        let id = Uuid::from_u128(7);

        let found = asked(&format!("comment={id}")).unwrap();
        assert_eq!(found.part, Part::Comment(CommentId(id)));

        let missing = asked("comment=7").unwrap_err();
        assert_eq!(missing, Refusal::NotFound(Noun::Comment));
    }

    #[test]
    fn a_page_is_named_by_a_web_address() {
        for query in [
            "",
            "url=",
            "url=javascript:alert(1)",
            "url=/page",
            "url=a%00",
        ] {
            assert!(Asked::at_address(query).is_err(), "{query}");
        }
        assert!(Asked::at_address("url=https://example.org/page").is_ok());
    }
}
