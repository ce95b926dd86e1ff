//! Lines that two texts have in common, and the words of their own beside them.

use super::*;

/// Two short texts and a signature, in ten languages.
const SIGNED: &[[&str; 3]] = &[
    [
        "Touch matters more than words.",
        "Anxiety starts early.",
        "Rosa Whitmore, second-year student of speech therapy\nRiverside College of Health, supervised by Dr Malhotra",
    ],
    [
        "Berührung zählt mehr als Worte.",
        "Angst beginnt früh.",
        "Rosa Weidmann, Studentin der Logopädie im zweiten Jahr\nFachhochschule am Fluss, betreut von Dr. Malhotra",
    ],
    [
        "El tacto importa más.",
        "La ansiedad empieza pronto.",
        "Rosa Villamor, estudiante de segundo de logopedia\nEscuela de Salud de la Ribera, tutora la doctora Malhotra",
    ],
    [
        "Прикосновение важнее слов.",
        "Тревога начинается рано.",
        "Роза Витман, студентка второго курса, логопедия\nПриречный колледж здоровья, руководитель доктор Мальхотра",
    ],
    [
        "لمس از کلمات مهم‌تر است.",
        "اضطراب زود شروع می‌شود.",
        "رزا ویسی، دانشجوی سال دوم گفتاردرمانی\nدانشکده سلامت کنار رود، گروه ب، استاد راهنما دکتر ملهوترا",
    ],
    [
        "اللمس أهم من الكلام.",
        "القلق يبدأ مبكرا.",
        "روزا وسام، طالبة في السنة الثانية، علاج النطق\nكلية الصحة على ضفة النهر، بإشراف الدكتورة ملهوترا",
    ],
    [
        "स्पर्श शब्दों से बड़ा होता है।",
        "चिंता बचपन में शुरू होती है।",
        "रोज़ा वर्मा, वाक् चिकित्सा, द्वितीय वर्ष की छात्रा\nनदी किनारे स्वास्थ्य महाविद्यालय, मार्गदर्शक डॉ. मल्होत्रा",
    ],
    [
        "触摸比语言更重要。",
        "焦虑很早就开始了。",
        "魏若莎，言语治疗专业二年级学生\n河畔卫生学院乙班，指导老师马教授，欢迎来信",
    ],
    [
        "言葉より触れることが大切です。",
        "不安は早くから始まる。",
        "和田ローザ、言語療法専攻二年\n川辺保健大学B組、指導教員マルホトラ先生",
    ],
    [
        "말보다 손길이 중요합니다.",
        "불안은 일찍 시작된다.",
        "위로사, 언어치료학과 이학년 재학 중\n강변보건대학교 나반, 지도교수 마 박사님",
    ],
];

const SEPARATORS: [&str; 6] = [
    "\n\n",
    "\n",
    "\n-- \n",
    "\n\n-- \n",
    "\n\n---\n\n",
    "\n\n***\n\n",
];

#[test]
fn short_texts_above_one_signature_are_a_frame() {
    for [one, other, signature] in SIGNED {
        for separator in SEPARATORS {
            let sign = |text: &str| format!("{text}{separator}{signature}");

            assert_found(MatchKind::Frame, &sign(one), &sign(other));
        }
    }
}

#[test]
fn a_word_above_one_signature_is_a_text_of_its_own() {
    let sign = |text: &str| format!("{text}\n\n{}", SIGNED[0][2]);

    assert_found(MatchKind::Frame, &sign("Agreed."), &sign("No way!"));
}

#[test]
fn short_texts_below_one_first_paragraph_are_a_frame() {
    for [one, other, introduction] in SIGNED {
        let introduce = |text: &str| format!("{introduction}\n\n{text}");

        assert_found(MatchKind::Frame, &introduce(one), &introduce(other));
    }
}

#[test]
fn short_texts_between_a_greeting_and_a_signature_are_a_frame() {
    for [one, other, signature] in SIGNED {
        let write = |text: &str| format!("Dear Dr Malihi!\n\n{text}\n\n{signature}");

        assert_found(MatchKind::Frame, &write(one), &write(other));
    }
}

#[test]
fn a_copy_with_its_signature_stays_near() {
    let sign = |text: &str| format!("{text}\n\n{}", SIGNED[0][2]);

    for (text, edited) in [
        (
            "Touch matters more than words.",
            "Touch matters more then words!!",
        ),
        (
            "Touch matters more than words.",
            "Really, touch matters more than words.",
        ),
        (
            "Anxiety starts early in most of the families that I know.",
            "Anxiety starts early in many of the families that I met.",
        ),
        ("Agreed.", "I agree, agreed."),
    ] {
        assert_found(MatchKind::Near, &sign(text), &sign(edited));
    }
}

#[test]
fn a_kept_paragraph_does_not_hide_an_edited_copy() {
    in_each_language(|language| {
        let [first, second, third] = language.sentences;
        let edited = language.text().replace('a', "e");

        assert_duplicate(
            &format!("{first} {second}\n\n{third}"),
            &format!("{second} {first}\n\n{third}"),
        );
        assert_duplicate(
            &format!("{}\n\n{}", language.text(), language.greeting),
            &format!("{edited}\n\n{}", language.greeting),
        );
    });
}

#[test]
fn one_paragraph_with_another_ending_stays_near() {
    in_each_language(|language| {
        let text = language.text();

        assert_duplicate(&text, &format!("{text} {}", language.greeting));
    });
}

#[test]
fn more_than_a_few_lines_in_common_are_content() {
    let lines = "one line of the poem that we read in school\nanother line about the miller and his wheel\n\
                 a third one about the river in the spring\nthe fourth is about nothing but the rain\n\
                 and in the fifth one everybody goes to sleep\nuntil the sixth one wakes them up again\n\
                 the seventh asks them what they have been dreaming\nand nobody remembers in the last";

    assert_duplicate(
        &format!("My favourite poem of all:\n{lines}"),
        &format!("Look what I have found:\n{lines}"),
    );
}
