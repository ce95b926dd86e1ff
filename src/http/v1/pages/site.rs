//! What a page needs to know of its site before anybody writes.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::db::sites::site::SiteRow;
use crate::http::v1::sites::policy::ChallengeKind;
use crate::http::v1::sites::views::{ThemeDocument, shown_name};

/// The site of a page, as far as its readers need it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PageSite {
    /// Its name in requests.
    pub site: String,
    /// Its name for people.
    pub name: String,
    /// A language tag (BCP 47).
    pub locale: String,
    #[schema(inline)]
    pub theme: ThemeDocument,
    #[schema(inline)]
    pub challenge: ChallengeKind,
    /// The depth of the deepest reply.
    #[schema(maximum = 50)]
    pub max_depth: u32,
    /// For so many seconds an author may edit a comment.
    #[schema(maximum = 86400)]
    pub edit_window_seconds: u32,
}

impl From<&SiteRow> for PageSite {
    fn from(site: &SiteRow) -> Self {
        Self {
            site: site.name.clone(),
            name: shown_name(site),
            locale: site.locale.clone(),
            theme: ThemeDocument::from(&site.theme),
            challenge: site.policy.challenge.into(),
            max_depth: site.policy.max_depth,
            edit_window_seconds: site.policy.edit_window_seconds,
        }
    }
}

/// A site for the examples of the OpenAPI document.
pub(super) fn example_site() -> Value {
    json!({
        "site": "default", "name": "Notes on Sleep", "locale": "en",
        "theme": {"accent": "#1f6f78", "scheme": "auto"}, "challenge": "off", "max_depth": 8, "edit_window_seconds": 900,
    })
}
