//! The web origins from which browsers may call the API: a snapshot of all sites' policies.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

/// The allowed origins, each exactly as a browser sends it. Clones share one list.
#[derive(Debug, Clone, Default)]
pub struct Origins(Arc<RwLock<HashSet<String>>>);

impl Origins {
    /// Whether exactly this origin is on the list.
    pub fn allow(&self, origin: &str) -> bool {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(origin)
    }

    /// Replaces the list.
    pub fn replace(&self, origins: impl IntoIterator<Item = String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = origins.into_iter().collect();
    }
}
