//! How are the pairs made that must not be flagged?

use crate::kind::Kind;
use crate::language::{Language, Text};
use crate::letters::{beside, sentences, weight};
use crate::random::Random;
use crate::template;

/// Two texts that have something in common and are no repeat; `None` where that is open to doubt.
pub fn other(kind: Kind, language: &Language, random: &mut Random) -> Option<(String, String)> {
    match kind {
        Kind::SameAuthorOtherText => {
            strangers(language, random).map(|(a, b)| (a.text.clone(), b.text.clone()))
        }
        Kind::SharedSignature => shared_signature(language, random),
        Kind::SharedFrame => shared_frame(language, random),
        Kind::FormLetter => form_letter(language, random),
        Kind::QuoteThenAnswer => quote_then_answer(language, random),
        Kind::ShortPraise => short_praise(language, random),
        Kind::SameTopic if random.chance(40) => Some(random.pick(&language.alike).clone()),
        Kind::SameTopic => {
            neighbours(language, random).map(|(a, b)| (a.text.clone(), b.text.clone()))
        }
        Kind::AnswerInTheSameWords => Some(random.pick(&language.answers).clone()),
        _ => None,
    }
}

/// Two texts on different topics.
fn strangers<'a>(language: &'a Language, random: &mut Random) -> Option<(&'a Text, &'a Text)> {
    let (a, b) = (random.pick(&language.texts), random.pick(&language.texts));
    (a.topic != b.topic).then_some((a, b))
}

/// Two texts under one article.
fn neighbours<'a>(language: &'a Language, random: &mut Random) -> Option<(&'a Text, &'a Text)> {
    let a = random.pick(&language.texts);
    let others: Vec<&Text> = language
        .texts
        .iter()
        .filter(|b| b.topic == a.topic && b.text != a.text)
        .collect();
    (!others.is_empty()).then(|| (a, *random.pick(&others)))
}

/// A long signature below different texts, also below short ones.
fn shared_signature(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let (a, b) = strangers(language, random)?;
    let signature = random.pick(&language.signatures);
    let parted = *random.pick(&["\n\n", "\n", "\n\n-- \n"]);
    let signed = |text: &Text| format!("{}{parted}{signature}", text.text);
    (weight(&a.text) >= 30 && weight(&b.text) >= 30).then(|| (signed(a), signed(b)))
}

/// The same words around different content, which is at least as long as two thirds of them.
fn shared_frame(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let (a, b) = strangers(language, random)?;
    let (before, behind) = random.pick(&language.frames);
    let least = (weight(before) + weight(behind)) * 2 / 3;
    let framed = |text: &Text| beside(&beside(before, &text.text), behind);
    (weight(&a.text) >= least && weight(&b.text) >= least).then(|| (framed(a), framed(b)))
}

/// One form filled in twice; the fillings are at least two fifths of the letters.
fn form_letter(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let form = random.pick(&language.forms);
    let (a, b) = (random.pick(&form.fillings), random.pick(&form.fillings));
    let is_filled = |fillings: &[String]| {
        let filled: usize = fillings.iter().map(|filling| weight(filling)).sum();
        filled * 5 >= weight(&template::fill_form(&form.form, fillings)) * 2
    };
    (a != b && is_filled(a) && is_filled(b)).then(|| {
        (
            template::fill_form(&form.form, a),
            template::fill_form(&form.form, b),
        )
    })
}

/// With marks the whole text is quoted; else one sentence, and the answer is at least one and a
/// half times as long as that. A sentence that stands there without quotation marks or a name must
/// not be all that was said.
fn quote_then_answer(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let (a, answer) = neighbours(language, random)?;
    if weight(&answer.text) < 30 {
        return None;
    }
    if random.chance(50) {
        let quoted: String = a.text.lines().map(|line| format!("> {line}\n")).collect();
        return Some((a.text.clone(), format!("{quoted}\n{}", answer.text)));
    }
    let all = sentences(&a.text);
    let sentence = random.pick(&all);
    let quoted = match random.below(3) {
        0 => format!("\"{sentence}\""),
        1 => format!("@reader42: {sentence}"),
        _ if all.len() > 1 => sentence.clone(),
        _ => return None,
    };
    (weight(&answer.text) * 2 >= weight(sentence) * 3)
        .then(|| (a.text.clone(), format!("{quoted}\n\n{}", answer.text)))
}

/// What many people say: equal under 20 letters, otherwise in other words.
fn short_praise(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let a = random.pick(&language.praise);
    if random.chance(40) {
        let again = format!(
            "{}{}",
            a.trim_end_matches(['!', '！']),
            random.pick(&["!!", " :)", ".", "", " 👍"])
        );
        let again = if random.chance(40) {
            again.to_lowercase()
        } else {
            again
        };
        return (weight(a) < 20).then_some((a.clone(), again));
    }
    let b = random.pick(&language.praise);
    (a != b).then(|| (a.clone(), b.clone()))
}
