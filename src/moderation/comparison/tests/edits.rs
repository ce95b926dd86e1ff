//! Edited copies stay duplicates.

use super::*;

#[test]
fn one_to_five_words_inserted_deleted_or_replaced_leave_it_a_duplicate() {
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
                assert_duplicate(&text, &language.join(&edited));
            }
        }
    });
}

#[test]
fn a_late_phrase_changed_leaves_it_a_duplicate() {
    in_each_language(|language| {
        let text = language.text();
        let (mut changed, strange) = (language.pieces(&text), language.pieces(language.other));

        let late = changed.len() - 4;
        changed.splice(late..late + 2, strange[..2].iter().cloned());

        assert_found(MatchKind::Near, &text, &language.join(&changed));
    });
}

#[test]
fn slips_of_the_keyboard_leave_it_a_duplicate() {
    in_each_language(|language| {
        let mut letters: Vec<char> = language.text().chars().collect();
        let length = letters.len();

        letters.swap(length / 5, length / 5 + 1);
        letters.remove(length / 2);
        letters.insert(length * 4 / 5, letters[length * 4 / 5]);

        assert_found(
            MatchKind::Near,
            &language.text(),
            &String::from_iter(letters),
        );
    });
}

#[test]
fn sentences_in_another_order_leave_it_a_duplicate() {
    in_each_language(|language| {
        let [one, two, three] = language.sentences;
        assert_duplicate(&language.text(), &format!("{three} {one} {two}"));
    });
}

#[test]
fn a_greeting_or_a_signature_more_leaves_it_a_duplicate() {
    in_each_language(|language| {
        let text = language.text();
        assert_duplicate(&text, &format!("{} {text}", language.greeting));
        assert_duplicate(&text, &format!("{text}\n\n{}", language.signature));
    });
}

#[test]
fn another_ending_of_a_sixth_leaves_it_a_duplicate() {
    in_each_language(|language| {
        let text = language.text();
        let (mut ended, strange) = (language.pieces(&text), language.pieces(language.other));

        let replaced = ended.len() / 6;
        ended.truncate(ended.len() - replaced);
        ended.extend(strange.into_iter().take(replaced));

        assert_duplicate(&text, &language.join(&ended));
    });
}

#[test]
fn a_long_form_in_which_only_one_phrase_differs_is_a_duplicate() {
    in_each_language(|language| {
        let [one, two] = language
            .form
            .map(|form| format!("{} {form}", language.text()));
        assert_duplicate(&one, &two);
    });
}

#[test]
fn spun_spam_is_a_duplicate() {
    let spun = [
        "I really love watching football, and I also started to earn some money without any risk by taking the bonus \
         offers. It is a strange method where you bet with one bookmaker and against it with another one",
        "I truly adore watching football, plus I also began to earn some income without any risk by taking the bonus \
         deals. It is a weird method where you bet with one bookmaker and against it at another one",
    ];

    assert_duplicate(spun[0], spun[1]);
    assert_found(
        MatchKind::Near,
        "You can get $500 a day and still stay at home with the children! Call 0171 555 123 now",
        "You can get $900 a day and still stay at home with the children! Call 0160 999 now",
    );
}
