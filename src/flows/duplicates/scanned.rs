//! Comments of a batch with their new fingerprints, and the values that all batches of a scan
//! share.

use std::slice::Chunks;
use std::sync::Arc;

use crate::app::App;
use crate::db::duplicates::candidates::Among;
use crate::db::duplicates::scans::{CommentRevision, ScannedRow};
use crate::domain::contact::{KeyedContact, keyed_contacts};
use crate::domain::ids::SiteId;
use crate::domain::keys::CommentKey;
use crate::domain::policy::Policy;
use crate::domain::proof::Proof;
use crate::domain::pseudonym::SiteSalt;
use crate::flows::duplicates::look_up::TextToLookUp;
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::{FINGERPRINT_VERSION, Skeleton};

/// The values that all batches of a scan share.
pub(super) struct ScanContext<'a> {
    pub app: &'a App,
    pub site: SiteId,
    pub policy: Arc<Policy>,
    pub salt: SiteSalt,
    /// The number of connections that work at the same time, beside the connection of the scan.
    pub lanes: usize,
}

/// A comment of a batch with its new fingerprint.
pub(super) struct Scanned {
    pub row: ScannedRow,
    pub proof: Proof,
    pub skeleton: Skeleton,
    pub fingerprint: Fingerprint,
    /// The contacts in the text, if the comment has no fingerprint of the current version: then they
    /// are written anew.
    pub new_contacts: Option<Vec<KeyedContact>>,
}

impl ScanContext<'_> {
    /// Divides items among the lanes, each of which has its own connection.
    pub(super) fn divide<'a, T>(&self, items: &'a [T]) -> Chunks<'a, T> {
        let length = items.len().div_ceil(self.lanes.max(1));

        items.chunks(length.max(1))
    }
}

impl Scanned {
    /// Reduces a text, and finds its contacts if they are not known yet.
    pub(super) fn new(row: ScannedRow, salt: &SiteSalt) -> Self {
        let skeleton = Skeleton::of(&row.body);
        let is_new = row.fingerprint_version != Some(FINGERPRINT_VERSION);

        Self {
            proof: Proof::of_network(row.author_ip_hash.clone()),
            fingerprint: Fingerprint::of(&skeleton, &salt.of_fingerprints()),
            new_contacts: is_new.then(|| keyed_contacts(&row.body, salt)),
            skeleton,
            row,
        }
    }

    /// The text as it would have been looked up when the comment was written.
    pub(super) fn text(&self, site: SiteId) -> TextToLookUp<'_> {
        TextToLookUp {
            site,
            article: Some(self.row.article_id),
            author_key: &self.row.author_key,
            proof: &self.proof,
            fingerprint: &self.fingerprint,
            at: self.row.created_at,
            among: Among::Before(self.row.comment_id),
        }
    }

    pub(super) const fn key(&self, context: &ScanContext<'_>) -> CommentKey {
        CommentKey {
            site: context.site,
            comment: self.row.comment_id,
        }
    }

    pub(super) const fn revision(&self) -> CommentRevision {
        CommentRevision {
            comment_id: self.row.comment_id,
            revision: self.row.revision,
        }
    }
}
