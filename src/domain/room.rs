//! The room in an answer, which the things in it take up one after the other.

use crate::domain::budgets::PAGE_BYTES;

/// What every comment has in an answer beside its texts.
const COMMENT: usize = 600;

/// The bytes that are left in an answer.
#[derive(Debug)]
pub(crate) struct Room {
    left: usize,
}

impl Room {
    /// An empty answer.
    pub(crate) fn new() -> Self {
        Self::of(usize::try_from(PAGE_BYTES).unwrap_or(usize::MAX))
    }

    /// A part of an answer.
    pub(crate) const fn of(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// Takes up room for the texts of a comment. False if there is too little: then none is taken.
    pub(crate) fn take(&mut self, texts: &[&str]) -> bool {
        self.take_bytes(size_of(texts))
    }

    /// Whether there is so much room.
    pub(crate) const fn has(&self, size: usize) -> bool {
        size <= self.left
    }

    /// Takes up so much room. False if there is too little: then none is taken.
    pub(crate) const fn take_bytes(&mut self, size: usize) -> bool {
        let fits = self.has(size);
        if fits {
            self.left -= size;
        }

        fits
    }

    /// Takes up room for what is in the answer anyway.
    pub(crate) fn fill(&mut self, texts: &[&str]) {
        self.left = self.left.saturating_sub(size_of(texts));
    }

    /// The first items: one, and all that fit beside it. `texts` are those of an item.
    pub(crate) fn first_that_fit<'a, T, const COUNT: usize>(
        &mut self,
        items: &'a [T],
        texts: impl Fn(&'a T) -> [&'a str; COUNT],
    ) -> usize {
        let mut count = 0;
        for item in items {
            let texts = texts(item);
            if count == 0 {
                self.fill(&texts);
            } else if !self.take(&texts) {
                break;
            }
            count += 1;
        }

        count
    }
}

fn size_of(texts: &[&str]) -> usize {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();

    bytes.saturating_add(COMMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_item_is_in_the_answer_however_large_and_others_if_they_fit() {
        let large = "a".repeat(2_000_000);
        let half = "a".repeat(520_000);

        for (items, count) in [
            (vec![&large, &large], 1),
            (vec![&half, &half, &half], 2),
            (vec![&half; 1], 1),
            (vec![], 0),
        ] {
            let first = Room::new().first_that_fit(&items, |text| [text.as_str()]);
            assert_eq!(first, count);
        }
    }

    #[test]
    fn small_comments_take_up_room_too() {
        let items = vec![""; 10_000];

        assert_eq!(Room::new().first_that_fit(&items, |text| [*text]), 1_747);
    }
}
