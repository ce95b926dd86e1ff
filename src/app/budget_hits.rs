//! Counters of the work of comparing texts, and of the budgets that cut work, for the metrics.

use std::sync::atomic::{AtomicU64, Ordering};

use strum::VariantArray;

use crate::domain::budgets::Budget;

/// How often each budget was hit, and the letters that were compared.
#[derive(Debug)]
pub struct BudgetHits {
    hits: Vec<AtomicU64>,
    compared_letters: AtomicU64,
}

impl Default for BudgetHits {
    fn default() -> Self {
        Self {
            hits: Budget::VARIANTS.iter().map(|_| AtomicU64::new(0)).collect(),
            compared_letters: AtomicU64::new(0),
        }
    }
}

impl BudgetHits {
    /// Counts that something was left out.
    pub(crate) fn note(&self, budget: Budget) {
        let hits = Budget::VARIANTS.iter().zip(&self.hits);

        for (_, count) in hits.filter(|(one, _)| **one == budget) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts the letters of candidates that a text was compared with.
    pub(crate) fn note_compared(&self, letters: u64) {
        self.compared_letters.fetch_add(letters, Ordering::Relaxed);
    }

    /// How often each budget was hit.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let hits = Budget::VARIANTS.iter().zip(&self.hits);

        hits.map(|(budget, count)| (budget.as_str(), count.load(Ordering::Relaxed)))
    }

    pub(crate) fn compared_letters(&self) -> u64 {
        self.compared_letters.load(Ordering::Relaxed)
    }
}
