//! Finding contacts in a text takes a time that grows with its length only.

use moderato::text::contacts::find_contacts;

/// A text of 64 KiB made of what each rule has to look at most closely.
#[test]
fn the_work_for_the_longest_text_is_bounded() {
    for piece in [
        "1 ",
        "12 ",
        "1234567 ",
        "0151 ",
        "+1 ",
        "(1",
        "one ",
        "一",
        "o1l",
        "a@",
        "@a.",
        " at ",
        "(at)",
        "(dot)",
        "a.",
        "t.me/",
        "telegram ",
        "telegram @",
        "1abc ",
        "0x1 ",
        "DE12 3",
        "call 12345678, ",
        "\u{200B}",
        "&#49;",
        "\\",
        "*",
        "-",
        "kim.",
        "T1234 ",
        "https://a/ ",
        "b c ",
        "1 P ",
        "1Pih4GUc (",
        "0 x a ",
        "DE89 3704 0044 or ",
        "a @ b . ",
        "(a)(",
        "t . me / ",
        "discord.g",
        "telegram id ",
        "telegram id a_",
        "telegram a underscore ",
        "telegram a-",
        "tele ",
        "twenty ",
        "сто и ",
        "ㅋㅏ",
        "NL86 RABO 0155 ",
        "on insta, a_1 ",
        "my id a_1 insta ",
        "1nsta ",
        "insta im annleequilts ",
        "インスタの",
        "a_1 (insta ",
    ] {
        let text = piece.repeat(65_536 / piece.len());
        let start = std::time::Instant::now();

        find_contacts(&text);

        let taken = start.elapsed();
        assert!(taken.as_secs() < 10, "{piece:?}: {taken:?}");
    }
}
