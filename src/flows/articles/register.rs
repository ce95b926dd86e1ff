//! Publishes the page that a first comment is about.

use serde_json::json;

use crate::app::App;
use crate::db::articles::write::insert_article;
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::sites::site::find_policy;
use crate::domain::article::{ArticleBody, ArticleFields, Title};
use crate::domain::event::EventKind;
use crate::domain::ids::ArticleId;
use crate::domain::keys::ArticleKey;
use crate::domain::page_address::PageAddress;
use crate::domain::policy::{Policy, Registration};
use crate::domain::refusal::{PageFault, Refusal};
use crate::domain::web_url::WebUrl;
use crate::error::Result;
use crate::flows::articles::addresses::{LockedAddress, lock_address, store_first};
use crate::flows::articles::write::{Page, choose_slug, new_article};

/// A page that no article is about yet.
#[derive(Debug, Clone)]
pub(in crate::flows) struct NewPage {
    /// The article that it becomes.
    pub key: ArticleKey,
    pub address: PageAddress,
    /// `None`: its address is its title, until a moderator writes another one.
    pub title: Option<Title>,
}

/// The article at the address of the page: a new one, or the one that another request published
/// meanwhile.
///
/// # Errors
/// `PageNotAllowed` unless the site's policy lets pages of this origin register themselves.
pub(in crate::flows) async fn register(
    conn: &mut Connection,
    app: &App,
    page: &NewPage,
) -> Result<ArticleId> {
    let site = page.key.site;
    let LockedAddress { reserved, holders } =
        lock_address(conn, site, page.address.clone()).await?;
    if let Some(holder) = holders.first() {
        return Ok(holder.row.article_id);
    }

    // The lock on the site's rules holds its policy, too.
    let url = allowed_url(&page.address, &find_policy(conn, site).await?)?;
    let reserved = reserved.spelled(PageAddress::of(&url));

    let new = Page {
        title: page.title.clone().unwrap_or_else(|| Title::of_url(&url)),
        body: ArticleBody::empty(),
        fields: ArticleFields {
            url: Some(Some(url)),
            ..ArticleFields::default()
        },
    };
    let slug = choose_slug(conn, page.key, &new).await?;
    insert_article(conn, &new_article(app, page.key, slug, new)?).await?;
    store_first(conn, page.key, reserved).await?;

    let payload = json!({ "version": 1, "moderator_id": null });
    let event = NewEvent::of_article(EventKind::ArticleCreated, page.key, payload);
    insert_events(conn, &[event]).await?;

    Ok(page.key.article)
}

/// The URL under which a page may register itself on a site with this policy.
pub(in crate::flows) fn allowed_url(
    address: &PageAddress,
    policy: &Policy,
) -> Result<WebUrl, Refusal> {
    let of_page = address.origins();
    let listed = policy.origins.iter().find(|it| of_page.contains(it));
    let url = listed.and_then(|origin| address.on_origin(origin, &policy.pages));

    match (url, policy.registration) {
        (Some(url), Registration::ListedOrigins) => Ok(url),
        (Some(_), Registration::Closed) => {
            Err(Refusal::PageNotAllowed(PageFault::RegistrationClosed))
        }
        (None, _) => Err(Refusal::PageNotAllowed(PageFault::OriginNotListed)),
    }
}
