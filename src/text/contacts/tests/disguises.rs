//! Disguises of contacts, and what looks like them.

use super::*;

#[test]
fn a_word_announces_a_handle_in_the_sentence_that_names_a_network() {
    for text in [
        "Write me on Signal, my username there is ann_7",
        "Mein Benutzername bei Threads ist ann_7",
        "bei Instagram findest du mich als ann_7",
        "En TikTok mi usuario es ann_7",
        "soy ann_7 en Instagram",
        "I post as ann_7 on Instagram",
        "Пишите в телеграм, мой ник там ann_7",
        "в Инстаграме ищите меня как ann_7",
        "شناسه‌ام در تلگرام ann_7 است",
        "حسابي على سناب باسم ann_7",
        "इंस्टाग्राम पर मेरी आईडी ann_7 है",
        "抖音账号ann_7",
        "インスタやってます、アカウントは ann_7",
        "인스타 해요, 아이디는 ann_7 입니다",
        "小红书上，账号是ann_7",
    ] {
        assert_eq!(found(text), ["handle ann_7"], "{text}");
    }
}

#[test]
fn what_people_say_about_a_network_announces_no_handle() {
    for text in [
        "Telegram is down",
        "I read it on Instagram as everyone does",
        "My Telegram username is taken",
        "My username on Discord is embarrassing, so I hide it.",
        "Instagram asked for my account again and again",
        "On Threads they call it freedom, as usual",
        "Bei Instagram heiße ich anders als hier",
        "Mein Benutzername bei Telegram ist geheim.",
        "En Instagram soy otra persona, como todos",
        "В телеграме мой ник никому не нужен",
        "Аккаунт в Инстаграме взломали, ищите другой",
        "حسابي في تلغرام مغلق منذ سنة",
        "شناسه‌ام در تلگرام بسته شد",
        "मेरा नाम टेलीग्राम पर मत लिखो",
        "小红书账号被封了",
        "インスタのアカウントは削除しました",
        "인스타 계정은 삭제했어요",
        "Telegram users underscore the need for privacy",
        "The Telegram bot reads config_backup.json as input.",
        "WhatsApp 2.23.10 crashes as before",
        "We chat every day and line up at six",
        "Discord bots need a user_id and a guild_id",
        "Telegram's API returns chat_id and message_id as integers",
        "WhatsApp says the user is offline (see screenshot_2.png)",
        "Telegram b-o-r-i-n-g",
        "ㅋㅋㅋ 텔레비전 봤어요 ㅠㅠ",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn the_marks_of_a_handle_may_be_words() {
    for text in [
        "T€legram: ann underscore draws",
        "Te1egram ann (underscore) draws",
        "Telegramm: ann Unterstrich draws",
        "su Telegram es ann guion bajo draws",
        "телеграм ann нижнее подчёркивание draws",
        "تلگرام ann آندرلاین draws",
        "تلي جرام ann شرطة سفلية draws",
        "टेली ग्राम ann अंडरस्कोर draws",
        "电报 ann下划线draws",
        "テレグラ厶 ann アンダーバー draws",
        "텔레 ann 언더바 draws",
        "lnstagram: ann_draws",
        "lG: ann_draws",
        "insta gram @ann_draws",
        "텔ㄹㅔ @ann_draws",
        "ㅋㅏ톡 ann_draws",
        "ライソ ann_draws",
        "т г : a n n _ d r a w s",
        "sn@p a-n-n-_-d-r-a-w-s",
    ] {
        assert_eq!(found(text), ["handle ann_draws"], "{text}");
    }
}

#[test]
fn the_host_of_an_invitation_may_be_spelt() {
    for text in [
        "tee dot me slash plus AbC77xyzQ9",
        "t (dot) me / + AbC77xyzQ9",
        "t punkt me schrägstrich plus AbC77xyzQ9",
        "t punto me barra más AbC77xyzQ9",
        "т точка ме слэш плюс AbC77xyzQ9",
        "تی دات می اسلش پلاس AbC77xyzQ9",
        "تي نقطة مي سلاش بلس AbC77xyzQ9",
        "टी डॉट मी स्लैश प्लस AbC77xyzQ9",
        "t点me斜杠加号AbC77xyzQ9",
        "티 점 미 슬래시 플러스 AbC77xyzQ9",
        "t どっと me すらっしゅ joinchat すらっしゅ AbC77xyzQ9",
        "t[.]me[/]joinchat[/]AbC77xyzQ9",
        "【t . me】／joinchat／AbC77xyzQ9",
        "t . me / joinchat / A b C 7 7 x y z Q 9",
        "t.me⁄+AbC77xyzQ9",
    ] {
        assert_eq!(found(text), ["invitation t.me/AbC77xyzQ9"], "{text}");
    }
    for text in [
        "d i s c o r d . g g / AbC77xQ9",
        "disc0rd . gg / AbC77xQ9",
        "d!scord (dot) gg slash AbC77xQ9",
        "discord,gg/AbC77xQ9",
    ] {
        assert_eq!(found(text), ["invitation discord.gg/AbC77xQ9"], "{text}");
    }
    for text in [
        "The address of t dot me slash plus a code is an invitation",
        "chat, whatsapp, com / anything",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn a_checksum_proves_an_address_in_pieces() {
    for text in [
        "1-B-v-B-M-S-E-Y-s-t-W-e-t-q-T-F-n-5-A-u-4-m-4-G-F-g-7-x-J-a-N-V-N-2",
        "1 B v B M S E Y s t W e t q T F n 5 A u 4 m 4 G F g 7 x J a N V N 2",
        "(1BvB)(MSEY)(stWe)(tqTF)(n5Au)(4m4G)(Fg7x)(JaNV)(N2)",
        "first 1BvBMSEYstWetqTF and then n5Au4m4GFg7xJaNVN2",
        "前半1BvBMSEYstWetqTF，后半n5Au4m4GFg7xJaNVN2，拼起来",
    ] {
        assert_eq!(
            found(text),
            ["wallet 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"],
            "{text}"
        );
    }
    for text in [
        "zero x 5b8677232a0842c3c974 fd7b2bf67dbc2007c2f9",
        "ноль икс 5b8677232a0842c3c974fd7b2bf67dbc2007c2f9",
        "零x5b8677232a 0842c3c974 fd7b2bf67d bc2007c2f9",
        "0x5b8677232a0842c3c974 glued to fd7b2bf67dbc2007c2f9",
    ] {
        assert_eq!(
            found(text),
            ["wallet 0x5b8677232a0842c3c974fd7b2bf67dbc2007c2f9"],
            "{text}"
        );
    }
    for text in [
        "DE89 3704 0044, second half 0532 0130 00",
        "(DE89)(3704)(0044)(0532)(0130)(00)",
        "DE acht neun 370400440532013000",
    ] {
        assert_eq!(found(text), ["iban DE89370400440532013000"], "{text}");
    }
    for text in [
        "1BvBMSEYstWetqTF and then n5Au4m4GFg7xJaNVN3",
        "commits 0x5b8677232a0842c3c974 and fd7b2bf67dbc2007c2",
        "NL86 RABO 0155 5019 27",
        "the book of GB 47 1953 0092",
        "DE88 3704 0044 0532 0130 00",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn each_character_of_a_mailbox_may_stand_alone() {
    for text in [
        "write a n n . l e e @ e x a m p l e . o r g today",
        "escribe a a n n . l e e @ e x a m p l e . o r g",
        "(ann.lee)(@)(example)(.)(org)",
        "ann.lee (собака) example . org",
        "ann.lee あっと example どっと org",
    ] {
        assert_eq!(found(text), ["email ann.lee@example.org"], "{text}");
    }
    assert_eq!(found("a @ b . c"), [""; 0]);
}

#[test]
fn a_number_may_be_read_in_groups() {
    for (text, telephone) in [
        (
            "звоните восемь девятьсот три четыреста пятнадцать ноль семь шестьдесят два",
            "9034150762",
        ),
        (
            "صفر نهصد و دوازده پانصد و پنجاه چهل و یک بیست و هشت",
            "9125504128",
        ),
        (
            "llama al seis doce cincuenta y cinco cero siete treinta y ocho",
            "612550738",
        ),
        ("6·8·8·5·5·o·1·9·3", "688550193"),
        ("8️⃣9️⃣2️⃣6️⃣➖1️⃣5️⃣5️⃣➖0️⃣3️⃣9️⃣4️⃣", "9261550394"),
        ("8–9О5–55О–I2–8З", "9055501283"),
        ("ㅇ1ㅇ-55ㅇ2-7714", "1055027714"),
    ] {
        assert_eq!(found(text), [format!("telephone {telephone}")], "{text}");
    }
    for text in [
        "ten nine eight seven six five four three two one zero",
        "десять двадцать тридцать сорок пятьдесят шестьдесят",
        "The population is one hundred twenty three thousand four hundred fifty six",
        "veinte treinta cuarenta cincuenta sesenta setenta",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}
