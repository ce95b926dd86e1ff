//! The faults of a request. However many there are, a problem document tells only the first.

use crate::domain::budgets::{DETAIL_CHARACTERS, FAULTS_TOLD, POINTER_CHARACTERS};
use crate::domain::refusal::Invalid;

/// The first faults of a request, each of a bounded length, and the number of all.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    told: Vec<Invalid>,
    count: usize,
}

impl Faults {
    /// Counts a fault, and makes its entry only if it will be told.
    pub(crate) fn add(&mut self, entry: impl FnOnce() -> Invalid) {
        self.count = self.count.saturating_add(1);

        if self.told.len() < FAULTS_TOLD {
            let Invalid {
                pointer,
                code,
                detail,
            } = entry();

            self.told.push(Invalid {
                pointer: cut(pointer, POINTER_CHARACTERS),
                code,
                detail: cut(detail, DETAIL_CHARACTERS),
            });
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The number of all faults.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The faults that are told.
    pub(crate) fn into_told(self) -> Vec<Invalid> {
        self.told
    }
}

impl From<Vec<Invalid>> for Faults {
    fn from(entries: Vec<Invalid>) -> Self {
        let mut faults = Self::default();
        for entry in entries {
            faults.add(|| entry);
        }

        faults
    }
}

/// The text, or its first characters and an ellipsis.
pub(crate) fn cut(mut text: String, characters: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(characters) {
        text.truncate(end);
        text.push('…');
    }

    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_faults_are_told_and_all_are_counted() {
        let entry = |at: usize| Invalid::new(format!("/{at}"), "unknown_field", "Remove it.");
        let faults = Faults::from((0..7_500).map(entry).collect::<Vec<_>>());

        assert_eq!(faults.count(), 7_500);
        let told = faults.into_told();
        assert_eq!(told.len(), FAULTS_TOLD);
        assert_eq!(told[19].pointer, "/19");
    }

    #[test]
    fn a_text_is_cut_between_characters_and_not_twice() {
        let once = cut("é".repeat(300), POINTER_CHARACTERS);

        assert_eq!(once, format!("{}…", "é".repeat(200)));
        assert_eq!(cut(once.clone(), POINTER_CHARACTERS), once);
        assert_eq!(cut("é".repeat(200), POINTER_CHARACTERS), "é".repeat(200));
    }
}
