//! Advertisements with slots and with other words around them, and texts about numbers.

use super::*;

fn compared(earlier: &str, later: &str, relation: Relation) -> Comparison {
    compare(
        &Skeleton::of(earlier),
        &Skeleton::of(later),
        relation,
        &DuplicateLimits::default(),
    )
}

/// Holds in both orders.
#[track_caller]
fn assert_campaign(one: &str, other: &str) {
    for (earlier, later) in [(one, other), (other, one)] {
        let found = compared(earlier, later, OtherAuthor);

        assert!(
            found.kind.is_some() && found.is_campaign,
            "{found:?}\n{earlier}\n{later}"
        );
    }
}

/// Holds in both orders.
#[track_caller]
fn assert_no_campaign(one: &str, other: &str) {
    for (earlier, later) in [(one, other), (other, one)] {
        let found = compared(earlier, later, OtherAuthor);

        assert!(!found.is_campaign, "{found:?}\n{earlier}\n{later}");
    }
}

#[test]
fn an_advertisement_with_another_filling_of_its_slot_belongs_to_the_campaign() {
    for (one, other) in [
        // A number at the end, in the middle, at the start.
        (
            "For daily profit call me on 555 010 7711",
            "For daily profit call me on 555 010 7799",
        ),
        (
            "Call +1 (555) 010-7711 now for your daily profit",
            "Call +1 (555) 010-7799 now for your daily profit",
        ),
        (
            "555 010 7711 is the number for your daily profit",
            "555 010 7799 is the number for your daily profit",
        ),
        // A name, a handle, a link, a city, a price.
        (
            "Message Maria Lopez on Telegram for trading signals",
            "Message Peter Novak on Telegram for trading signals",
        ),
        (
            "Buy my toys from @catworld with free delivery",
            "Buy my toys from @petking with free delivery",
        ),
        (
            "Free gift cards here https://gifts.example/12 today",
            "Free gift cards here https://bonus.example/77 today",
        ),
        (
            "Rooms for rent in Leeds, write to rooms@rent.example",
            "Rooms for rent in Lisbon, write to rooms@rent.example",
        ),
        (
            "Original sneakers for only 45 dollars, order today",
            "Original sneakers for only 39 dollars, order today",
        ),
        (
            "Für täglichen Gewinn ruf mich an unter 0555 010 7711",
            "Für täglichen Gewinn ruf mich an unter 0555 010 7799",
        ),
        (
            "Пишите Петру Новаку в телеграм, сигналы для биржи",
            "Пишите Марии Лопес в телеграм, сигналы для биржи",
        ),
        (
            "للربح اليومي اتصل بي على الرقم ٥٥٥ ٠١٠ ٧٧١١",
            "للربح اليومي اتصل بي على الرقم ٥٥٥ ٠١٠ ٧٧٩٩",
        ),
        (
            "रोज़ की कमाई के लिए मुझे फ़ोन करें ५५५ ०१० ७७११",
            "रोज़ की कमाई के लिए मुझे फ़ोन करें ५५५ ०१० ७७९९",
        ),
        (
            "想每天赚钱请打我的电话555 010 7711",
            "想每天赚钱请打我的电话555 010 7799",
        ),
        (
            "毎日の利益がほしい方はお電話ください ５５５－０１０－７７１１",
            "毎日の利益がほしい方はお電話ください ５５５－０１０－７７９９",
        ),
        (
            "날마다 수익을 원하시면 전화 주세요 555 010 7711",
            "날마다 수익을 원하시면 전화 주세요 555 010 7799",
        ),
    ] {
        assert_campaign(one, other);
    }
}

#[test]
fn guesses_of_readers_that_differ_in_numbers_are_no_campaign() {
    for (one, other) in [
        ("3:1", "2:0"),
        ("I say 3:1 tonight", "I say 2:0 tonight"),
        (
            "My tip for the final on Saturday is 3:1",
            "My tip for the final on Saturday is 2:0",
        ),
        (
            "Ich schätze, im Glas sind 312 Bonbons",
            "Ich schätze, im Glas sind 450 Bonbons",
        ),
        (
            "Мой прогноз на субботний финал ٣:١",
            "Мой прогноз на субботний финал ٢:٠",
        ),
        ("今天早上我们院子里是１５度", "今天早上我们院子里是１８度"),
        ("أظن أن في الجرة ٣١٢ قطعة", "أظن أن في الجرة ٤٥٠ قطعة"),
    ] {
        assert_no_campaign(one, other);
    }
}

#[test]
fn other_numbers_of_one_author_are_a_frame_whose_similarity_is_that_of_the_texts() {
    for (one, other) in [
        (
            "Day 145 of training: 13 push-ups, 15 km run",
            "Day 146 of training: 14 push-ups, 16 km run",
        ),
        (
            "Tag 145 im Training: 13 Liegestütze, 15 km",
            "Tag 146 im Training: 14 Liegestütze, 16 km",
        ),
        (
            "День 145 тренировок: 13 отжиманий, 15 км",
            "День 146 тренировок: 14 отжиманий, 16 км",
        ),
        (
            "روز ۱۴۵ تمرین: ۱۳ شنا، ۱۵ کیلومتر دویدن",
            "روز ۱۴۶ تمرین: ۱۴ شنا، ۱۶ کیلومتر دویدن",
        ),
        (
            "अभ्यास का दिन १४५: १३ दंड, १५ किमी दौड़",
            "अभ्यास का दिन १४६: १४ दंड, १६ किमी दौड़",
        ),
        (
            "トレーニング１４５日目：腕立て１３回、ラン１５キロ",
            "トレーニング１４６日目：腕立て１４回、ラン１６キロ",
        ),
        (
            "训练第145天：13个俯卧撑，跑步15公里",
            "训练第146天：14个俯卧撑，跑步16公里",
        ),
    ] {
        let found = compared(one, other, SameAuthor);

        assert_eq!(found.kind, Some(MatchKind::Frame), "{one}");
        assert!(found.similarity < 0.8, "{found:?} {one}");
    }
}

#[test]
fn a_diary_above_a_signature_is_about_its_numbers() {
    let sign = |text: &str| {
        format!("{text}\n\nRosa Whitmore, student of speech therapy\nRiverside College of Health")
    };

    let found = compared(
        &sign("Day 145 of training: 13 push-ups, 15 km run"),
        &sign("Day 146 of training: 14 push-ups, 16 km run"),
        SameAuthor,
    );

    assert_eq!(found.kind, Some(MatchKind::Frame));
}

#[test]
fn a_long_text_of_one_author_with_one_other_number_stays_near() {
    let text = "I have looked into the books of the council, and in the year 2019 they spent more on the \
                fountain than on all of the playgrounds of the town together.";

    let found = compared(text, &text.replace("2019", "2020"), SameAuthor);

    assert_eq!(found.kind, Some(MatchKind::Near));
}

const PITCH: &str = "Last year I was poor and could not sleep, then a friend showed me how to earn from home with a \
                     telephone, ask me how and you will be free as well, it costs nothing";
const SALADS: [&str; 2] = [
    "blue window harvest seven tall river pencil onion carpet moon ladder sugar engine velvet north button sparrow \
     castle ribbon drum",
    "garden copper whistle morning elbow trumpet barrel lemon shadow bottle feather market thunder silver \
     pocket rabbit candle bridge anchor honey",
];

#[test]
fn an_advertisement_with_other_words_around_it_belongs_to_the_campaign() {
    let [one, other] = SALADS;
    let halves = |salad: &str| {
        let (before, behind) = salad.split_at(salad.len() / 2);
        format!("{before} {PITCH} {behind}")
    };

    assert_campaign(&format!("{PITCH} {one}"), &format!("{PITCH} {other}"));
    assert_campaign(&format!("{one} {PITCH}"), &format!("{other} {PITCH}"));
    assert_campaign(&format!("{PITCH} {one}"), &format!("{other} {PITCH}"));
    assert_campaign(&halves(one), &halves(other));
    assert_campaign(&format!("{PITCH}\n\n{one}"), &format!("{PITCH}\n\n{other}"));
    assert_campaign(PITCH, &format!("{PITCH} {other}"));
}

#[test]
fn a_quotation_a_signature_and_a_slogan_are_no_campaign() {
    let [one, other] = [
        "That is not what the report says, as anybody can check who opens it on page twelve and reads.",
        "My uncle sat on that committee for years and would laugh at this, if he still laughed at all.",
    ];
    let signature = "Rosa Whitmore, second-year student of speech therapy at the Riverside College of Health, \
                     group B, supervised by Dr Malhotra";
    let slogan = "No bridge without the people of the river!";

    assert_no_campaign(&format!("“{PITCH}” {one}"), &format!("“{PITCH}” {other}"));
    assert_no_campaign(
        &format!("> {PITCH}\n\n{one}"),
        &format!("> {PITCH}\n\n{other}"),
    );
    assert_no_campaign(
        &format!("{one}\n\n{signature}"),
        &format!("{other}\n\n{signature}"),
    );
    assert_no_campaign(&format!("{slogan} {one}"), &format!("{slogan} {other}"));
}
