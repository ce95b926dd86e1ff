//! The words and marks around a number that say what it is.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::number_shape::Sign;
use super::role::{Role, Roles};
use super::tokens::{Shape, Tokens};

/// How far words are looked at: a word counts two, a character of a script without spaces one.
const REACH_BEFORE: usize = 10;
const REACH_AFTER: usize = 6;
/// The most tokens that are looked at, marks and spaces included.
const MOST_TOKENS: usize = 40;

/// Pictures of telephones.
const TELEPHONE_SIGNS: [char; 10] = ['☎', '☏', '✆', '📞', '📱', '📲', '🤙', '📳', '🕻', '🕿'];

/// What the surroundings of a number say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// A telephone, or nothing in particular.
    Sign(Sign),
    /// An order, a price, a count.
    OtherNumber,
}

/// The roles of all words of a text, by their endings, too.
pub(super) struct WordRoles(Vec<Roles>);

impl WordRoles {
    pub(super) fn of(tokens: &Tokens) -> Self {
        let lexicon = Lexicon::get();
        let roles = (0..tokens.len()).map(|position| {
            let mut roles = tokens.meaning(position).roles;
            if tokens.is_mark(position, &TELEPHONE_SIGNS) {
                roles.add(Role::Telephone);
            }
            if tokens.shape(position) == Some(Shape::Word) {
                let word: Vec<char> = tokens.folded(position).collect();
                roles.join(lexicon.stem_roles(&word));
            }
            roles
        });

        Self(roles.collect())
    }

    fn at(&self, position: usize) -> Roles {
        self.0.get(position).copied().unwrap_or_default()
    }

    pub(super) fn is_telephone(&self, position: usize) -> bool {
        let roles = self.at(position);

        roles.has(Role::Telephone) || roles.has(Role::Messenger) || roles.has(Role::LooseMessenger)
    }

    fn is_other_number(&self, position: usize) -> bool {
        let roles = self.at(position);

        roles.has(Role::OtherNumber) || roles.has(Role::Account)
    }

    /// Whether a word with this role is among those before a position.
    pub(super) fn has_before(&self, tokens: &Tokens, position: usize, role: Role) -> bool {
        nearest_before(tokens, position, |at| self.at(at).has(role)).is_some()
    }

    /// What the words around a number say. The nearest word decides, the earlier one of two.
    pub(super) fn around(&self, tokens: &Tokens, number: &Range<usize>) -> Surroundings {
        let telephone_before =
            nearest_before(tokens, number.start, |position| self.is_telephone(position));
        let other_before = nearest_before(tokens, number.start, |position| {
            // The unit of an earlier number: `50万`.
            let is_unit = tokens.is_dense(position)
                && position
                    .checked_sub(1)
                    .is_some_and(|before| tokens.shape(before) == Some(Shape::Number));

            self.is_other_number(position) && !is_unit
        });
        let telephone_after = nearest_after(tokens, number.end, REACH_AFTER, |position| {
            // The unit of a later number: `4txt`.
            let is_unit = position > number.end
                && tokens.shape(position) == Some(Shape::Word)
                && tokens.is_in_run(position.checked_sub(1));

            self.is_telephone(position) && !is_unit
        });
        let other_after = nearest_after(tokens, number.end, 2, |position| {
            self.is_other_number(position) && !self.is_telephone(position)
        });

        let is_nearer = |one: Option<usize>, other: Option<usize>| match (one, other) {
            (Some(one), Some(other)) => one <= other,
            (one, _) => one.is_some(),
        };
        if other_after.is_some() {
            return Surroundings::OtherNumber;
        }

        let is_telephone = is_nearer(telephone_before, other_before)
            || telephone_after.is_some() && is_nearer(telephone_after, other_before);
        if is_telephone {
            Surroundings::Sign(Sign::Telephone)
        } else if other_before.is_some() {
            Surroundings::OtherNumber
        } else {
            Surroundings::Sign(Sign::Nothing)
        }
    }
}

fn nearest_before(
    tokens: &Tokens,
    position: usize,
    is_wanted: impl Fn(usize) -> bool,
) -> Option<usize> {
    nearest((0..position).rev(), tokens, REACH_BEFORE, is_wanted)
}

fn nearest_after(
    tokens: &Tokens,
    position: usize,
    reach: usize,
    is_wanted: impl Fn(usize) -> bool,
) -> Option<usize> {
    nearest(position..tokens.len(), tokens, reach, is_wanted)
}

/// The distance of the nearest wanted word. One line end may be between.
fn nearest(
    positions: impl Iterator<Item = usize>,
    tokens: &Tokens,
    reach: usize,
    is_wanted: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut distance = 0;
    let mut lines = 0;
    for position in positions.take(MOST_TOKENS) {
        match tokens.shape(position) {
            Some(Shape::Word) => distance += 2,
            Some(Shape::Dense) => distance += 1,
            Some(Shape::Line) => lines += 1,
            // Another number, or a contact that was found already, has its own words.
            Some(Shape::Number) => distance += 2,
            None => distance += 2,
            _ => {}
        }
        if distance > reach || lines > 1 {
            return None;
        }
        if is_wanted(position) {
            return Some(distance);
        }
    }

    None
}
