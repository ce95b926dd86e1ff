//! The addresses of a thread's pages.

use url::form_urlencoded::Serializer;

use crate::app::page_key::PagePlace;
use crate::domain::ids::{ArticleId, CommentId};
use crate::http::v1::threads::order::Order;

/// Where the pages of one thread are.
#[derive(Debug, Clone)]
pub(super) struct Home {
    path: String,
    /// The parameters that name the page of a thread without an article.
    query: String,
}

impl Home {
    /// The home of the thread at a place. Once there is an article, its id is the shorter name.
    pub(super) fn of(place: &PagePlace, article: Option<ArticleId>) -> Self {
        let of_article = |article: &ArticleId| Self {
            path: format!("/threads/{article}"),
            query: String::new(),
        };

        match (place, &article) {
            (_, Some(article)) | (PagePlace::Article(article), None) => of_article(article),
            (PagePlace::Address { site, address }, None) => {
                let mut query = Serializer::new(String::new());
                query.append_pair("url", address.as_str());
                if let Some(site) = site {
                    query.append_pair("site", site);
                }

                Self {
                    path: "/threads".to_owned(),
                    query: query.finish(),
                }
            }
        }
    }

    /// The thread in this order, from this cursor on.
    pub(super) fn list(&self, sort: Order, cursor: Option<&str>) -> String {
        let mut query = Serializer::new(self.query.clone());
        if sort == Order::Newest {
            query.append_pair("sort", "newest");
        }
        if let Some(cursor) = cursor {
            query.append_pair("cursor", cursor);
        }

        self.with(query.finish())
    }

    /// One comment with its replies, from this cursor on.
    pub(super) fn comment(&self, comment: CommentId, cursor: Option<&str>) -> String {
        let mut query = Serializer::new(self.query.clone());
        query.append_pair("comment", &comment.to_string());
        if let Some(cursor) = cursor {
            query.append_pair("cursor", cursor);
        }

        self.with(query.finish())
    }

    /// The page that says that a comment waits.
    pub(super) fn waiting(&self) -> String {
        let mut query = Serializer::new(self.query.clone());
        query.append_pair("posted", "waiting");

        self.with(query.finish())
    }

    /// Where the form is sent.
    pub(super) fn form(&self) -> String {
        self.with(self.query.clone())
    }

    fn with(&self, query: String) -> String {
        if query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{query}", self.path)
        }
    }
}

/// The place of a comment within its page.
pub(super) fn anchor(comment: CommentId) -> String {
    format!("comment-{comment}")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::page_address::PageAddress;

    fn at(address: &str) -> PagePlace {
        PagePlace::Address {
            site: None,
            address: PageAddress::asked(address.to_owned()),
        }
    }

    #[test]
    fn a_page_without_an_article_is_named_by_its_address() {
        let home = Home::of(&at("https://a.example/?q=1&r=\"2\""), None);

        let named = "/threads?url=https%3A%2F%2Fa.example%2F%3Fq%3D1%26r%3D%25222%2522";
        assert_eq!(home.form(), named);
        assert_eq!(
            home.list(Order::Newest, Some("x")),
            format!("{named}&sort=newest&cursor=x")
        );
    }

    #[test]
    fn an_article_is_named_by_its_id() {
        let article = ArticleId(Uuid::nil());
        let home = Home::of(&at("https://a.example/"), Some(article));

        assert_eq!(
            home.list(Order::Oldest, None),
            format!("/threads/{article}")
        );
        assert_eq!(home.waiting(), format!("/threads/{article}?posted=waiting"));
    }
}
