//! Texts of mentions and links.

use super::*;

#[test]
fn ten_shared_mentions_make_no_duplicate() {
    let people = "@anna_b @ben_c @cem_d @dora_e @emil_f @finn_g @gerd_h @hans_i @ida_j @karl_k";

    assert_eq!(
        found(
            &format!("{people} I doubt that very much"),
            &format!("{people} so do most of us here"),
            SameAuthor
        ),
        None
    );
}

#[test]
fn a_few_words_to_twenty_people_are_compared_without_the_mentions() {
    let person = |number| format!("@listener_number_{} ", char::from(b'a' + number));
    let people: String = (0..20).map(person).collect();

    for relation in [SameAuthor, OtherAuthor] {
        assert_eq!(
            found(
                &format!("{people} Never, for shame!"),
                &format!("{people} I hear no more of it :-("),
                relation
            ),
            None
        );
    }
}

#[test]
fn a_text_of_mentions_only_is_a_duplicate() {
    let text = "@Order @the @miracle @drops @today @they @cured @my @knees @within @a @week @no @doctor @needed";

    assert_found(MatchKind::Exact, text, &text.to_lowercase());
    assert_duplicate(text, &text.replace("@knees", "@hands"));
    assert_duplicate(text, &text.replace('@', ""));
}

#[test]
fn a_text_of_one_link_only_is_a_duplicate_where_it_is_equal() {
    let link = |name| {
        format!("https://spam.example.com/buy-the-{name}-drops-today-with-a-discount?ref=123")
    };

    assert_found(MatchKind::Exact, &link("miracle"), &link("miracle"));
    assert_no_duplicate(&link("miracle"), &link("wonder"));
    assert_found(
        MatchKind::Exact,
        &format!("<{}>", link("miracle")),
        &format!("<{}>", link("miracle")),
    );
}

#[test]
fn a_short_reply_with_a_mention_counts_as_written_by_chance() {
    for reply in [
        "@anna_smith thanks a lot!",
        "@anna_smith @ben_jones +1",
        "@anna_smith 👍",
    ] {
        assert_eq!(
            found(reply, &reply.to_uppercase(), OtherAuthor),
            Some(MatchKind::Short),
            "{reply}"
        );
    }
}
