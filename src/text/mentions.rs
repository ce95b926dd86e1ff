//! Which words of a text are mentions of people, and when are they what it says?

/// So many people may be mentioned at the head of a reply.
const FEW: usize = 2;

/// A text in which more than a few words are marked as mentions.
pub(super) struct Mentioning {
    /// With the names as words.
    pub words: String,
    /// The names alone.
    pub names: String,
}

/// A mention is `@` where no word goes on, and three word characters or more. Where one goes on and
/// a domain follows it is an email address, which goes, too.
pub(super) fn without(text: String) -> String {
    if !text.contains('@') {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut pieces = text.split('@');
    kept.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let goes_on = ends_in_word(&kept);
        let domain = end_of(piece, |c| c.is_alphanumeric() || matches!(c, '.' | '-'));
        let host = piece
            .get(..domain)
            .unwrap_or_default()
            .trim_end_matches(['.', '-']);
        if goes_on && host.rsplit_once('.').is_some_and(|(_, top)| top.len() >= 2) {
            let local = kept.trim_end_matches(|c: char| {
                c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
            });
            kept.truncate(local.len());
            kept.push_str(piece.get(host.len()..).unwrap_or_default());
        } else if !goes_on && name(piece).chars().count() >= 3 {
            kept.push(' ');
            kept.push_str(piece.get(name(piece).len()..).unwrap_or_default());
        } else {
            kept.push('@');
            kept.push_str(piece);
        }
    }
    kept
}

/// The same text with its mentions, of however few characters, as words; `None` where they are few.
pub(super) fn as_words(text: &str) -> Option<Mentioning> {
    if text.matches('@').count() <= FEW {
        return None;
    }
    let (mut words, mut names, mut count) = (String::with_capacity(text.len()), String::new(), 0);
    let mut pieces = text.split('@');
    words.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let name = if ends_in_word(&words) {
            ""
        } else {
            name(piece)
        };
        if name.is_empty() {
            words.push('@');
        } else {
            count += 1;
            words.push(' ');
            names.extend([" ", name]);
        }
        words.push_str(piece);
    }
    (count > FEW).then_some(Mentioning { words, names })
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

fn name(text: &str) -> &str {
    text.get(..end_of(text, |c| c.is_alphanumeric() || c == '_'))
        .unwrap_or_default()
}

fn end_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !belongs(c)).unwrap_or(text.len())
}
