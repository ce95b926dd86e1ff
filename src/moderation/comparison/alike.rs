//! Names the way in which two texts are alike, and whether they belong to one campaign.

use super::match_kind::MatchKind;
use crate::moderation::facts::Relation;
use crate::text::overlap::{Overlap, Shared, Wrapping};
use crate::text::similarity::Similarity;
use crate::text::skeleton::Skeleton;
use crate::text::slot::Slot;

/// A later text of another author answers the earlier one if it adds at least this many times the
/// earlier text's letters.
const ANSWER_RATIO: f64 = 1.5;

/// Passages of so many letters in two texts are no chance, and longer than most quoted sentences.
const LONG_PASSAGES: u32 = 80;
/// The same for texts that both name a link, a contact or a price.
const PASSAGES_OF_OFFER: u32 = 40;
/// Texts that are not near are noted if their passages are one part in so many of the shorter one.
const PARTS_OF_PASSAGES: u32 = 3;
/// A wrapping of so many sentences, or with a long first paragraph, tells something. Most signatures
/// do not.
const SENTENCES: u32 = 2;

/// Texts with one slot are noted if at least so many letters are fixed.
const FIXED: u32 = 40;
/// The same for texts that both name a link, a contact or a price.
const FIXED_OF_OFFER: u32 = 20;

/// Readers write a text of fewer letters with their own numbers by chance, if it names no offer.
const GUESS: u32 = 60;
/// A text of fewer letters is about its numbers if only these change.
const ABOUT_NUMBERS: u32 = 80;
/// A longer text is about its numbers if one changes in so many letters of the lines with numbers.
const LETTERS_TO_A_NUMBER: u32 = 40;

/// Two texts to judge, and their authors.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub earlier: &'a Skeleton,
    pub later: &'a Skeleton,
    pub relation: Relation,
}

/// The judgement on two texts that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alike {
    pub kind: MatchKind,
    pub is_campaign: bool,
}

impl Texts<'_> {
    /// The letters of the shorter text.
    pub(super) fn letters(&self) -> u32 {
        self.earlier.letters().min(self.later.letters())
    }

    pub(super) fn have_the_same_numbers(&self) -> bool {
        self.earlier.has_the_numbers_of(self.later)
    }

    /// Judges texts most of which is the same.
    pub(super) fn judge_near(&self, overlap: &Overlap) -> Alike {
        match overlap.shared {
            Shared::Content if self.are_about_numbers() => Alike {
                kind: MatchKind::Frame,
                is_campaign: false,
            },
            Shared::Content => Alike {
                kind: MatchKind::Near,
                is_campaign: true,
            },
            _ => self.judge_frame(overlap),
        }
    }

    /// Judges texts of which one occurs in the other.
    pub(super) fn judge_contained(&self, overlap: &Overlap) -> Alike {
        let is_content = overlap.shared == Shared::Content;
        if !is_content || self.relation != Relation::SameAuthor && self.is_answer(overlap) {
            return self.judge_frame(overlap);
        }

        Alike {
            kind: MatchKind::Contains,
            is_campaign: self.share_a_message(overlap),
        }
    }

    /// Judges texts that are neither near nor contained, but share a long passage or everything but
    /// one slot. `None`: they are unrelated.
    pub(super) fn judge_partly_alike(&self, overlap: &Overlap) -> Option<Alike> {
        let has_passages = overlap.passages >= LONG_PASSAGES
            && overlap.passages * PARTS_OF_PASSAGES >= self.letters();
        if has_passages {
            return Some(self.judge_frame(overlap));
        }

        self.have_one_slot().then_some(Alike {
            kind: MatchKind::Frame,
            is_campaign: true,
        })
    }

    fn judge_frame(&self, overlap: &Overlap) -> Alike {
        Alike {
            kind: MatchKind::Frame,
            is_campaign: self.share_a_message(overlap),
        }
    }

    /// Whether what the texts share is a message of its own: no chance, no quotation and no
    /// signature.
    fn share_a_message(&self, overlap: &Overlap) -> bool {
        let is_long = overlap.passages >= LONG_PASSAGES
            || overlap.passages >= PASSAGES_OF_OFFER && self.name_offers();

        match overlap.shared {
            Shared::Content | Shared::FrameOnly => is_long || self.have_one_slot(),
            Shared::WrappingOnly(Wrapping {
                letters_above,
                sentences,
            }) => {
                let is_told = letters_above >= LONG_PASSAGES || sentences >= SENTENCES;

                is_long && (is_told || self.name_offers())
            }
            Shared::QuotationOnly => false,
        }
    }

    /// Whether the texts are one template with another filling of its slot.
    fn have_one_slot(&self) -> bool {
        let Slot { fixed, filling } = Slot::between(self.earlier, self.later);

        fixed >= filling && (fixed >= FIXED || fixed >= FIXED_OF_OFFER && self.name_offers())
    }

    /// Whether the numbers are what the texts are about, so that other numbers make another text: one
    /// author's diary, or the guesses of several readers. Other numbers to call or to pay to do not.
    fn are_about_numbers(&self) -> bool {
        let Some(changes) = self.earlier.number_changes(self.later) else {
            return false;
        };
        if changes.changed == 0 || changes.change_contact {
            return false;
        }

        let has_equal_words = self.earlier.has_the_words_of(self.later);
        let letters = self.letters();
        let beside_numbers = self.earlier.letters_beside_numbers();
        let are_dense = |in_letters: u32| changes.changed * in_letters >= beside_numbers;

        match self.relation {
            Relation::OtherAuthor | Relation::SameEmail => {
                has_equal_words && letters < GUESS && !self.name_offers()
            }
            Relation::SameAuthor if has_equal_words && letters < ABOUT_NUMBERS => true,
            Relation::SameAuthor if self.name_offers() => false,
            Relation::SameAuthor if has_equal_words => {
                beside_numbers < ABOUT_NUMBERS || are_dense(LETTERS_TO_A_NUMBER)
            }
            Relation::SameAuthor => {
                letters < ABOUT_NUMBERS
                    && changes.changed == changes.numbers
                    && are_dense(LETTERS_TO_A_NUMBER / 2)
            }
        }
    }

    /// Whether both texts name a link, a contact or a price.
    pub(super) fn name_offers(&self) -> bool {
        self.earlier.names_offer() && self.later.names_offer()
    }

    /// Whether the later text quotes the earlier one without quotation marks and answers it at
    /// length.
    fn is_answer(&self, overlap: &Overlap) -> bool {
        let added = f64::from(overlap.only_in_second);

        added >= ANSWER_RATIO * f64::from(self.earlier.letters())
    }

    /// The similarity with the numbers as they are written, from that without them.
    pub(super) fn similarity_as_written(&self, without_numbers: Similarity) -> Similarity {
        if self.have_the_same_numbers() {
            without_numbers
        } else {
            Similarity::as_written(self.earlier, self.later)
        }
    }
}
