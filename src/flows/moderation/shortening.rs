//! Shortens the lists in the detail of a comment, so that the answer is no larger than a page.

use strum::IntoStaticStr;

use crate::db::comments::findings::FindingRow;
use crate::db::moderation::decisions::DecisionRow;
use crate::db::moderation::detail::{ReportRow, RevisionRow};
use crate::domain::budgets::{DETAIL_LIST_BYTES, DETAIL_TEXT_BYTES};
use crate::domain::room::Room;
use crate::text::diff::Span;

/// A list in the detail of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(crate) enum DetailList {
    Findings,
    Duplicates,
    Decisions,
    Revisions,
    Reports,
}

/// The lists that were shortened.
#[derive(Debug, Default)]
pub(crate) struct Shortened(Vec<DetailList>);

/// The room for the differences between texts.
#[derive(Debug)]
pub(super) struct DiffRoom(Room);

/// What JSON adds to a part of a difference.
const SPAN: usize = 40;

impl DetailList {
    /// The name of the member in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

impl Shortened {
    /// The names of the lists, in the order in which they were shortened.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|list| list.as_str()).collect()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes that a list has less than there is.
    pub(super) fn note(&mut self, list: DetailList) {
        if !self.0.contains(&list) {
            self.0.push(list);
        }
    }

    /// Removes the findings that do not fit: those about the oldest texts.
    pub(super) fn findings(&mut self, findings: &mut Vec<FindingRow>) {
        let mut room = Room::of(DETAIL_LIST_BYTES);
        let left_out = findings
            .iter()
            .rposition(|finding| !room.take(&[&finding.evidence.to_string()]));

        self.keep_last(DetailList::Findings, findings, left_out);
    }

    /// Removes the decisions that do not fit, the oldest.
    pub(super) fn decisions(&mut self, decisions: &mut Vec<DecisionRow>) {
        let mut room = Room::of(DETAIL_LIST_BYTES);
        let left_out = decisions.iter().rposition(|decision| {
            let texts =
                [&decision.reason, &decision.note].map(|it| it.as_deref().unwrap_or_default());

            !room.take(&texts)
        });

        self.keep_last(DetailList::Decisions, decisions, left_out);
    }

    /// Removes the reports that do not fit, the oldest: these come last.
    pub(super) fn reports(&mut self, reports: &mut Vec<ReportRow>) {
        let mut room = Room::of(DETAIL_LIST_BYTES);
        let count = room.first_that_fit(reports, |report| {
            [report.detail.as_deref().unwrap_or_default()]
        });
        if count < reports.len() {
            self.note(DetailList::Reports);
            reports.truncate(count);
        }
    }

    /// Removes the revisions that do not fit, the oldest. One is left: a page leads to the one before.
    pub(super) fn revisions(&mut self, revisions: &mut Vec<RevisionRow>) {
        let mut room = Room::of(DETAIL_TEXT_BYTES);
        revisions.reverse();
        let count = room.first_that_fit(revisions, |revision| [revision.body.as_str()]);
        if count < revisions.len() {
            self.note(DetailList::Revisions);
            revisions.truncate(count);
        }
        revisions.reverse();
    }

    /// Keeps what comes after `left_out`.
    fn keep_last<T>(&mut self, list: DetailList, items: &mut Vec<T>, left_out: Option<usize>) {
        if let Some(at) = left_out {
            self.note(list);
            items.drain(..=at);
        }
    }
}

impl DiffRoom {
    pub(super) const fn new() -> Self {
        Self(Room::of(DETAIL_TEXT_BYTES))
    }

    /// Whether there may be room for the difference of two texts, which has at least the longer one.
    pub(super) fn has_room(&self, one: &str, other: &str) -> bool {
        self.0.has(one.len().max(other.len()))
    }

    /// Takes up room for a difference. False if there is too little.
    pub(super) fn take(&mut self, diff: &[Span]) -> bool {
        let sizes = diff.iter().map(|span| span.text.len().saturating_add(SPAN));

        self.0.take_bytes(sizes.sum())
    }
}
