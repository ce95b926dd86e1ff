//! Comments in eight languages, on which the rules are tested.

/// Texts of one language.
pub struct Language {
    /// One comment.
    pub sentences: [&'static str; 3],
    /// Another comment.
    pub other: &'static str,
    pub greeting: &'static str,
    pub signature: &'static str,
    /// Two letters from one form, which makes up two thirds of each.
    pub form: [&'static str; 2],
    pub praise: &'static str,
    words: Words,
}

enum Words {
    Spaced,
    /// Written without spaces: two characters count as a word.
    Joined,
}

impl Language {
    pub fn text(&self) -> String {
        self.sentences.join(" ")
    }

    pub(crate) fn pieces(&self, text: &str) -> Vec<String> {
        match self.words {
            Words::Spaced => text.split(' ').map(str::to_owned).collect(),
            Words::Joined => text
                .chars()
                .collect::<Vec<char>>()
                .chunks(2)
                .map(String::from_iter)
                .collect(),
        }
    }

    pub fn join(&self, pieces: &[String]) -> String {
        match self.words {
            Words::Spaced => pieces.join(" "),
            Words::Joined => pieces.concat(),
        }
    }
}

pub const LANGUAGES: [Language; 8] = [
    Language {
        sentences: [
            "Our bees came through the winter better than we had feared in October.",
            "Whoever wants to feed them now should wait for a warm afternoon.",
            "We painted the fence green last year and the neighbours did the same.",
        ],
        other: "The library closes at noon on Fridays, which nobody told us before. Could someone post the \
         recipe without the nuts, my son is allergic?",
        greeting: "Hello everybody, hope you are well!",
        signature: "Best regards, Ada Quill, Harbour Street Allotments, founded 1921",
        form: [
            "Thank you for writing to the harbour office. Your topic: broken lamp at the northern \
             pier. Kind regards, the office",
            "Thank you for writing to the harbour office. Your topic: mooring fees of foreign yachts. \
             Kind regards, the office",
        ],
        praise: "Great article!",
        words: Words::Spaced,
    },
    Language {
        sentences: [
            "Unsere Bienen sind besser durch den Winter gekommen, als wir gedacht hatten.",
            "Wer sie jetzt füttern will, sollte auf einen warmen Nachmittag warten.",
            "Wir haben den Zaun voriges Jahr grün gestrichen, die Nachbarn dann auch.",
        ],
        other: "Die Bücherei schließt freitags schon mittags, das hat uns niemand gesagt. Kann jemand das \
         Rezept ohne Nüsse schreiben, mein Sohn ist allergisch?",
        greeting: "Hallo zusammen, ich hoffe, es geht euch gut!",
        signature: "Mit besten Grüßen, Ada Kiel, Kleingartenverein Hafenstraße e. V.",
        form: [
            "Vielen Dank für Ihre Nachricht an das Hafenamt. Ihr Anliegen: die defekte Lampe an der \
             Nordmole. Mit freundlichen Grüßen, das Amt",
            "Vielen Dank für Ihre Nachricht an das Hafenamt. Ihr Anliegen: hohe Liegegebühren für \
             fremde Jachten. Mit freundlichen Grüßen, das Amt",
        ],
        praise: "Toller Artikel!",
        words: Words::Spaced,
    },
    Language {
        sentences: [
            "زنبورهای ما زمستان را بهتر از آنچه در پاییز فکر می‌کردیم پشت سر گذاشتند.",
            "هر کس می‌خواهد الان به آن‌ها غذا بدهد باید منتظر یک بعدازظهر گرم بماند.",
            "پارسال نرده را سبز رنگ کردیم و همسایه‌ها هم همین کار را کردند.",
        ],
        other: "کتابخانه جمعه‌ها ظهر تعطیل می‌شود و کسی این را به ما نگفته بود. کسی می‌تواند دستور پخت را بدون \
         گردو بنویسد، پسرم حساسیت دارد؟",
        greeting: "سلام به همه، امیدوارم حالتان خوب باشد!",
        signature: "با احترام، آدا قلمی، انجمن باغبانان خیابان بندر",
        form: [
            "از پیام شما به اداره بندر سپاسگزاریم. موضوع شما: چراغ خراب اسکله شمالی. با احترام، اداره",
            "از پیام شما به اداره بندر سپاسگزاریم. موضوع شما: هزینه توقف قایق‌های خارجی. با احترام، اداره",
        ],
        praise: "مقاله عالی بود",
        words: Words::Spaced,
    },
    Language {
        sentences: [
            "نجا نحلنا من الشتاء أفضل مما كنا نتوقع في الخريف.",
            "من أراد أن يطعمه الآن فلينتظر عصر يوم دافئ.",
            "طلينا السياج بالأخضر في العام الماضي وفعل الجيران مثلنا.",
        ],
        other: "تغلق المكتبة ظهر يوم الجمعة ولم يخبرنا أحد بذلك من قبل. هل يستطيع أحد أن يكتب الوصفة دون مكسرات \
         فابني يعاني من الحساسية؟",
        greeting: "مرحبا بالجميع، أتمنى أن تكونوا بخير!",
        signature: "مع أطيب التحيات، آدا القلم، جمعية بستنة شارع الميناء",
        form: [
            "شكرا لمراسلتكم مكتب الميناء. تم استلام طلبكم. موضوعكم: مصباح معطل على الرصيف الشمالي. مع التحية، المكتب",
            "شكرا لمراسلتكم مكتب الميناء. تم استلام طلبكم. موضوعكم: رسوم رسو اليخوت الأجنبية. مع التحية، المكتب",
        ],
        praise: "مقال رائع جدا",
        words: Words::Spaced,
    },
    Language {
        sentences: [
            "हमारी मधुमक्खियाँ सर्दी से उम्मीद से बेहतर निकल आईं।",
            "जो उन्हें अभी खिलाना चाहता है, उसे गर्म दोपहर का इंतज़ार करना चाहिए।",
            "पिछले साल हमने बाड़ को हरा रंगा और पड़ोसियों ने भी वैसा ही किया।",
        ],
        other: "पुस्तकालय शुक्रवार को दोपहर में बंद हो जाता है, यह हमें किसी ने नहीं बताया। क्या कोई बिना मेवे \
         वाली विधि लिख सकता है, मेरे बेटे को एलर्जी है?",
        greeting: "सभी को नमस्ते, आशा है आप ठीक हैं!",
        signature: "सादर, आदा कलमवाला, बंदरगाह मार्ग बागवानी समिति",
        form: [
            "बंदरगाह कार्यालय को लिखने के लिए धन्यवाद। आपका विषय: उत्तरी घाट पर टूटी हुई बत्ती। सादर, \
             कार्यालय",
            "बंदरगाह कार्यालय को लिखने के लिए धन्यवाद। आपका विषय: विदेशी नौकाओं का शुल्क। सादर, कार्यालय",
        ],
        praise: "बहुत अच्छा लेख!",
        words: Words::Spaced,
    },
    Language {
        sentences: [
            "我们家的蜜蜂平安度过了冬天，比秋天担心的要好得多。",
            "现在想喂它们的人最好等一个暖和的下午。",
            "去年我们把篱笆刷成了绿色，邻居们也跟着刷了。",
        ],
        other: "图书馆星期五中午就关门，以前没有人告诉过我们。有人能写一份不放坚果的做法吗，我儿子过敏？",
        greeting: "大家好，希望你们一切都好！",
        signature: "此致敬礼，港口街园艺协会会长，艾达·奎尔",
        form: [
            "感谢您致信港口管理处。您的主题：北边码头的路灯坏了很久。此致敬礼，管理处",
            "感谢您致信港口管理处。您的主题：外国游艇的停泊费用太高。此致敬礼，管理处",
        ],
        praise: "写得真好！",
        words: Words::Joined,
    },
    Language {
        sentences: [
            "うちの蜜蜂は秋に心配していたよりも元気に冬を越しました。",
            "今から餌をやりたい人は暖かい午後まで待ったほうがいいです。",
            "去年うちの柵を緑色に塗ったら、近所の人たちも同じようにしました。",
        ],
        other: "図書館は金曜日は正午に閉まるのに、誰も教えてくれませんでした。息子がアレルギーなので、ナッツなしのレシピを書いてもらえますか。",
        greeting: "皆さんこんにちは、お元気ですか！",
        signature: "敬具、港通り市民農園組合、代表、羽根田あだ",
        form: [
            "港湾事務所へのお問い合わせありがとうございます。ご用件：北の桟橋の壊れた街灯。敬具、事務所",
            "港湾事務所へのお問い合わせありがとうございます。ご用件：外国ヨットの係留料金。敬具、事務所",
        ],
        praise: "いい記事です",
        words: Words::Joined,
    },
    Language {
        sentences: [
            "Наши пчёлы пережили зиму лучше, чем мы ожидали в октябре.",
            "Кто хочет подкормить их сейчас, пусть дождётся тёплого дня.",
            "В прошлом году мы покрасили забор в зелёный цвет, и соседи сделали так же.",
        ],
        other: "Библиотека по пятницам закрывается в полдень, нам об этом никто не сказал. Может кто-нибудь \
         написать рецепт без орехов, у сына аллергия?",
        greeting: "Всем привет, надеюсь, у вас всё хорошо!",
        signature: "С уважением, Ада Перова, садоводство на Портовой улице",
        form: [
            "Благодарим за обращение в управление порта. Тема обращения: сломанный фонарь на северном \
             пирсе. С уважением, управление",
            "Благодарим за обращение в управление порта. Тема обращения: плата за стоянку чужих яхт. С \
             уважением, управление",
        ],
        praise: "Отличная статья!",
        words: Words::Spaced,
    },
];
