//! Pairs that must not be flagged: different comments that have something in common.

use crate::kind::Kind;
use crate::language::{Language, Text};
use crate::letters::{beside, sentences, weight};
use crate::support::random::Random;
use crate::template;
use crate::texts::Texts;

/// Two texts of this kind; `None` if the label would be open to doubt.
pub fn make_different(kind: Kind, language: &Language, random: &mut Random) -> Option<Texts> {
    match kind {
        Kind::SameAuthorOtherText => on_different_topics(language, random).map(Unrelated::texts),
        Kind::SharedSignature => shared_signature(language, random),
        Kind::SharedFrame => shared_frame(language, random),
        Kind::FormLetter => form_letter(language, random),
        Kind::QuoteThenAnswer => quote_then_answer(language, random),
        Kind::ShortPraise => short_praise(language, random),
        Kind::SameTopic if random.chance(40) => Some(random.pick(&language.alike).clone()),
        Kind::SameTopic => on_one_topic(language, random).map(Unrelated::texts),
        Kind::AnswerInTheSameWords => Some(random.pick(&language.answers).clone()),
        _ => None,
    }
}

/// Two texts that were written without regard to each other.
struct Unrelated<'a> {
    a: &'a Text,
    b: &'a Text,
}

impl Unrelated<'_> {
    fn texts(self) -> Texts {
        Texts::new(&self.a.text, &self.b.text)
    }

    fn both_weigh(&self, least: usize) -> bool {
        weight(&self.a.text) >= least && weight(&self.b.text) >= least
    }
}

fn on_different_topics<'a>(language: &'a Language, random: &mut Random) -> Option<Unrelated<'a>> {
    let a = random.pick(&language.texts);
    let b = random.pick(&language.texts);

    (a.topic != b.topic).then_some(Unrelated { a, b })
}

fn on_one_topic<'a>(language: &'a Language, random: &mut Random) -> Option<Unrelated<'a>> {
    let a = random.pick(&language.texts);
    let others: Vec<&Text> = language
        .texts
        .iter()
        .filter(|b| b.topic == a.topic && b.text != a.text)
        .collect();
    if others.is_empty() {
        return None;
    }

    let b = *random.pick(&others);
    Some(Unrelated { a, b })
}

/// A long signature below different texts, also below short ones.
fn shared_signature(language: &Language, random: &mut Random) -> Option<Texts> {
    let unrelated = on_different_topics(language, random)?;
    let signature = random.pick(&language.signatures);
    let separator = *random.pick(&["\n\n", "\n", "\n\n-- \n"]);
    if !unrelated.both_weigh(30) {
        return None;
    }

    let signed = |text: &Text| format!("{}{separator}{signature}", text.text);
    Some(Texts::new(signed(unrelated.a), signed(unrelated.b)))
}

/// The same words around different content, which is at least as long as two thirds of them.
fn shared_frame(language: &Language, random: &mut Random) -> Option<Texts> {
    let unrelated = on_different_topics(language, random)?;
    let frame = random.pick(&language.frames);
    if !unrelated.both_weigh((weight(&frame.before) + weight(&frame.behind)) * 2 / 3) {
        return None;
    }

    let framed = |text: &Text| beside(&beside(&frame.before, &text.text), &frame.behind);
    Some(Texts::new(framed(unrelated.a), framed(unrelated.b)))
}

/// One form with two fillings, each at least two fifths of the letters.
fn form_letter(language: &Language, random: &mut Random) -> Option<Texts> {
    let form = random.pick(&language.forms);
    let a = random.pick(&form.fillings);
    let b = random.pick(&form.fillings);
    let letter = |fillings: &[String]| template::fill_form(&form.form, fillings);
    let is_filled = |fillings: &[String]| {
        let filled: usize = fillings.iter().map(|filling| weight(filling)).sum();
        filled * 5 >= weight(&letter(fillings)) * 2
    };

    (a != b && is_filled(a) && is_filled(b)).then(|| Texts::new(letter(a), letter(b)))
}

/// A text, and another one that quotes it and answers. Behind `>` the whole text is quoted;
/// otherwise one sentence, and the answer is at least one and a half times as long.
fn quote_then_answer(language: &Language, random: &mut Random) -> Option<Texts> {
    let Unrelated { a, b: answer } = on_one_topic(language, random)?;
    if weight(&answer.text) < 30 {
        return None;
    }

    if random.chance(50) {
        let quoted: String = a.text.lines().map(|line| format!("> {line}\n")).collect();
        return Some(Texts::new(&a.text, format!("{quoted}\n{}", answer.text)));
    }

    // A sentence without quotation marks or a name must not be the whole text.
    let all = sentences(&a.text);
    let sentence = random.pick(&all);
    let quoted = match random.below(3) {
        0 => format!("\"{sentence}\""),
        1 => format!("@reader42: {sentence}"),
        _ if all.len() > 1 => sentence.clone(),
        _ => return None,
    };

    (weight(&answer.text) * 2 >= weight(sentence) * 3)
        .then(|| Texts::new(&a.text, format!("{quoted}\n\n{}", answer.text)))
}

/// Praise that many people write: equal below 20 letters, otherwise in other words.
fn short_praise(language: &Language, random: &mut Random) -> Option<Texts> {
    let a = random.pick(&language.praise);

    if random.chance(40) {
        let b = a.trim_end_matches(['!', '！']);
        let b = format!("{b}{}", random.pick(&["!!", " :)", ".", "", " 👍"]));
        let b = if random.chance(40) {
            b.to_lowercase()
        } else {
            b
        };
        return (weight(a) < 20).then(|| Texts::new(a, b));
    }

    let b = random.pick(&language.praise);
    (a != b).then(|| Texts::new(a, b))
}
