//! Mentions of people (`@name`) in a text.

/// A reply usually mentions at most so many people.
const FEW: usize = 2;

/// A text with more than a few mentions.
pub(super) struct Mentioning {
    /// The text with the names as words.
    pub words: String,
    /// The names alone.
    pub names: String,
}

/// The text without mentions and email addresses. A mention is an `@` that does not follow a word,
/// and three word characters or more. An `@` after a word and before a domain belongs to an email
/// address.
pub(super) fn without_mentions(text: String) -> String {
    if !text.contains('@') {
        return text;
    }

    let mut kept = String::with_capacity(text.len());
    let mut pieces = text.split('@');
    kept.push_str(pieces.next().unwrap_or_default());

    for piece in pieces {
        let follows_word = ends_in_word(&kept);
        let host = host_at_start(piece);
        let is_email = follows_word && host.rsplit_once('.').is_some_and(|(_, top)| top.len() >= 2);
        let name = name_at_start(piece);

        if is_email {
            let before_local = kept.trim_end_matches(|c: char| {
                c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
            });
            kept.truncate(before_local.len());
            kept.push_str(piece.get(host.len()..).unwrap_or_default());
        } else if !follows_word && name.chars().count() >= 3 {
            kept.push(' ');
            kept.push_str(piece.get(name.len()..).unwrap_or_default());
        } else {
            kept.push('@');
            kept.push_str(piece);
        }
    }

    kept
}

/// The text with its mentions, of any length, as words; `None` if it has only a few.
pub(super) fn mentions_as_words(text: &str) -> Option<Mentioning> {
    if text.matches('@').count() <= FEW {
        return None;
    }

    let mut words = String::with_capacity(text.len());
    let mut names = String::new();
    let mut count = 0;
    let mut pieces = text.split('@');
    words.push_str(pieces.next().unwrap_or_default());

    for piece in pieces {
        let name = if ends_in_word(&words) {
            ""
        } else {
            name_at_start(piece)
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

fn host_at_start(text: &str) -> &str {
    prefix_of(text, |c| c.is_alphanumeric() || matches!(c, '.' | '-')).trim_end_matches(['.', '-'])
}

fn name_at_start(text: &str) -> &str {
    prefix_of(text, |c| c.is_alphanumeric() || c == '_')
}

fn prefix_of(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c: char| !belongs(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
