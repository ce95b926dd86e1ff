//! Impairments of the database that its faults tell of: what it lacks while it still answers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;
use strum::{IntoStaticStr, VariantArray};

use crate::db::connection::fault::code_of_fault;
use crate::db::connection::freshness::Freshness;
use crate::error::Error;

/// How long after its last fault the database counts as impaired. A write that fails again begins
/// this time anew.
const LASTING: Duration = Duration::from_secs(10);

/// What the database lacks, by the codes of the PostgreSQL documentation, appendix "Error Codes".
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(crate) enum Impairment {
    /// 53100: a file cannot grow.
    DiskFull,
    /// 53200.
    OutOfMemory,
    /// 58000, 58030: the operating system fails to read or write.
    StorageFault,
    /// 53000: the operating system has no more files or processes for it.
    InsufficientResources,
    /// 53300: the server, the database or the role has its limit of sessions.
    TooManySessions,
}

/// The impairments that one process has seen.
#[derive(Debug, Default)]
pub(crate) struct Impairments {
    disk_full: Seen,
    out_of_memory: Seen,
    storage_fault: Seen,
    insufficient_resources: Seen,
    too_many_sessions: Seen,
}

#[derive(Debug, Default)]
struct Seen {
    count: AtomicU64,
    last: Freshness,
}

impl Impairment {
    pub(crate) const fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// What the code says that the database lacks.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        match code {
            "53100" => Some(Self::DiskFull),
            "53200" => Some(Self::OutOfMemory),
            "58000" | "58030" => Some(Self::StorageFault),
            "53000" => Some(Self::InsufficientResources),
            "53300" => Some(Self::TooManySessions),
            _ => None,
        }
    }

    fn of_error(error: &Error) -> Option<Self> {
        let Error::Unavailable { source, .. } = error else {
            return None;
        };

        Self::of_code(code_of_fault(source.downcast_ref::<DieselError>()?)?)
    }

    /// Whether it keeps the service from writing. Where sessions are short, requests wait for those
    /// that there are.
    const fn is_serious(self) -> bool {
        !matches!(self, Self::TooManySessions)
    }
}

impl Impairments {
    /// Notes what this fault tells, if anything.
    pub(super) fn note_error(&self, error: &Error) {
        if let Some(impairment) = Impairment::of_error(error) {
            self.note(impairment);
        }
    }

    pub(super) fn note(&self, impairment: Impairment) {
        let seen = self.seen(impairment);

        seen.count.fetch_add(1, Ordering::Relaxed);
        seen.last.record_proof(Instant::now());
    }

    /// How often each was seen, for the metrics.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Impairment::VARIANTS.iter().map(|&impairment| {
            let count = self.seen(impairment).count.load(Ordering::Relaxed);

            (impairment.as_str(), count)
        })
    }

    /// An impairment that kept the service from writing a moment ago.
    pub(crate) fn present(&self, now: Instant) -> Option<Impairment> {
        let is_recent = |impairment: &Impairment| {
            let age = self.seen(*impairment).last.age(now);
            age.is_some_and(|age| age <= LASTING)
        };

        Impairment::VARIANTS
            .iter()
            .copied()
            .filter(|impairment| impairment.is_serious())
            .find(is_recent)
    }

    const fn seen(&self, impairment: Impairment) -> &Seen {
        match impairment {
            Impairment::DiskFull => &self.disk_full,
            Impairment::OutOfMemory => &self.out_of_memory,
            Impairment::StorageFault => &self.storage_fault,
            Impairment::InsufficientResources => &self.insufficient_resources,
            Impairment::TooManySessions => &self.too_many_sessions,
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::DatabaseErrorKind::Unknown;

    use super::*;

    fn fault(message: &str) -> Error {
        Error::from(DieselError::DatabaseError(
            Unknown,
            Box::new(message.to_owned()),
        ))
    }

    #[test]
    fn an_impairment_lasts_ten_seconds_after_its_last_fault() {
        let impairments = Impairments::default();
        let begin = Instant::now();
        assert_eq!(impairments.present(begin), None);

        impairments.note_error(&fault("53100: kein Platz"));
        impairments.note_error(&fault("40P01: Verklemmung"));

        assert_eq!(impairments.present(begin), Some(Impairment::DiskFull));
        let later = Instant::now() + LASTING + Duration::from_millis(1);
        assert_eq!(impairments.present(later), None);
        let counts: Vec<u64> = impairments.counts().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 0, 0, 0, 0]);
    }

    #[test]
    fn a_lack_of_sessions_keeps_nobody_from_writing() {
        let impairments = Impairments::default();

        impairments.note(Impairment::TooManySessions);

        assert_eq!(impairments.present(Instant::now()), None);
    }
}
