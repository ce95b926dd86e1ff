//! The form in which two names are equal if readers may take one for the other.

use std::collections::HashSet;
use std::iter::once;
use std::sync::LazyLock;

use super::equality_form::equality_form;
use super::folding::{Class, Folded, fold};
use super::{bidi, confusables};

/// A name without everything by which two names that look alike may differ.
///
/// The idea is the skeleton of UTS #39, section 4. Beyond it, spaces, marks, case and decoration do
/// not count, and digits and signs inside a word count as the letters that they disguise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameForm {
    readings: [Reading; 3],
}

/// A name as it reads with its signs in one of their meanings.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    /// The letters of all words.
    letters: String,
    /// The letters without the words for roles, such as "admin". Empty if there are no others.
    person: String,
}

/// The meaning of the signs that also stand for letters, as in "Gr@ce".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signs {
    Letters,
    /// Letters between letters, as in "Gr@ce!".
    LettersWithin,
    Decoration,
}

impl NameForm {
    pub(crate) fn of(name: &str) -> Self {
        let folded = fold(&bidi::display_order(name));
        let readings = [Signs::Letters, Signs::LettersWithin, Signs::Decoration]
            .map(|signs| Reading::of(&folded, &words(&folded, signs)));

        Self { readings }
    }

    /// Whether readers may take a person of this name for one of the other name.
    pub(crate) fn resembles(&self, other: &Self) -> bool {
        self.readings
            .iter()
            .any(|one| other.readings.iter().any(|two| one.resembles(two)))
    }

    /// Whether the name is that of a role of the staff: "Admin", "The Moderators".
    pub(crate) fn is_role(&self) -> bool {
        self.readings
            .iter()
            .any(|it| it.person.is_empty() && !it.letters.is_empty() || is_role(&it.letters))
    }
}

impl Reading {
    fn of(folded: &[Folded], words: &[String]) -> Self {
        let letters = words.concat();
        let is_told = words.iter().any(|word| is_role(word));
        let person = words
            .iter()
            .filter(|word| !(is_role(word) || (is_told && is_filler(word))))
            .map(String::as_str)
            .collect();

        // A name of signs alone, such as an emoji.
        if letters.is_empty() {
            let signs = equality_form(folded);
            return Self {
                person: signs.clone(),
                letters: signs,
            };
        }

        Self { letters, person }
    }

    fn resembles(&self, other: &Self) -> bool {
        let is_equal = !self.letters.is_empty() && self.letters == other.letters;

        is_equal || !self.person.is_empty() && self.person == other.person
    }
}

/// The words of a name, in one spelling for all letters that look alike.
fn words(folded: &[Folded], signs: Signs) -> Vec<String> {
    let visible: Vec<&Folded> = folded
        .iter()
        .filter(|it| it.class != Class::Nothing)
        .collect();
    let is_said = |place: usize| visible.get(place).is_some_and(|it| it.is_said());
    let is_within = |place: usize| place > 0 && is_said(place - 1) && is_said(place + 1);
    let reads_sign = |place: usize| match signs {
        Signs::Letters => true,
        Signs::LettersWithin => is_within(place),
        Signs::Decoration => false,
    };

    let mut words = vec![Vec::new()];
    for (place, it) in visible.iter().enumerate() {
        let is_letter = letter_of_sign(it.character).is_some() && reads_sign(place);
        match words.last_mut() {
            Some(word) if it.is_said() || is_letter => word.push(**it),
            Some(word) if !word.is_empty() => words.push(Vec::new()),
            _ => {}
        }
    }

    words
        .iter()
        .map(|word| spelling(word))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The letters of a word. Digits are letters if the word has others: "Gr4ce", but not "1984".
fn spelling(word: &[Folded]) -> String {
    let has_letters = word
        .iter()
        .any(|it| it.is_said() && it.class != Class::Digit);
    if !has_letters {
        return word
            .iter()
            .filter(|it| it.is_said())
            .map(|it| it.character)
            .collect();
    }

    let letters: String = word.iter().map(letter).collect();

    // Two letters that look like one (UTS #39).
    letters.replace("rn", "m").replace("vv", "w")
}

fn letter(it: &Folded) -> char {
    let letter = match (it.class, it.character) {
        (Class::Digit, digit) => letter_of_digit(digit),
        (_, sign) => letter_of_sign(sign).unwrap_or(sign),
    };

    // A capital `I` and a small `l` look alike.
    match confusables::loose_prototype_of(letter) {
        'i' => 'l',
        other => other,
    }
}

const fn letter_of_digit(digit: char) -> char {
    match digit {
        '0' => 'o',
        '1' => 'l',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        _ => digit,
    }
}

const fn letter_of_sign(sign: char) -> Option<char> {
    Some(match sign {
        '@' => 'a',
        '$' => 's',
        '€' => 'e',
        '!' | '|' => 'l',
        _ => return None,
    })
}

fn is_role(word: &str) -> bool {
    static FORMS: LazyLock<HashSet<String>> = LazyLock::new(|| forms(ROLES));

    FORMS.contains(word)
}

/// Whether the word says nothing beside a role.
fn is_filler(word: &str) -> bool {
    static FORMS: LazyLock<HashSet<String>> = LazyLock::new(|| forms(FILLERS));

    FORMS.contains(word)
}

fn forms(list: &str) -> HashSet<String> {
    list.split_whitespace()
        .flat_map(|word| once(words(&fold(word), Signs::Decoration).concat()))
        .collect()
}

/// The roles of those who run a site, in the languages of most readers.
const ROLES: &str = "\
    admin admins administrator administrators administration sysadmin webmaster \
    mod mods moderator moderators moderation staff \
    administratorin administratoren moderatorin moderatoren \
    administrador administradora administradores moderador moderadora moderadores \
    administrateur administratrice administrateurs modérateur modératrice modérateurs \
    amministratore amministratrice moderatore moderatrice \
    beheerder moderatör yönetici administratör moderaattori ylläpitäjä moderátor správce \
    админ админы администратор администраторы модератор модераторы адміністратор \
    διαχειριστής συντονιστής \
    مشرف المشرف مدير ادمن مدیر ادمین ناظر מנהל \
    व्यवस्थापक प्रशासक मॉडरेटर এডমিন ผู้ดูแล ผู้ดูแลระบบ \
    管理员 管理員 版主 管理者 管理人 モデレーター モデレータ 관리자 운영자";

/// Words beside a role that name nobody.
const FILLERS: &str = "\
    the a of site official team group support your our \
    das der die el la los le les il lo команда سایت";

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(one: &str, other: &str) -> bool {
        let alike = NameForm::of(one).resembles(&NameForm::of(other));
        assert_eq!(alike, NameForm::of(other).resembles(&NameForm::of(one)));

        alike
    }

    #[test]
    fn names_that_look_alike_are_alike() {
        for other in [
            "grace HOPPER",
            "GraceHopper",
            "G.r.a.c.e_H-o-p-p-e-r",
            "Gra\u{301}ce Höpper",
            "Grаcе Ноpреr",
            "Ｇｒａｃｅ　Ｈｏｐｐｅｒ",
            "𝔊𝔯𝔞𝔠𝔢 𝔥𝔬𝔭𝔭𝔢𝔯",
            "Gra\u{200B}ce\u{2060} Hopper\u{FE0F}",
            "Gr4c3 H0pper",
            "Gr@ce Hopper!",
            "\"Grace Hopper\" 🌟",
            "@Grace Hopper",
            "Grace Hopper | Moderator",
            "Official Admin: Grace Hopper",
        ] {
            assert!(are_alike("Grace Hopper", other), "{other}");
        }

        for (one, other) in [
            ("Arnold", "Amold"),
            ("Ilya", "lIya"),
            ("Владимир", "Bладимиp"),
            ("李小龙", "李 小龙"),
            ("🦊", "🦊\u{FE0F}"),
            ("Admin", "ADMlN"),
            ("Moderator", "m0derat0r"),
        ] {
            assert!(are_alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn names_that_readers_tell_apart_are_not_alike() {
        for (one, other) in [
            ("Grace Hopper", "Grace"),
            ("Grace Hopper", "Grace Hopper 2"),
            ("Grace Hopper", "Hopper"),
            ("Ada", "Adam"),
            ("Anna", "Ana"),
            ("Ада", "Аня"),
            ("李小龙", "李小虎"),
            ("🦊", "🐻"),
            ("Admin", "Moderator"),
            ("...", "Ada"),
            ("1984", "1985"),
        ] {
            assert!(!are_alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_name_of_roles_alone_is_a_role() {
        for name in [
            "Admin",
            "A.D.M.I.N.",
            "аdmin",
            "The Moderators",
            "Site Admin Team",
            "Модератор",
            "管理员",
            "관리자",
            "مدير",
        ] {
            assert!(NameForm::of(name).is_role(), "{name}");
        }

        for name in [
            "Ada",
            "Team",
            "Support",
            "Grace Moderator",
            "Modesto",
            "Staffan",
            "🦊",
            "...",
        ] {
            assert!(!NameForm::of(name).is_role(), "{name}");
        }
    }
}
