//! A place in a JSON document: the names and numbers that lead to it, borrowed, and joined to a
//! pointer (RFC 6901) only where a fault is reported.

use crate::domain::budgets::POINTER_CHARACTERS;
use crate::domain::faults::cut;
use crate::http::extract::failure::escape;

/// A place, which the places inside it borrow. A copied pointer for each value would cost the
/// product of a long name and the number of values below it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    above: Option<&'p Place<'p>>,
    part: Part<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Part<'p> {
    /// The whole document.
    Top,
    Name(&'p str),
    Item(usize),
}

impl Place<'static> {
    pub(super) const TOP: Self = Self {
        above: None,
        part: Part::Top,
    };
}

impl<'p> Place<'p> {
    /// The place of a field of this object.
    pub(super) const fn name(&'p self, name: &'p str) -> Self {
        Self {
            above: Some(self),
            part: Part::Name(name),
        }
    }

    /// The place of an item of this list, counted from 0.
    pub(super) const fn item(&'p self, at: usize) -> Self {
        Self {
            above: Some(self),
            part: Part::Item(at),
        }
    }

    /// The pointer to this place, cut if it is too long to be told.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.write(&mut pointer);

        cut(pointer, POINTER_CHARACTERS)
    }

    /// Appends the pointer to this place, with no more of each name than can be told.
    fn write(&self, pointer: &mut String) {
        if let Some(above) = self.above {
            above.write(pointer);
        }

        // A character has at most four bytes, so this is more than can be told.
        if pointer.len() > POINTER_CHARACTERS.saturating_mul(4) {
            return;
        }

        match self.part {
            Part::Top => {}
            Part::Name(name) => {
                let told = name.char_indices().nth(POINTER_CHARACTERS);
                let name = told.and_then(|(end, _)| name.get(..end)).unwrap_or(name);

                pointer.push('/');
                pointer.push_str(&escape(name));
            }
            Part::Item(at) => {
                pointer.push('/');
                pointer.push_str(&at.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_its_names_and_counts_its_items() {
        let list = Place::TOP;
        let list = list.name("a/b~c");
        let item = list.item(7);

        assert_eq!(Place::TOP.pointer(), "");
        assert_eq!(item.pointer(), "/a~1b~0c/7");
    }

    #[test]
    fn a_long_pointer_is_cut() {
        let name = "x".repeat(64_000);
        let above = Place::TOP;
        let above = above.name(&name);

        assert_eq!(above.item(7).pointer(), format!("/{}…", "x".repeat(199)));
    }
}
