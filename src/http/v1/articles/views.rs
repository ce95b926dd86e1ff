//! Articles and their counts as JSON.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::articles::page::ArticleRow;
use crate::error::{Error, Result};
use crate::flows::articles::read::ArticleCount;
use crate::http::problem::examples::sample_id;
use crate::http::time::milliseconds;

/// An article with the number of its approved comments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Article {
    pub id: Uuid,
    /// The name of its site.
    pub site: String,
    pub slug: String,
    #[schema(format = "uri")]
    pub url: Option<String>,
    pub title: String,
    pub lead: Option<String>,
    /// Markdown.
    pub body: String,
    /// The body, rendered and sanitised.
    pub html: String,
    /// The numbered sources, in the order given.
    pub references: Vec<Reference>,
    pub author: Option<String>,
    #[serde(serialize_with = "milliseconds")]
    pub published_at: DateTime<Utc>,
    /// Whether readers may comment. The site's policy may also close the article by its age.
    pub comments_open: bool,
    #[schema(minimum = 0)]
    pub comment_count: i64,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "milliseconds")]
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i32,
    /// The former URLs of the page, the latest first. They find the article, too.
    #[schema(max_items = 20)]
    pub aliases: Vec<String>,
}

/// A numbered source.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Reference {
    #[schema(minimum = 1, maximum = 9999)]
    pub number: i32,
    pub text: String,
    /// The bare DOI, without a resolver.
    #[schema(example = "10.1000/182")]
    pub doi: Option<String>,
    #[schema(example = "30202372")]
    pub pmid: Option<String>,
    #[schema(format = "uri")]
    pub url: Option<String>,
}

/// The number of approved comments of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Count {
    pub article_id: Uuid,
    #[schema(format = "uri")]
    pub url: Option<String>,
    #[schema(minimum = 0)]
    pub comment_count: i64,
    /// The `url` parameters that named this article, as they were sent.
    pub requested_urls: Vec<String>,
}

/// The requested counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    pub items: Vec<Count>,
}

impl TryFrom<ArticleRow> for Article {
    type Error = Error;

    fn try_from(row: ArticleRow) -> Result<Self> {
        let references = serde_json::from_value(row.references)
            .map_err(|fault| Error::internal("an article's sources", fault))?;

        Ok(Self {
            id: row.article_id.into(),
            site: row.site,
            slug: row.slug,
            url: row.url,
            title: row.title,
            lead: row.lead,
            body: row.body,
            html: row.html,
            references,
            author: row.author,
            published_at: row.published_at,
            comments_open: row.comments_open,
            comment_count: row.comment_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
            aliases: row.aliases,
        })
    }
}

impl From<ArticleCount> for Count {
    fn from(count: ArticleCount) -> Self {
        let ArticleCount {
            row,
            requested_urls,
        } = count;

        Self {
            article_id: row.article_id.into(),
            url: row.url,
            comment_count: row.comment_count,
            requested_urls,
        }
    }
}

/// An article for the examples of the OpenAPI document.
pub(super) fn example_article() -> Value {
    json!({
        "id": sample_id(), "site": "default", "slug": "sleep-and-memory",
        "url": "https://example.org/sleep-and-memory", "title": "Sleep and memory", "lead": null,
        "body": "We remember more after a night of sleep.[1]",
        "html": "<p dir=\"auto\">We remember more after a night of sleep.[1]</p>",
        "references": [{
            "number": 1, "text": "A. Author (2020). On sleep.", "doi": "10.1000/182", "pmid": null,
            "url": null,
        }],
        "author": "Ada Lovelace", "published_at": "2026-11-23T09:00:00.000Z",
        "comments_open": true, "comment_count": 27, "created_at": "2026-11-23T09:00:00.000Z",
        "updated_at": "2026-11-23T09:00:00.000Z", "version": 1,
        "aliases": [],
    })
}

/// The same article after a move.
pub(super) fn example_moved_article() -> Value {
    let mut article = example_article();

    if let Value::Object(fields) = &mut article {
        let url = "https://example.org/2026/sleep-and-memory";
        let alias = "https://example.org/sleep-and-memory";
        fields.insert("url".to_owned(), json!(url));
        fields.insert("aliases".to_owned(), json!([alias]));
        fields.insert("version".to_owned(), json!(2));
    }

    article
}
