//! An admin publishes an article or changes one.

use serde_json::{Value, json};

use crate::app::App;
use crate::app::setup::DEFAULT_SITE;
use crate::db::article_page::{ArticleRow, find_article};
use crate::db::articles::{
    ArticleChanges, NewArticle, find_slug, find_version, insert_article, update_article,
};
use crate::db::connect::Connection;
use crate::db::events::{NewEvent, insert_events};
use crate::db::lock::take_lock;
use crate::db::sites::find_site;
use crate::domain::article::{ArticleFields, Comments, Slug, Title};
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::reference::Reference;
use crate::domain::refusal::{Current, Noun, Refusal};
use crate::domain::rights::Admin;
use crate::domain::site::SiteName;
use crate::domain::web_url::WebUrl;
use crate::error::{Error, Result};
use crate::flows::once::{Once, Reply};
use crate::text::markdown::article_html;

/// A new article: a title and a body are needed, the rest is not.
#[derive(Debug, Clone)]
pub struct Publication {
    /// `None`: the default site.
    pub site: Option<SiteName>,
    pub fields: ArticleFields,
}

/// A change of the article that has this version now.
#[derive(Debug, Clone)]
pub struct Correction {
    pub article: ArticleId,
    pub version: i32,
    pub fields: ArticleFields,
}

/// Stores a new article. Without a slug it gets one from its title; without a time it is published
/// now.
///
/// # Errors
/// `Invalid` without a title or a body and for an unknown site; `AlreadyExists` for a slug or URL
/// that is taken.
pub async fn publish(
    app: &App,
    admin: &Admin,
    publication: Publication,
    once: Once<'_, ArticleRow>,
) -> Result<Reply> {
    let page = Page::new(publication.fields)?;
    let name = publication
        .site
        .as_ref()
        .map_or(DEFAULT_SITE, SiteName::as_str);
    app.writes
        .transaction(async |conn: &mut Connection| {
            let site = find_site(conn, name).await?.ok_or_else(unknown_site)?;
            let work = async |conn: &mut Connection| {
                let place = (SiteId(site.site_id), ArticleId(app.clock.new_id()));
                let slug = choose_slug(conn, place, &page).await?;
                insert_article(conn, &new_article(app, (place, slug), page)?).await?;
                finish(conn, admin, place, EventKind::ArticleCreated).await
            };
            once.run(conn, (site.site_id, app.clock.now()), work).await
        })
        .await
}

/// Changes the fields that are given.
///
/// # Errors
/// `NotFound`; `VersionConflict` when it changed since that version; `AlreadyExists` as for
/// [`publish`].
pub async fn correct(app: &App, admin: &Admin, correction: Correction) -> Result<ArticleRow> {
    let Correction {
        article,
        version,
        fields,
    } = correction;
    let changes = changes(app, version, fields)?;
    app.writes
        .transaction(async |conn: &mut Connection| {
            match update_article(conn, (article, version), &changes).await? {
                Some(site) => {
                    finish(
                        conn,
                        admin,
                        (SiteId(site), article),
                        EventKind::ArticleChanged,
                    )
                    .await
                }
                None => Err(overtaken(conn, article).await?.into()),
            }
        })
        .await
}

/// A new article with what it must have, rendered before a connection is taken.
struct Page {
    title: Title,
    body: String,
    html: String,
    fields: ArticleFields,
}

impl Page {
    fn new(mut fields: ArticleFields) -> Result<Self, Refusal> {
        let missing = |pointer| Refusal::invalid(pointer, "missing_field", "This field is needed.");
        let title = fields.title.take().ok_or_else(|| missing("/title"))?;
        let body = fields.body.take().ok_or_else(|| missing("/body"))?;
        Ok(Self {
            html: article_html(&body),
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

/// The slug that was asked for, else the title's, told apart by the id where another article has
/// that one.
async fn choose_slug(
    conn: &mut Connection,
    (site, id): (SiteId, ArticleId),
    page: &Page,
) -> Result<Slug> {
    let chosen = &page.fields.slug;
    let Some(slug) = chosen.clone().or_else(|| page.title.slug()) else {
        return Ok(Slug::of_id(id));
    };
    // Of two articles that come at once, the second must see the slug of the first.
    take_lock(conn, format!("slug {site} {}", slug.as_str()).as_bytes()).await?;
    let makes_way = chosen.is_none() && find_slug(conn, site, slug.as_str()).await?;
    Ok(if makes_way { slug.with_id(id) } else { slug })
}

fn new_article(
    app: &App,
    ((site, id), slug): ((SiteId, ArticleId), Slug),
    page: Page,
) -> Result<NewArticle> {
    let Page {
        title,
        body,
        html,
        fields,
    } = page;
    let now = app.clock.now();
    Ok(NewArticle {
        site_id: site.0,
        article_id: id.0,
        slug: slug.into_string(),
        url: fields.url.flatten().map(WebUrl::into_string),
        title: title.into_string(),
        lead: fields.lead.flatten(),
        body,
        html,
        references: sources(fields.references.unwrap_or_default())?,
        author: fields.author.flatten(),
        published_at: fields.published_at.unwrap_or(now),
        comments_open: fields.comments.unwrap_or_default() == Comments::Open,
        created_at: now,
        updated_at: now,
    })
}

fn changes(app: &App, version: i32, fields: ArticleFields) -> Result<ArticleChanges> {
    Ok(ArticleChanges {
        slug: fields.slug.map(Slug::into_string),
        url: fields.url.map(|url| url.map(WebUrl::into_string)),
        title: fields.title.map(Title::into_string),
        lead: fields.lead,
        html: fields.body.as_deref().map(article_html),
        body: fields.body,
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

/// Records what happened and reads the article back, as readers see it.
async fn finish(
    conn: &mut Connection,
    admin: &Admin,
    (site, id): (SiteId, ArticleId),
    kind: EventKind,
) -> Result<ArticleRow> {
    let article = find_article(conn, id).await?;
    let article = article
        .ok_or_else(|| Error::internal("reading a written article back", "it is not there"))?;
    let event = NewEvent {
        site_id: site.0,
        kind,
        article_id: Some(id.0),
        comment_id: None,
        payload: json!({ "version": article.version, "moderator_id": admin.id() }),
    };
    insert_events(conn, &[event]).await?;
    Ok(article)
}

/// Why a change found no article of its version.
async fn overtaken(conn: &mut Connection, id: ArticleId) -> Result<Refusal> {
    Ok(match find_version(conn, id).await? {
        Some(version) => {
            let current = Current {
                status: None,
                version,
                last_decision: None,
            };
            Refusal::VersionConflict(Box::new(current))
        }
        None => Refusal::NotFound(Noun::Article),
    })
}
