//! Publishes and changes articles.

use serde_json::{Value, json};

use crate::app::App;
use crate::app::setup::DEFAULT_SITE;
use crate::db::articles::addresses::delete_addresses;
use crate::db::articles::page::{ArticleRow, find_article};
use crate::db::articles::write::{
    ArticleChanges, ArticleHead, NewArticle, find_head, find_slug, find_version, insert_article,
    update_article,
};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::sites::site::find_site;
use crate::domain::article::{ArticleBody, ArticleFields, Comments, Slug, Title};
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::domain::page_address::PageAddress;
use crate::domain::reference::Reference;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::domain::site::SiteName;
use crate::domain::web_url::WebUrl;
use crate::error::{Error, Result};
use crate::flows::articles::addresses::{reserve, store_first, store_move};
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};

/// A new article. A title and a body are required.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    /// `None`: the default site.
    pub site: Option<SiteName>,
    pub fields: ArticleFields,
}

/// A change of an article, for the version that the client has read.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    pub article: ArticleId,
    pub version: i32,
    pub fields: ArticleFields,
}

/// A new address of an article.
#[derive(Debug, Clone)]
pub(crate) struct Relocation {
    pub article: ArticleId,
    /// The version that the client has read; `None`: any.
    pub version: Option<i32>,
    pub url: WebUrl,
}

impl Recallable for ArticleRow {
    type Receipt = ArticleId;

    fn receipt(&self) -> ArticleId {
        self.article_id
    }

    async fn recall(conn: &mut Connection, _: &App, article: ArticleId) -> Result<Option<Self>> {
        find_article(conn, article).await
    }
}

/// Stores a new article. The default slug is made from the title, the default time is now.
///
/// # Errors
/// `Invalid` without a title or a body and for an unknown site; `AlreadyExists` for a slug or URL
/// that is taken.
pub(crate) async fn publish(
    app: &App,
    admin: &Admin,
    publication: Publication,
    idempotent: Idempotent<'_, ArticleRow>,
) -> Result<Reply> {
    let page = Page::new(publication.fields)?;
    let name = publication
        .site
        .as_ref()
        .map_or(DEFAULT_SITE, SiteName::as_str);

    let read_site = async |conn: &mut Connection| {
        let site = find_site(conn, name).await?.ok_or_else(unknown_site)?;
        Ok((site.site_id, site.site_id))
    };
    let work = async |conn: &mut Connection, site: SiteId| {
        let key = ArticleKey {
            site,
            article: ArticleId(app.clock.new_id()),
        };
        let address = page.fields.url.iter().flatten().next().map(PageAddress::of);
        let reserved = match address {
            Some(address) => Some(reserve(conn, admin, key, address).await?),
            None => None,
        };

        let slug = choose_slug(conn, key, &page).await?;
        insert_article(conn, &new_article(app, key, slug, page)?).await?;
        if let Some(reserved) = reserved {
            store_first(conn, key, reserved).await?;
        }

        finish(conn, admin, key, EventKind::ArticleCreated).await
    };

    idempotency::transaction_of_found_site(app, idempotent, read_site, work).await
}

/// Changes the fields that are given. A new URL is a move: the former one keeps answering. Without
/// a URL the article has no address, not even a former one.
///
/// # Errors
/// `NotFound`; `VersionConflict` if the article has another version by now; `AlreadyExists` as for
/// [`publish`]; `Invalid` for too many former addresses.
pub(crate) async fn correct(
    app: &App,
    admin: &Admin,
    correction: Correction,
) -> Result<ArticleRow> {
    let Correction {
        article,
        version,
        fields,
    } = correction;
    let changes = changes(app, version, fields)?;

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let head = find_head(conn, article).await?;
            let head = head.ok_or(Refusal::NotFound(Noun::Article))?;
            if head.version != version {
                return Err(Refusal::version_conflict(head.version).into());
            }

            let key = apply(app, conn, admin, article, head, &changes).await?;
            finish(conn, admin, key, EventKind::ArticleChanged).await
        })
        .await
}

/// Gives the article a new address. The former one keeps answering.
///
/// # Errors
/// As [`correct`]. Without a version, `VersionConflict` only if somebody else changes the article
/// at the same time.
pub(crate) async fn relocate(
    app: &App,
    admin: &Admin,
    relocation: Relocation,
    idempotent: Idempotent<'_, ArticleRow>,
) -> Result<Reply> {
    let Relocation {
        article,
        version,
        url,
    } = relocation;

    let read_head = async |conn: &mut Connection| {
        let head = find_head(conn, article).await?;
        let head = head.ok_or(Refusal::NotFound(Noun::Article))?;
        Ok((head.site_id, head))
    };
    let work = async |conn: &mut Connection, head: ArticleHead| {
        if version.is_some_and(|version| version != head.version) {
            return Err(Refusal::version_conflict(head.version).into());
        }
        if head.url.as_deref() == Some(url.as_str()) {
            return read_back(conn, article).await;
        }

        let fields = ArticleFields {
            url: Some(Some(url)),
            ..ArticleFields::default()
        };
        let changes = changes(app, head.version, fields)?;
        let key = apply(app, conn, admin, article, head, &changes).await?;

        finish(conn, admin, key, EventKind::ArticleMoved).await
    };

    idempotency::transaction_of_found_site(app, idempotent, read_head, work).await
}

/// Writes the changes of the version that was read, and the addresses if the URL changes.
async fn apply(
    app: &App,
    conn: &mut Connection,
    admin: &Admin,
    article: ArticleId,
    head: ArticleHead,
    changes: &ArticleChanges,
) -> Result<ArticleKey> {
    let key = ArticleKey {
        site: head.site_id,
        article,
    };
    let new_url = changes.url.clone().filter(|url| *url != head.url);
    let reserved = match new_url.clone().flatten().map(PageAddress::stored) {
        Some(address) => Some(reserve(conn, admin, key, address).await?),
        None => None,
    };

    if update_article(conn, article, head.version, changes)
        .await?
        .is_none()
    {
        return Err(overtaken(conn, article).await?.into());
    }

    match (new_url, reserved) {
        (Some(_), Some(reserved)) => {
            store_move(conn, key, head.url, reserved, app.clock.now()).await?;
        }
        (Some(_), None) => delete_addresses(conn, key.site, &[article]).await?,
        (None, _) => {}
    }

    Ok(key)
}

/// A new article with its required fields, rendered before a connection is taken.
pub(super) struct Page {
    pub title: Title,
    pub body: ArticleBody,
    pub fields: ArticleFields,
}

impl Page {
    fn new(mut fields: ArticleFields) -> Result<Self, Refusal> {
        let missing =
            |pointer| Refusal::invalid(pointer, "missing_field", "This field is required.");
        let title = fields.title.take().ok_or_else(|| missing("/title"))?;
        let body = fields.body.take().ok_or_else(|| missing("/body"))?;

        Ok(Self {
            title,
            body,
            fields,
        })
    }
}

fn unknown_site() -> Refusal {
    let detail = "There is no site of this name. PUT /v1/admin/sites/{site}/policy makes one.";

    Refusal::invalid("/site", "site_not_found", detail)
}

/// The given slug, else the slug of the title, with the id at its end if another article has it.
pub(super) async fn choose_slug(
    conn: &mut Connection,
    article: ArticleKey,
    page: &Page,
) -> Result<Slug> {
    let given = &page.fields.slug;
    let ArticleKey { site, article } = article;
    let Some(slug) = given.clone().or_else(|| page.title.slug()) else {
        return Ok(Slug::of_id(article));
    };

    // If two articles come at once, the second must see the slug of the first.
    take_lock(conn, format!("slug {site} {}", slug.as_str()).as_bytes()).await?;
    let is_taken = given.is_none() && find_slug(conn, site, slug.as_str()).await?;

    Ok(if is_taken {
        slug.with_id(article)
    } else {
        slug
    })
}

pub(super) fn new_article(
    app: &App,
    key: ArticleKey,
    slug: Slug,
    page: Page,
) -> Result<NewArticle> {
    let Page {
        title,
        body,
        fields,
    } = page;
    let now = app.clock.now();

    Ok(NewArticle {
        site_id: key.site,
        article_id: key.article,
        slug: slug.into_string(),
        url: fields.url.flatten().map(WebUrl::into_string),
        title: title.into_string(),
        lead: fields.lead.flatten(),
        body: body.markdown,
        html: body.html,
        references: sources(fields.references.unwrap_or_default())?,
        author: fields.author.flatten(),
        published_at: fields.published_at.unwrap_or(now),
        comments_open: fields.comments.unwrap_or_default() == Comments::Open,
        created_at: now,
        updated_at: now,
    })
}

fn changes(app: &App, version: i32, fields: ArticleFields) -> Result<ArticleChanges> {
    let body = fields.body;

    Ok(ArticleChanges {
        slug: fields.slug.map(Slug::into_string),
        url: fields.url.map(|url| url.map(WebUrl::into_string)),
        title: fields.title.map(Title::into_string),
        lead: fields.lead,
        html: body.as_ref().map(|body| body.html.clone()),
        body: body.map(|body| body.markdown),
        references: fields.references.map(sources).transpose()?,
        author: fields.author,
        published_at: fields.published_at,
        comments_open: fields.comments.map(|comments| comments == Comments::Open),
        version: version.saturating_add(1),
        updated_at: app.clock.now(),
    })
}

fn sources(sources: Vec<Reference>) -> Result<Value> {
    serde_json::to_value(sources).map_err(|fault| Error::internal("an article's sources", fault))
}

/// Reads the article back as readers see it, and appends the event.
async fn finish(
    conn: &mut Connection,
    admin: &Admin,
    key: ArticleKey,
    kind: EventKind,
) -> Result<ArticleRow> {
    let article = read_back(conn, key.article).await?;

    let payload = json!({ "version": article.version, "moderator_id": admin.id() });
    insert_events(conn, &[NewEvent::of_article(kind, key, payload)]).await?;

    Ok(article)
}

async fn read_back(conn: &mut Connection, article: ArticleId) -> Result<ArticleRow> {
    let article = find_article(conn, article).await?;

    article.ok_or_else(|| Error::internal("reading a written article back", "it is not there"))
}

/// The reason why a change found no article of its version.
async fn overtaken(conn: &mut Connection, article: ArticleId) -> Result<Refusal> {
    Ok(match find_version(conn, article).await? {
        Some(version) => Refusal::version_conflict(version),
        None => Refusal::NotFound(Noun::Article),
    })
}
