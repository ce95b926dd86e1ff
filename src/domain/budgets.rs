//! What one request may cost. What is larger is cut, and the answer says that it is.

/// Entries of `errors` in a problem document.
pub(crate) const FAULTS_TOLD: usize = 20;
/// Characters of a pointer in a problem document.
pub(crate) const POINTER_CHARACTERS: usize = 200;
/// Characters of a sentence in a problem document.
pub(crate) const DETAIL_CHARACTERS: usize = 1_000;
