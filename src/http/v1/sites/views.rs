//! Sites as JSON.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::db::sites::site::SiteRow;
use crate::domain::site_profile::{self, Theme};
use crate::http::time::milliseconds;
use crate::http::v1::sites::policy::words;

/// A site, as its admins see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Site {
    /// Its name in requests. It never changes.
    pub site: String,
    /// Its name for people.
    pub name: String,
    /// The web origins whose pages may call the API and register themselves. The policy has them,
    /// too.
    #[schema(max_items = 100)]
    pub origins: Vec<String>,
    /// A language tag (BCP 47).
    pub locale: String,
    #[schema(inline)]
    pub theme: ThemeDocument,
    /// Counts the changes of all this.
    #[schema(minimum = 1)]
    pub version: i32,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "milliseconds")]
    pub updated_at: DateTime<Utc>,
}

/// The colours of a site's threads.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ThemeDocument {
    /// A colour, `#rrggbb`; null: the service's own.
    #[schema(pattern = "^#[0-9A-Fa-f]{6}$", example = "#1f6f78")]
    pub accent: Option<String>,
    #[schema(schema_with = scheme_schema)]
    pub scheme: Scheme,
}

/// Whether threads are light or dark.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scheme {
    #[default]
    Auto,
    Light,
    Dark,
}

fn scheme_schema() -> Object {
    words(
        "Light, dark, or as the reader's system says.",
        &["auto", "light", "dark"],
    )
}

impl From<&SiteRow> for Site {
    fn from(row: &SiteRow) -> Self {
        Self {
            site: row.name.clone(),
            name: shown_name(row),
            origins: row.policy.origins.clone(),
            locale: row.locale.clone(),
            theme: ThemeDocument::from(&row.theme),
            version: row.site_version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The name of a site for people.
pub(in crate::http::v1) fn shown_name(row: &SiteRow) -> String {
    if row.title.is_empty() {
        row.name.clone()
    } else {
        row.title.clone()
    }
}

impl From<&Theme> for ThemeDocument {
    fn from(theme: &Theme) -> Self {
        Self {
            accent: theme.accent.clone(),
            scheme: match theme.scheme {
                site_profile::ColourScheme::Auto => Scheme::Auto,
                site_profile::ColourScheme::Light => Scheme::Light,
                site_profile::ColourScheme::Dark => Scheme::Dark,
            },
        }
    }
}

impl From<Scheme> for site_profile::ColourScheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Auto => Self::Auto,
            Scheme::Light => Self::Light,
            Scheme::Dark => Self::Dark,
        }
    }
}

/// A site for the examples of the OpenAPI document.
pub(super) fn example_site() -> Value {
    json!({
        "site": "blog", "name": "Notes on Sleep", "origins": ["https://blog.example.org"],
        "locale": "en", "theme": {"accent": "#1f6f78", "scheme": "auto"}, "version": 1,
        "created_at": "2026-11-23T09:30:00.000Z", "updated_at": "2026-11-23T09:30:00.000Z",
    })
}
