//! A site's moderation policy: its fields, their limits and their defaults.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::page_rules::PageRules;
use crate::domain::refusal::Invalid;

/// The rules of one site. Stored as JSON; fields that an older row lacks take their defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    pub mode: Mode,
    pub challenge: Challenge,
    /// The similarity from which a text is a near duplicate, 0.3 to 1: Jaccard similarity of
    /// character 5-grams, for texts of 80 letters and more by different authors. Shorter texts must
    /// be more alike, texts of one author less.
    pub near_duplicate_threshold: f64,
    /// How much of the shorter of two texts must occur in the longer one, 0.5 to 1, from 80 letters
    /// on. Shorter texts must be contained more fully.
    pub containment_threshold: f64,
    /// How many days back an author's own comments are searched for duplicates. Under the same
    /// article there is no limit.
    pub duplicate_window_days: u32,
    /// The same for comments of other authors, who write similar texts by chance in the long run; and
    /// how far back their contacts count.
    pub other_authors_window_days: u32,
    /// For how many seconds the same text of the same author in the same place is refused. After
    /// that it is held.
    pub repeat_refusal_seconds: u32,
    /// From so many authors on, the same message or contact is reported as a campaign. 0: never.
    pub campaign_authors: u32,
    /// A comment with more links than this is held.
    pub max_links: u32,
    /// The deepest reply. 0: top-level comments only.
    pub max_depth: u32,
    /// Comments close this many days after publication. 0: never.
    pub close_after_days: u32,
    /// For how many seconds authors may edit a comment. They may withdraw it at any time.
    pub edit_window_seconds: u32,
    /// The web origins whose pages may call the API: scheme, host and port, no path.
    pub origins: Vec<String>,
    /// Which parts of an address tell pages apart.
    pub pages: PageRules,
    /// Whether a first comment publishes the page that it is about.
    pub registration: Registration,
}

/// A policy with its version: the one in force, or a new one with the version that it replaces.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VersionedPolicy {
    pub policy: Policy,
    pub version: i32,
}

/// Which comments wait for a moderator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All comments.
    All,
    /// Comments of authors without an approved comment, and comments with a finding that holds.
    NewAuthors,
    /// Comments with a finding that holds.
    Flagged,
    /// No comment. Findings are still recorded.
    None,
}

/// The challenge that an author must solve before posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Challenge {
    Off,
    Arithmetic,
}

/// Whose first comment publishes a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Nobody's: articles are published by admins.
    Closed,
    /// Everybody's, at an address of one of the site's origins.
    ListedOrigins,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            mode: Mode::All,
            challenge: Challenge::Off,
            near_duplicate_threshold: 0.5,
            containment_threshold: 0.85,
            duplicate_window_days: 90,
            other_authors_window_days: 30,
            repeat_refusal_seconds: 600,
            campaign_authors: 3,
            max_links: 2,
            max_depth: 8,
            close_after_days: 0,
            edit_window_seconds: 900,
            origins: Vec::new(),
            pages: PageRules::default(),
            registration: Registration::Closed,
        }
    }
}

/// The limit of `max_depth`. It keeps the path of a comment below a kilobyte.
pub(crate) const MAX_DEPTH: u32 = 50;

const MAX_ORIGINS: usize = 100;

impl Policy {
    /// The policy of a new site: its admin lists an origin so that its pages have threads.
    pub(crate) fn of_new_site() -> Self {
        Self {
            registration: Registration::ListedOrigins,
            ..Self::default()
        }
    }

    /// Every field that is out of its limits. Empty if the policy is valid.
    pub fn faults(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();

        if !(0.3..=1.0).contains(&self.near_duplicate_threshold) {
            faults.push(out_of_range("/near_duplicate_threshold", "0.3", "1"));
        }
        if !(0.5..=1.0).contains(&self.containment_threshold) {
            faults.push(out_of_range("/containment_threshold", "0.5", "1"));
        }

        for (pointer, value, max) in self.bounded_integers() {
            if value > max {
                faults.push(out_of_range(pointer, "0", &max.to_string()));
            }
        }

        faults.extend(self.faults_of_origins());
        faults.extend(self.pages.faults());

        faults
    }

    /// Bytes of the texts of its lists, which are all that may be long in it.
    pub(crate) fn list_bytes(&self) -> usize {
        let texts = self.origins.iter().chain(&self.pages.ignored_parameters);

        texts.map(String::len).sum()
    }

    /// When comments close under an article that was published at that time; `None`: never.
    pub(crate) fn closes_at(&self, published_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = Some(i64::from(self.close_after_days)).filter(|days| *days > 0)?;

        // A time beyond the calendar is never reached.
        published_at.checked_add_signed(Duration::days(days))
    }

    /// Each integer field as its pointer, its value and its largest value.
    const fn bounded_integers(&self) -> [(&'static str, u32, u32); 8] {
        [
            ("/duplicate_window_days", self.duplicate_window_days, 3_650),
            (
                "/other_authors_window_days",
                self.other_authors_window_days,
                3_650,
            ),
            (
                "/repeat_refusal_seconds",
                self.repeat_refusal_seconds,
                31_536_000,
            ),
            ("/campaign_authors", self.campaign_authors, 1_000),
            ("/max_links", self.max_links, 1_000),
            ("/max_depth", self.max_depth, MAX_DEPTH),
            ("/close_after_days", self.close_after_days, 36_500),
            ("/edit_window_seconds", self.edit_window_seconds, 86_400),
        ]
    }

    fn faults_of_origins(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();

        if self.origins.len() > MAX_ORIGINS {
            let detail = format!("List at most {MAX_ORIGINS} origins.");
            faults.push(Invalid::new("/origins", "too_many", detail));
        }

        for (index, origin) in self.origins.iter().enumerate() {
            let pointer = format!("/origins/{index}");
            if origin.contains('*') {
                faults.push(Invalid::new(
                    pointer,
                    "invalid_origin",
                    "A star matches nothing. List each host, such as https://one.example.org.",
                ));
            } else if !is_origin(origin) {
                faults.push(Invalid::new(
                    pointer,
                    "invalid_origin",
                    "Enter only scheme, host and port, such as https://example.org.",
                ));
            }
        }

        faults
    }
}

fn out_of_range(pointer: &str, min: &str, max: &str) -> Invalid {
    let detail = format!("Choose a value from {min} to {max}.");
    Invalid::new(pointer, "out_of_range", detail)
}

/// Whether a text is exactly what a browser sends in the header `Origin`: the serialised origin
/// (RFC 6454) of an http or https URL.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}
