//! Texts that occur in longer ones, and frames around different content.

use super::*;

#[test]
fn a_text_that_occurs_in_a_longer_one_is_contained_in_it() {
    in_each_language(|language| {
        let [first, second, _] = language.sentences;
        let part = format!("{first} {second}");
        let longer = format!(
            "{} {} {part} {}",
            language.other, language.form[0], language.other
        );

        assert_eq!(found(&part, &longer, SameAuthor), Some(MatchKind::Contains));
        assert_eq!(found(&longer, &part, SameAuthor), Some(MatchKind::Contains));
        assert_duplicate(&language.text(), &part);
    });
}

#[test]
fn a_text_that_another_author_posts_with_as_much_added_is_contained() {
    in_each_language(|language| {
        let [first, second, _] = language.sentences;
        let part = format!("{first} {second}");
        let letters = |text: &str| Skeleton::of(text).letters();

        // Adds words until the text has nine quarters of its letters.
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
            Some(MatchKind::Contains),
            "{longer}"
        );
        assert_eq!(
            found(&longer, &part, OtherAuthor),
            Some(MatchKind::Contains),
            "{longer}"
        );
    });
}

#[test]
fn a_text_that_another_author_repeats_and_answers_at_length_is_no_duplicate() {
    in_each_language(|language| {
        let [first, second, third] = language.sentences;
        let part = format!("{first} {second}");
        let answered = format!(
            "@reader42: {part}\n\n{} {} {}",
            language.other, language.form[0], language.other
        );

        assert_eq!(
            found(&part, &answered, OtherAuthor),
            Some(MatchKind::Frame),
            "{answered}"
        );
        assert_eq!(
            found(&answered, &part, OtherAuthor),
            Some(MatchKind::Contains),
            "an excerpt is no answer"
        );
        assert_duplicate(&part, &format!("@reader42: {part}\n\n{third}"));
    });
}

#[test]
fn a_shared_greeting_and_signature_around_other_content_is_no_duplicate() {
    in_each_language(|language| {
        let sign = |text: &str| format!("{} {text}\n\n{}", language.greeting, language.signature);
        assert_no_duplicate(&sign(language.other), &sign(language.sentences[0]));
        assert_no_duplicate(&sign(language.other), &sign(&language.text()));
    });
}

#[test]
fn two_letters_of_one_form_are_one_frame() {
    in_each_language(|language| {
        let [one, two] = language.form;
        assert_found(MatchKind::Frame, one, two);
    });
}

#[test]
fn an_answer_to_a_quotation_does_not_duplicate_it() {
    in_each_language(|language| {
        let (text, answer) = (language.text(), language.other.to_owned());

        assert_no_duplicate(&text, &format!("> {text}\n\n{answer}"));
        assert_no_duplicate(&text, &format!("“{text}” {answer}"));
        assert_no_duplicate(
            &format!("> {text}\n\n{answer}"),
            &format!("> {text}\n\n{}", language.form[0]),
        );
    });

    let text = LANGUAGES[0].text();
    assert_duplicate(&text, &format!("> {text}\n\n+1"));
}
