//! Mark-up, URLs, mentions and quotations.

use super::*;

#[test]
fn mark_up_is_read_as_its_readers_see_it() {
    assert_same_words(
        "# Title\n\n**bo**ld, `code` &amp; [a link](https://example.org/x)",
        "title bold code a link",
    );
    assert_same_words("<div>one</div> two<br>three", "one two three");
    assert_equal(
        "**The bees** came _back_ to our garden",
        "The bees came back to our garden",
    );
}

#[test]
fn urls_and_mentions_are_no_words_but_distinguish_equal_texts() {
    let (here, there) = (
        "@anna look at https://one.example/a please",
        "@ben look at www.two.example please",
    );

    assert_near(here, there);
    assert_same_words(here, "look at please");
    assert_same_words(
        "write to ada.quill+bees@mail.example.org or @ me",
        "write to or me",
    );
}

#[test]
fn mentions_are_words_if_a_text_has_hardly_any_others() {
    let marked = |text: &str| {
        text.split(' ')
            .map(|word| format!("@{word}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let text = "Order the miracle drops today, they cured my knees in a week";

    assert_same_words(&marked(text), text);
    assert_same_words(&format!("Yes! {}", marked(text)), &format!("Yes! {text}"));
    assert_same_words(
        "Order @the miracle @drops @today @they cured my @knees in @one week",
        "Order miracle cured my in week",
    );

    // The people whom a reply addresses are no words of it.
    assert_same_words("@anna_smith @ben_jones thanks", "thanks");
    assert_same_words("@anna_smith @ben_jones @cem_demir thanks", "thanks");
    assert_same_words(
        "@anna_of_the_green_mountains @ben_of_the_blue_river 👍",
        "👍",
    );
}

#[test]
fn a_long_link_alone_is_not_common_but_few_words_beside_it_are() {
    let link = "https://spam.example.com/buy-the-miracle-drops-today-with-a-discount?ref=123";

    assert!(!Skeleton::of(link).is_common());
    assert!(!Skeleton::of(&format!("> {link}\n\n<{link}>!")).is_common());
    assert!(Skeleton::of(&format!("Great! {link}")).is_common());
    assert!(Skeleton::of(&format!("👍 {link}")).is_common());
    assert!(Skeleton::of(&format!("[Great]({link})")).is_common());
    assert!(Skeleton::of("https://a.example").is_common());
    assert!(Skeleton::of("").is_common());
}

#[test]
fn a_quotation_counts_only_if_little_was_added() {
    let quote = "Bees fly at ten degrees.";
    let answer = "Ours stay in until it is warmer than that.";

    assert_same_words(&format!("> {quote}\n\n{answer}"), answer);
    assert_same_words(
        &format!("<blockquote>{quote}</blockquote> {answer}"),
        answer,
    );
    assert_same_words(&format!("> {quote}\n\nYes!"), &format!("{quote} Yes!"));
}

#[test]
fn the_numbers_of_a_list_count() {
    let year = |year| format!("{year}. war ein *gutes* Jahr fuer den Wein aus Franken");

    assert_near(&year(2019), &year(2020));
    assert_near("1. **Tea**", "2. **Tea**");
    assert_equal(
        "3. **Tea**\n4. Milk\n\n   5. *Rum*\n   6. Water",
        "3. Tea 4. Milk 5. Rum 6. Water",
    );
    assert_equal("- **Tea**\n- Milk", "Tea Milk");
}
