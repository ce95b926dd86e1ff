//! Edits are distinguished from new content in an old frame.

use proptest::prelude::*;

use super::*;

const PATH: &str = "Your map shows the old path along the river. The new one starts behind the chapel and is steeper.";
const CLAY: &str =
    "Could you say which soil suits the small lavender? Mine drowns in clay every March.";
const FROST: &str =
    "Thank you for the chart. I hung it in the shed, where the late frosts are marked in red now.";
const SIGNATURE: &str = "Ada Quill, Harbour Street Allotments, founded 1921, open to all on Sundays from May to October";

fn between(a: &str, b: &str) -> Overlap {
    Overlap::between(&Skeleton::of(a), &Skeleton::of(b))
}

#[test]
fn each_word_changed_counts_once() {
    let overlap = between(
        PATH,
        &PATH.replace("river", "canal").replace("chapel", "school"),
    );

    assert!(
        (9..=11).contains(&overlap.only_in_first) && (9..=11).contains(&overlap.only_in_second),
        "{overlap:?}"
    );
    assert!(overlap.tiled > 0.84, "{overlap:?}");
    assert_eq!(overlap.shared, Shared::Content);
}

#[test]
fn added_text_is_only_in_one_text() {
    let overlap = between(PATH, &format!("{PATH} {CLAY}"));

    assert!(
        overlap.only_in_first == 0 && overlap.only_in_second > 60,
        "{overlap:?}"
    );
    assert_eq!(overlap.shared, Shared::Content);
}

#[test]
fn two_texts_with_one_signature_share_the_wrapping_only() {
    let sign = |text: &str| format!("{text}\n\n{SIGNATURE}");
    assert!(matches!(
        between(&sign(CLAY), &sign(FROST)).shared,
        Shared::WrappingOnly(_)
    ));
    assert_eq!(between(&sign(CLAY), &sign(CLAY)).shared, Shared::Content);
}

#[test]
fn two_texts_that_share_no_stretch_have_no_frame() {
    let overlap = between(PATH, CLAY);
    assert_eq!(overlap.shared, Shared::Content);
    assert!(overlap.tiled < 0.2, "{overlap:?}");
}

#[test]
fn a_frame_leaves_both_texts_a_fifth_of_their_own() {
    let long = format!("{PATH} {FROST}");
    let end = |text: &str, ending: &str| {
        between(
            &format!("{text} Regards, {SIGNATURE}"),
            &format!("{text} {ending}"),
        )
    };

    let endings = [(&long, "Mine drowns."), (&long, CLAY)]
        .map(|(text, ending)| between(text, &format!("{text} {ending}")).shared);
    assert_eq!(endings, [Shared::Content; 2], "one side only");
    assert_eq!(end(PATH, CLAY).shared, Shared::FrameOnly);

    let sixth = between(
        &format!("{long} So says everyone in our street."),
        &format!("{long} Could that be put in the paper?"),
    );

    assert_eq!(sixth.shared, Shared::Content, "{sixth:?}");
}

#[test]
fn words_changed_all_over_are_edits_however_many_they_are() {
    let edited = "Your plan shows the old lane along the stream. The new road starts behind the school and is wider.";
    let overlap = between(PATH, edited);
    assert!(overlap.only_in_first * 4 > 74, "{overlap:?}");
    assert_eq!(overlap.shared, Shared::Content);
}

#[test]
fn the_same_content_with_typing_errors_is_shared_content() {
    let said = "which_soil_suits_the_small_lavender_by_the_shed".replace('_', "");
    let slipped: String = said
        .chars()
        .enumerate()
        .map(|(at, c)| if at % 5 == 4 { 'x' } else { c })
        .collect();
    let signed = |text: &str| format!("{text}\n\n{SIGNATURE}");
    let overlap = between(&signed(&said), &signed(&slipped));

    assert!(
        overlap.only_in_first > 30 && overlap.only_in_second > 30,
        "{overlap:?}"
    );
    assert_eq!(overlap.shared, Shared::Content);
}

#[test]
fn a_text_between_quotation_marks_is_the_frame_of_its_answer() {
    let answer = "That was true until the storm.";
    for quoted in ["“@”", "\"@\"", "„@“", "«@»", "»@«", "「@」"] {
        let reply = format!("{} {answer}", quoted.replace('@', PATH));

        assert_eq!(
            between(PATH, &reply).shared,
            Shared::QuotationOnly,
            "{reply}"
        );
        assert_eq!(
            between(&reply, PATH).shared,
            Shared::QuotationOnly,
            "{reply}"
        );
        assert_eq!(
            between(&reply, &format!("{reply} Really.")).shared,
            Shared::Content,
            "{reply}"
        );
    }

    assert_eq!(
        between(PATH, &format!("{PATH} {answer}")).shared,
        Shared::Content
    );
    assert_eq!(
        between(PATH, &format!("“{PATH}” Yes.")).shared,
        Shared::Content
    );
}

proptest! {
    #[test]
    fn an_overlap_is_symmetric_and_counts_every_letter(a in "([abc]{1,4} ){0,30}|.{0,20}", b in "([abc]{1,4} ){0,30}|.{0,20}") {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));
        let (overlap, back) = (Overlap::between(&a, &b), Overlap::between(&b, &a));

        prop_assert_eq!((overlap.only_in_first, overlap.only_in_second), (back.only_in_second, back.only_in_first));
        prop_assert_eq!((overlap.tiled, overlap.shared), (back.tiled, back.shared));
        prop_assert!((0.0..=1.0).contains(&overlap.tiled));
        prop_assert_eq!(Overlap::between(&a, &a).shared, Shared::Content);
    }
}
