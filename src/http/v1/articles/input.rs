//! The bodies of requests that publish and change articles.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::article::{ArticleFields, ArticleInput, Comments};
use crate::domain::ids::ArticleId;
use crate::domain::reference::ReferenceInput;
use crate::domain::refusal::Refusal;
use crate::domain::site::SiteName;
use crate::domain::web_url::WebUrl;
use crate::flows::articles::write::{Correction, Publication, Relocation};

/// A new article.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(super) struct NewArticle {
    /// The name of the site. Default: `default`.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]*$", max_length = 100)]
    pub site: Option<String>,
    /// Default: made from the title, or the id if the title has no characters that a slug can hold.
    #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 200)]
    pub slug: Option<String>,
    /// The http or https URL of the page that shows the article, up to 2,000 characters; a
    /// percent-encoded character counts once.
    #[schema(format = "uri")]
    pub url: Option<String>,
    /// 1 to 300 characters as readers count them.
    #[schema(min_length = 1, example = "Sleep and memory")]
    pub title: String,
    /// 1 to 1,000 characters.
    #[schema(min_length = 1)]
    pub lead: Option<String>,
    /// Markdown, 1 to 40,000 characters. It must show something.
    #[schema(
        min_length = 1,
        example = "We remember more after a night of sleep.[1]"
    )]
    pub body: String,
    /// 1 to 200 characters.
    #[schema(min_length = 1)]
    pub author: Option<String>,
    /// Default: now.
    pub published_at: Option<DateTime<Utc>>,
    /// Default: true.
    pub comments_open: Option<bool>,
    /// Their texts, DOIs and URLs together may have 100,000 characters.
    #[validate(nested)]
    #[schema(max_items = 500)]
    pub references: Option<Vec<NewReference>>,
}

/// A numbered source.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(super) struct NewReference {
    /// Unique within the article.
    #[schema(minimum = 1, maximum = 9999)]
    pub number: i64,
    /// 1 to 2,000 characters.
    #[schema(min_length = 1)]
    pub text: String,
    /// With or without `doi:` or a resolver before it.
    #[schema(example = "10.1000/182")]
    pub doi: Option<String>,
    #[schema(pattern = "^[0-9]{1,10}$", example = "30202372")]
    pub pmid: Option<String>,
    #[schema(format = "uri")]
    pub url: Option<String>,
}

/// A change of an article. An absent field stays as it is; null removes the `url`, `lead` or
/// `author`. A new `url` is a move: the former one keeps answering. Removing it removes the former
/// ones, too.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(super) struct ArticlePatch {
    /// The version that you have read. If the article has another one by now, the answer is 409.
    #[schema(minimum = 1)]
    pub version: i32,
    #[serde(default, deserialize_with = "given")]
    #[schema(
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length = 200,
        nullable = false
    )]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = "uri")]
    pub url: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(min_length = 1, nullable = false)]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 1)]
    pub lead: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(min_length = 1, nullable = false)]
    pub body: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 1)]
    pub author: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub published_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub comments_open: Option<bool>,
    /// The whole list, which replaces the present one.
    #[serde(default, deserialize_with = "given")]
    #[validate(nested)]
    #[schema(max_items = 500, nullable = false)]
    pub references: Option<Vec<NewReference>>,
}

/// A new address of an article.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(super) struct NewMove {
    /// The http or https URL of the page that shows the article from now on, up to 2,000 characters.
    #[schema(format = "uri")]
    pub url: String,
    /// The version that you have read. If the article has another one by now, the answer is 409.
    /// Absent: any.
    #[schema(minimum = 1)]
    pub version: Option<i32>,
}

/// Reads a field that is present, also as null. An absent field is `None` by `serde(default)`, so a
/// nullable field of type `Option<Option<T>>` tells null from absent.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl NewArticle {
    pub(super) fn into_publication(self) -> Result<Publication, Refusal> {
        let site = self
            .site
            .map(|site| SiteName::parse(&site, "/site"))
            .transpose();

        let fields = ArticleFields::parse(ArticleInput {
            slug: self.slug,
            url: self.url.map(Some),
            title: Some(self.title),
            lead: self.lead.map(Some),
            body: Some(self.body),
            author: self.author.map(Some),
            published_at: self.published_at,
            comments: self.comments_open.map(comments),
            references: self.references.map(sources),
        });

        match (site, fields) {
            (Ok(site), Ok(fields)) => Ok(Publication { site, fields }),
            (site, fields) => {
                let faults = site
                    .err()
                    .into_iter()
                    .chain(fields.err().into_iter().flatten());
                Err(Refusal::Invalid(faults.collect()))
            }
        }
    }
}

impl NewMove {
    pub(super) fn into_relocation(self, article: ArticleId) -> Result<Relocation, Refusal> {
        let url =
            WebUrl::parse(&self.url, "/url").map_err(|fault| Refusal::Invalid(vec![fault]))?;

        Ok(Relocation {
            article,
            version: self.version,
            url,
        })
    }
}

impl ArticlePatch {
    pub(super) fn into_correction(self, article: ArticleId) -> Result<Correction, Refusal> {
        let fields = ArticleFields::parse(ArticleInput {
            slug: self.slug,
            url: self.url,
            title: self.title,
            lead: self.lead,
            body: self.body,
            author: self.author,
            published_at: self.published_at,
            comments: self.comments_open.map(comments),
            references: self.references.map(sources),
        });

        fields
            .map(|fields| Correction {
                article,
                version: self.version,
                fields,
            })
            .map_err(Refusal::Invalid)
    }
}

const fn comments(open: bool) -> Comments {
    if open {
        Comments::Open
    } else {
        Comments::Closed
    }
}

fn sources(references: Vec<NewReference>) -> Vec<ReferenceInput> {
    let source = |it: NewReference| ReferenceInput {
        number: it.number,
        text: it.text,
        doi: it.doi,
        pmid: it.pmid,
        url: it.url,
    };

    references.into_iter().map(source).collect()
}
