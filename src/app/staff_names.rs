//! The names of the active accounts, in the form in which they are compared with those of readers.

use std::sync::{Arc, Mutex, PoisonError};

use crate::moderation::facts::AccountFacts;

/// The accounts as they were read last. Folding a name takes longer than the statement that tells
/// whether it changed.
#[derive(Default)]
pub struct StaffNames(Mutex<Option<State>>);

/// The accounts at one version of them.
struct State {
    version: Option<i64>,
    accounts: Arc<[AccountFacts]>,
}

impl StaffNames {
    /// The accounts, if they were remembered at this version.
    pub(crate) fn find(&self, version: Option<i64>) -> Option<Arc<[AccountFacts]>> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);

        state
            .as_ref()
            .filter(|state| state.version == version)
            .map(|state| Arc::clone(&state.accounts))
    }

    /// Remembers accounts that were read at this version or a later one.
    pub(crate) fn remember(&self, version: Option<i64>, accounts: &Arc<[AccountFacts]>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);

        *state = Some(State {
            version,
            accounts: Arc::clone(accounts),
        });
    }
}
