//! Are edits told from new content in an old frame?

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
    assert_eq!(overlap.content, Content::Shared);
}

#[test]
fn what_one_text_adds_is_new_there_only() {
    let overlap = between(PATH, &format!("{PATH} {CLAY}"));
    assert!(
        overlap.only_in_first == 0 && overlap.only_in_second > 60,
        "{overlap:?}"
    );
    assert_eq!(overlap.content, Content::Shared);
}

#[test]
fn two_texts_under_one_signature_say_their_own_in_one_frame() {
    let sign = |text: &str| format!("{text}\n\n{SIGNATURE}");
    assert_eq!(
        between(&sign(CLAY), &sign(FROST)).content,
        Content::OwnInOneFrame
    );
    assert_eq!(between(&sign(CLAY), &sign(CLAY)).content, Content::Shared);
}

#[test]
fn two_texts_that_share_no_stretch_have_no_frame() {
    let overlap = between(PATH, CLAY);
    assert_eq!(overlap.content, Content::Shared);
    assert!(overlap.tiled < 0.2, "{overlap:?}");
}

#[test]
fn a_frame_is_what_leaves_both_texts_a_fifth_of_their_own() {
    let long = format!("{PATH} {FROST}");
    let end = |text: &str, ending: &str| {
        between(
            &format!("{text} Regards, {SIGNATURE}"),
            &format!("{text} {ending}"),
        )
    };
    let endings = [(&long, "Mine drowns."), (&long, CLAY)]
        .map(|(text, ending)| between(text, &format!("{text} {ending}")).content);
    assert_eq!(endings, [Content::Shared; 2], "one side only");
    assert_eq!(end(PATH, CLAY).content, Content::OwnInOneFrame);
    let sixth = between(
        &format!("{long} So says everyone in our street."),
        &format!("{long} Could that be put in the paper?"),
    );
    assert_eq!(sixth.content, Content::Shared, "{sixth:?}");
}

#[test]
fn words_changed_all_over_are_edits_however_many_they_are() {
    let edited = "Your plan shows the old lane along the stream. The new road starts behind the school and is wider.";
    let overlap = between(PATH, edited);
    assert!(overlap.only_in_first * 4 > 74, "{overlap:?}");
    assert_eq!(overlap.content, Content::Shared);
}

#[test]
fn what_both_say_with_slips_of_their_own_is_no_content_of_their_own() {
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
    assert_eq!(overlap.content, Content::Shared);
}

#[test]
fn a_text_between_quotation_marks_is_the_frame_of_the_answer() {
    let answer = "That was true until the storm.";
    for quoted in ["“@”", "\"@\"", "„@“", "«@»", "»@«", "「@」"] {
        let reply = format!("{} {answer}", quoted.replace('@', PATH));
        assert_eq!(
            between(PATH, &reply).content,
            Content::OwnInOneFrame,
            "{reply}"
        );
        assert_eq!(
            between(&reply, PATH).content,
            Content::OwnInOneFrame,
            "{reply}"
        );
        assert_eq!(
            between(&reply, &format!("{reply} Really.")).content,
            Content::Shared,
            "{reply}"
        );
    }
    assert_eq!(
        between(PATH, &format!("{PATH} {answer}")).content,
        Content::Shared
    );
    assert_eq!(
        between(PATH, &format!("“{PATH}” Yes.")).content,
        Content::Shared
    );
}

proptest! {
    #[test]
    fn an_overlap_is_symmetric_and_counts_every_letter(a in "([abc]{1,4} ){0,30}|.{0,20}", b in "([abc]{1,4} ){0,30}|.{0,20}") {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));
        let (overlap, back) = (Overlap::between(&a, &b), Overlap::between(&b, &a));
        prop_assert_eq!((overlap.only_in_first, overlap.only_in_second), (back.only_in_second, back.only_in_first));
        prop_assert_eq!((overlap.tiled, overlap.content), (back.tiled, back.content));
        prop_assert!((0.0..=1.0).contains(&overlap.tiled));
        prop_assert_eq!(Overlap::between(&a, &a).content, Content::Shared);
    }
}
