//! What is a repeat, and what only looks like one? Kind by kind, in eight languages.

use proptest::prelude::*;

use super::*;
use Relation::{OtherAuthor, SameAuthor};

mod addressed;
mod languages;

use languages::{LANGUAGES, Language};

fn found(earlier: &str, later: &str, relation: Relation) -> Option<Kind> {
    compare(
        &Skeleton::of(earlier),
        &Skeleton::of(later),
        relation,
        &Limits::default(),
    )
    .kind
}

/// Whoever wrote it, and whichever came first.
#[track_caller]
fn assert_found(kind: Kind, one: &str, other: &str) {
    for relation in [SameAuthor, OtherAuthor] {
        assert_eq!(
            found(one, other, relation),
            Some(kind),
            "{relation:?}\n{one}\n{other}"
        );
        assert_eq!(
            found(other, one, relation),
            Some(kind),
            "{relation:?}\n{other}\n{one}"
        );
    }
}

#[track_caller]
fn assert_repeat(one: &str, other: &str) {
    for (relation, (earlier, later)) in [SameAuthor, OtherAuthor]
        .into_iter()
        .flat_map(|relation| [(relation, (one, other)), (relation, (other, one))])
    {
        let kind = found(earlier, later, relation);
        assert!(
            kind.is_some_and(Kind::is_duplicate),
            "{relation:?} {kind:?}\n{earlier}\n{later}"
        );
    }
}

#[track_caller]
fn assert_no_repeat(one: &str, other: &str) {
    for (earlier, later) in [(one, other), (other, one)] {
        let kind = found(earlier, later, SameAuthor);
        assert!(
            !kind.is_some_and(Kind::is_duplicate),
            "{kind:?}\n{earlier}\n{later}"
        );
    }
}

fn in_each_language(test: impl Fn(&Language)) {
    LANGUAGES.iter().for_each(test);
}

#[test]
fn case_punctuation_and_spacing_make_no_difference() {
    in_each_language(|language| {
        let text = language.text();
        let bare: String = text
            .chars()
            .filter(|c| !c.is_ascii_punctuation() && !"、。，？；।؟،".contains(*c))
            .collect();
        assert_found(Kind::Exact, &text, &text.to_uppercase());
        assert_found(Kind::Exact, &text, &bare.replace(' ', "  \n"));
        assert_found(Kind::Exact, &text, &language.pieces(&text).join(" - "));
    });
}

#[test]
fn invisible_and_full_width_characters_make_no_difference() {
    in_each_language(|language| {
        let text = language.text();
        let spiked: String = text.chars().flat_map(|c| [c, '\u{200B}']).collect();
        let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
        let widened: String = text
            .chars()
            .map(|c| if c.is_ascii_graphic() { wide(c) } else { c })
            .collect();
        assert_found(Kind::Exact, &text, &spiked);
        assert_found(Kind::Exact, &text, &widened);
    });
}

#[test]
fn look_alike_letters_and_digits_for_letters_are_seen_through() {
    let text = "Whoever wants to earn money at home can have a look at this page now";
    assert_found(
        Kind::Exact,
        text,
        &text
            .replace('o', "о")
            .replace('e', "ｅ")
            .replace('a', "ɑ")
            .replace('h', "һ"),
    );
    assert_found(
        Kind::Near,
        text,
        &text.replace('o', "0").replace('e', "3").replace('a', "@"),
    );
    assert_found(
        Kind::Near,
        text,
        &text.replace(" at ", " aI ").replace("look", "Iook"),
    );
}

#[test]
fn an_emoji_or_a_link_makes_no_difference_but_that_it_is_not_equal() {
    in_each_language(|language| {
        let text = language.text();
        assert_found(Kind::Near, &text, &format!("{text} 🎉🎉"));
        assert_found(
            Kind::Near,
            &text,
            &format!("{text} https://shop.example/?id=7"),
        );
        assert_found(
            Kind::Near,
            &format!("{text} www.one.example.org"),
            &format!("https://two.example {text}"),
        );
    });
}

#[test]
fn one_to_five_words_inserted_deleted_or_replaced_leave_it_a_repeat() {
    in_each_language(|language| {
        let text = language.text();
        let strange = language.pieces(language.other);
        for count in 1..=5 {
            let at = |place: usize| (place * 2 + 1) * language.pieces(&text).len() / (2 * count);
            let (mut more, mut less, mut changed) = (
                language.pieces(&text),
                language.pieces(&text),
                language.pieces(&text),
            );
            for place in (0..count).rev() {
                more.insert(at(place), strange[place].clone());
                less.remove(at(place));
                changed[at(place)] = strange[place].clone();
            }
            for edited in [more, less, changed] {
                assert_repeat(&text, &language.join(&edited));
            }
        }
    });
}

#[test]
fn a_late_phrase_changed_leaves_it_a_repeat() {
    in_each_language(|language| {
        let text = language.text();
        let (mut changed, strange) = (language.pieces(&text), language.pieces(language.other));
        let late = changed.len() - 4;
        changed.splice(late..late + 2, strange[..2].iter().cloned());
        assert_found(Kind::Near, &text, &language.join(&changed));
    });
}

#[test]
fn slips_of_the_keyboard_leave_it_a_repeat() {
    in_each_language(|language| {
        let mut letters: Vec<char> = language.text().chars().collect();
        let length = letters.len();
        letters.swap(length / 5, length / 5 + 1);
        letters.remove(length / 2);
        letters.insert(length * 4 / 5, letters[length * 4 / 5]);
        assert_found(Kind::Near, &language.text(), &String::from_iter(letters));
    });
}

#[test]
fn sentences_in_another_order_leave_it_a_repeat() {
    in_each_language(|language| {
        let [one, two, three] = language.sentences;
        assert_repeat(&language.text(), &format!("{three} {one} {two}"));
    });
}

#[test]
fn a_greeting_or_a_signature_more_leaves_it_a_repeat() {
    in_each_language(|language| {
        let text = language.text();
        assert_repeat(&text, &format!("{} {text}", language.greeting));
        assert_repeat(&text, &format!("{text}\n\n{}", language.signature));
    });
}

#[test]
fn a_text_that_stands_in_a_longer_one_is_contained_in_it() {
    in_each_language(|language| {
        let [first, second, _] = language.sentences;
        let part = format!("{first} {second}");
        let longer = format!(
            "{} {} {part} {}",
            language.other, language.form[0], language.other
        );
        assert_eq!(found(&part, &longer, SameAuthor), Some(Kind::Contains));
        assert_eq!(found(&longer, &part, SameAuthor), Some(Kind::Contains));
        assert_repeat(&language.text(), &part);
    });
}

#[test]
fn a_text_that_somebody_else_takes_over_with_as_much_again_is_contained() {
    in_each_language(|language| {
        let [first, second, _] = language.sentences;
        let part = format!("{first} {second}");
        let letters = |text: &str| Skeleton::of(text).letters();
        let strange = format!("{} {}", language.other, language.form[0]);
        let longer = language
            .pieces(&strange)
            .into_iter()
            .fold(part.clone(), |longer, piece| {
                if letters(&longer) * 4 < letters(&part) * 9 {
                    language.join(&[longer, piece])
                } else {
                    longer
                }
            });
        assert_eq!(
            found(&part, &longer, OtherAuthor),
            Some(Kind::Contains),
            "{longer}"
        );
        assert_eq!(
            found(&longer, &part, OtherAuthor),
            Some(Kind::Contains),
            "{longer}"
        );
    });
}

#[test]
fn a_text_that_somebody_else_takes_up_and_answers_at_length_is_no_repeat() {
    in_each_language(|language| {
        let [first, second, third] = language.sentences;
        let part = format!("{first} {second}");
        let answered = format!(
            "@reader42: {part}\n\n{} {} {}",
            language.other, language.form[0], language.other
        );
        assert_eq!(
            found(&part, &answered, OtherAuthor),
            Some(Kind::Frame),
            "{answered}"
        );
        assert_eq!(
            found(&answered, &part, OtherAuthor),
            Some(Kind::Contains),
            "an excerpt is no answer"
        );
        assert_repeat(&part, &format!("@reader42: {part}\n\n{third}"));
    });
}

#[test]
fn another_ending_of_a_sixth_leaves_it_a_repeat() {
    in_each_language(|language| {
        let text = language.text();
        let (mut ended, strange) = (language.pieces(&text), language.pieces(language.other));
        let replaced = ended.len() / 6;
        ended.truncate(ended.len() - replaced);
        ended.extend(strange.into_iter().take(replaced));
        assert_repeat(&text, &language.join(&ended));
    });
}

#[test]
fn a_long_form_in_which_only_one_phrase_differs_is_a_repeat() {
    in_each_language(|language| {
        let [one, two] = language
            .form
            .map(|form| format!("{} {form}", language.text()));
        assert_repeat(&one, &two);
    });
}

#[test]
fn spun_spam_is_a_repeat() {
    let spun = [
        "I really love watching football, and I also started to earn some money without any risk by taking the bonus \
         offers. It is a strange method where you bet with one bookmaker and against it with another one",
        "I truly adore watching football, plus I also began to earn some income without any risk by taking the bonus \
         deals. It is a weird method where you bet with one bookmaker and against it at another one",
    ];
    assert_repeat(spun[0], spun[1]);
    assert_found(
        Kind::Near,
        "You can get $500 a day and still stay at home with the children! Call 0171 555 123 now",
        "You can get $900 a day and still stay at home with the children! Call 0160 999 now",
    );
}

#[test]
fn another_text_by_the_same_author_is_no_repeat() {
    in_each_language(|language| {
        assert_eq!(found(&language.text(), language.other, SameAuthor), None);
        assert_eq!(
            found(language.sentences[0], language.sentences[1], SameAuthor),
            None
        );
    });
}

#[test]
fn a_shared_greeting_and_signature_around_other_content_is_no_repeat() {
    in_each_language(|language| {
        let sign = |text: &str| format!("{} {text}\n\n{}", language.greeting, language.signature);
        assert_no_repeat(&sign(language.other), &sign(language.sentences[0]));
        assert_no_repeat(&sign(language.other), &sign(&language.text()));
    });
}

#[test]
fn two_letters_of_one_form_are_one_frame() {
    in_each_language(|language| {
        let [one, two] = language.form;
        assert_found(Kind::Frame, one, two);
    });
}

#[test]
fn an_answer_to_a_quotation_does_not_repeat_it() {
    in_each_language(|language| {
        let (text, answer) = (language.text(), language.other.to_owned());
        assert_no_repeat(&text, &format!("> {text}\n\n{answer}"));
        assert_no_repeat(&text, &format!("“{text}” {answer}"));
        assert_no_repeat(
            &format!("> {text}\n\n{answer}"),
            &format!("> {text}\n\n{}", language.form[0]),
        );
    });
    let text = LANGUAGES[0].text();
    assert_repeat(&text, &format!("> {text}\n\n+1"));
}

#[test]
fn praise_by_different_people_is_short_and_by_the_same_person_a_repeat() {
    in_each_language(|language| {
        let again = language.praise.to_uppercase();
        assert_eq!(
            found(language.praise, &again, OtherAuthor),
            Some(Kind::Short)
        );
        assert_eq!(
            found(language.praise, &again, SameAuthor),
            Some(Kind::Exact)
        );
        assert_eq!(
            found(
                language.praise,
                &format!("{} https://a.example", language.praise),
                OtherAuthor
            ),
            None
        );
    });
    assert_eq!(
        found(
            "많이 배우고 갑니다, 고맙습니다",
            "많이 배우고 갑니다 고맙습니다!",
            OtherAuthor
        ),
        Some(Kind::Short)
    );
    assert!(!Kind::Short.is_duplicate());
}

#[test]
fn two_texts_on_one_topic_are_no_repeat() {
    assert_no_repeat(
        "I think the new tax on sugar comes too late, my dentist has asked for it for twenty years now.",
        "I think the new tax on sugar hits the wrong people, rich ones do not even look at the price.",
    );
    assert_no_repeat(
        "This question is off-topic here because it is about medical advice, please ask a doctor.",
        "This question is off-topic here because it is about repairing bicycles, try the other forum.",
    );
}

#[test]
fn a_chapter_or_a_mark_out_of_ten_is_not_a_number_that_spam_turns() {
    assert_eq!(
        found(
            "Chapter 3 was the best one for me",
            "Chapter 7 was the best one for me",
            OtherAuthor
        ),
        None
    );
    let twice = found(
        "Call me at 0171 555 1234 about the old hives",
        "Call me at 0171 555 1235 about the old hives",
        SameAuthor,
    );
    assert_eq!(
        twice,
        Some(Kind::Near),
        "near is held; only equal is refused"
    );
}

#[test]
fn another_number_or_sign_is_never_refused() {
    for (one, other) in [
        (
            "We meet on 1.11. at the station, do not be late",
            "We meet on 11.1. at the station, do not be late",
        ),
        (
            "The bottle costs 10.5 euros in our little shop",
            "The bottle costs 105 euros in our little shop",
        ),
        (
            "It was +5 degrees in the garden this morning",
            "It was -5 degrees in the garden this morning",
        ),
        (
            "I wrote the whole thing in C++ last year",
            "I wrote the whole thing in C# last year",
        ),
        (
            "In the beginning of Genesis 1:11 I found it",
            "In the beginning of Genesis 11:1 I found it",
        ),
        (
            "You get in where age < limit, as they say",
            "You get in where age > limit, as they say",
        ),
        (
            "I have read the whole proposal of the council 👍",
            "I have read the whole proposal of the council 👎",
        ),
        (
            "2019. war ein *gutes* Jahr fuer den Wein aus Franken",
            "2020. war ein *gutes* Jahr fuer den Wein aus Franken",
        ),
    ] {
        assert_eq!(found(one, other, SameAuthor), Some(Kind::Near), "{one}");
        assert_ne!(found(one, other, OtherAuthor), Some(Kind::Exact), "{one}");
    }
    for (one, other) in [
        ("Genesis 1:11", "Genesis 11:1"),
        ("version 1.10", "version 11.0"),
        ("1. **Tea**", "2. **Tea**"),
    ] {
        assert_eq!(found(one, other, SameAuthor), None, "{one}");
    }
}

#[test]
fn stricter_limits_find_less() {
    let text = LANGUAGES[0].text();
    let edited = text.replace("October", "the autumn");
    let strict = Limits {
        near: 1.0,
        containment: 1.0,
    };
    let compared = compare(
        &Skeleton::of(&text),
        &Skeleton::of(&edited),
        SameAuthor,
        &strict,
    );
    assert!(compared.similarity > 0.8);
    assert_eq!(compared.kind, None);
    assert_eq!(found(&text, &edited, SameAuthor), Some(Kind::Near));
}

proptest! {
    #[test]
    fn whichever_text_came_first_the_kind_is_the_same_but_for_an_answer(a in "([a-c]{1,4} ){0,25}", b in "([a-c]{1,4} ){0,25}") {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));
        for relation in [SameAuthor, OtherAuthor] {
            let (there, back) = (compare(&a, &b, relation, &Limits::default()), compare(&b, &a, relation, &Limits::default()));
            let is_answer = |kind| relation == OtherAuthor && matches!(kind, Some(Kind::Frame | Kind::Contains));
            let kind = if is_answer(there.kind) && is_answer(back.kind) { back.kind } else { there.kind };
            prop_assert_eq!(Comparison { kind, gone: there.new, new: there.gone, ..there }, back);
        }
        let itself = compare(&a, &a, SameAuthor, &Limits::default());
        prop_assert_eq!((itself.kind, itself.similarity), (Some(Kind::Exact), 1.0));
    }

    #[test]
    fn what_different_people_repeat_one_person_repeats_too(a in "([a-c]{1,4} ){5,25}", b in "([a-c]{1,4} ){5,25}") {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));
        let [same, other] = [SameAuthor, OtherAuthor].map(|relation| compare(&a, &b, relation, &Limits::default()).kind);
        prop_assert!(same.is_some() || other.is_none());
    }
}
