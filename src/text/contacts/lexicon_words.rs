//! The lists of the lexicon. Words are separated by spaces; case, accents and look-alike letters do
//! not matter.

use super::role::Role;

/// The digits as words.
pub(super) const DIGITS: &[(char, &str)] = &[
    (
        '0',
        "zero oh nought null cero ноль нуль zéro صفر शून्य ज़ीरो 零 〇 ゼロ レイ マル 공 영",
    ),
    ('1', "one eins uno один une um یک واحد एक 一 壹 幺 イチ 일"),
    (
        '2',
        "two zwei zwo dos два deux due dois دو اثنان اثنين दो 二 贰 两 이",
    ),
    (
        '3',
        "three drei tres три trois tre três سه ثلاثة ثلاث तीन 三 叁 サン 삼",
    ),
    (
        '4',
        "four vier cuatro четыре quatre quattro quatro چهار أربعة اربعة أربع चार 四 肆 ヨン 사",
    ),
    (
        '5',
        "five fünf fuenf cinco пять cinq cinque پنج خمسة خمس पांच पाँच 五 伍 ゴー 오",
    ),
    (
        '6',
        "six sechs seis шесть sei شش ستة ست छह छः छे 六 陆 ロク 육 륙",
    ),
    (
        '7',
        "seven sieben siete семь sept sette sete هفت سبعة سبع सात 七 柒 ナナ シチ 칠",
    ),
    (
        '8',
        "eight acht ocho восемь huit otto oito هشت ثمانية ثمان आठ 八 捌 ハチ 팔",
    ),
    (
        '9',
        "nine neun nueve девять neuf nove نه تسعة تسع नौ 九 玖 キュウ キュー 구",
    ),
];

/// Tens and hundreds as words, by which numbers are read in groups.
pub(super) const NUMBERS: &[(u16, &str)] = &[
    (10, "ten zehn diez десять ده عشرة दस"),
    (11, "eleven elf once одиннадцать یازده ग्यारह"),
    (12, "twelve zwölf doce двенадцать دوازده बारह"),
    (13, "thirteen dreizehn trece тринадцать سیزده तेरह"),
    (14, "fourteen vierzehn catorce четырнадцать چهارده चौदह"),
    (15, "fifteen fünfzehn quince пятнадцать پانزده पंद्रह"),
    (16, "sixteen sechzehn dieciséis шестнадцать شانزده सोलह"),
    (17, "seventeen siebzehn diecisiete семнадцать هفده सत्रह"),
    (18, "eighteen achtzehn dieciocho восемнадцать هجده अठारह"),
    (19, "nineteen neunzehn diecinueve девятнадцать نوزده उन्नीस"),
    (20, "twenty zwanzig veinte двадцать بیست عشرين عشرون बीस"),
    (21, "einundzwanzig veintiuno veintiún"),
    (22, "zweiundzwanzig veintidós"),
    (23, "dreiundzwanzig veintitrés"),
    (24, "vierundzwanzig veinticuatro"),
    (25, "fünfundzwanzig veinticinco"),
    (26, "sechsundzwanzig veintiséis"),
    (27, "siebenundzwanzig veintisiete"),
    (28, "achtundzwanzig veintiocho"),
    (29, "neunundzwanzig veintinueve"),
    (30, "thirty dreißig treinta тридцать سی ثلاثين तीस"),
    (40, "forty vierzig cuarenta сорок چهل أربعين चालीस"),
    (50, "fifty fünfzig cincuenta пятьдесят پنجاه خمسين पचास"),
    (60, "sixty sechzig sesenta шестьдесят شصت ستين साठ"),
    (70, "seventy siebzig setenta семьдесят هفتاد سبعين सत्तर"),
    (80, "eighty achtzig ochenta восемьдесят هشتاد ثمانين अस्सी"),
    (90, "ninety neunzig noventa девяносто نود تسعين नब्बे"),
    (100, "cien ciento сто صد مئة مائة"),
    (200, "doscientos двести دویست مئتين مئتان"),
    (300, "trescientos триста سیصد ثلاثمئة"),
    (400, "cuatrocientos четыреста چهارصد أربعمئة"),
    (500, "quinientos пятьсот پانصد خمسمئة"),
    (600, "seiscientos шестьсот ششصد ستمئة"),
    (700, "setecientos семьсот هفتصد سبعمئة"),
    (800, "ochocientos восемьсот هشتصد ثمانمئة"),
    (900, "novecientos девятьсот نهصد تسعمئة"),
];

/// Words between hundreds, tens and ones.
pub(super) const AND: &str = "y e и und and و";

/// Words that say how often the next digit is said.
pub(super) const REPEATS: &[(usize, &str)] = &[(2, "double doppel doble डबल"), (3, "triple ट्रिपल")];

/// Whole words with their roles.
pub(super) const WORDS: &[(Role, &str)] = &[
    (
        Role::Messenger,
        "telegram telegramm telegrams tg tele whatsapp whatsap whatapp watsapp watsap wathsapp wasap whatsup \
         wp wsp wpp guasap guasapp wassap watsap whattsapp whatssap telgram telegarm tlgrm instagram instagramm instgram insta ig snap kakao kakaotalk wechat weixin wechet snapchat viber skype icq wickr \
         threema kik zalo imo botim \
         телеграм телеграмм телега телегу телеге телеграме телеграмме телеграма тг ватсап вотсап вацап ватсапп \
         вотсапп ватсапе вотсапе вацапе инстаграм инстаграмм инстаграме инста инсте инсту инсты инстой вайбер вайбере вибер скайп вк вконтакте вконтакт \
         تلگرام تلگرم تلگ تلگراف واتساپ واتس‌آپ واتس‌اپ واتزاپ اینستاگرام اینستا ایتا روبیکا \
         تليقرام تيليقرام تلقرام تلي‌قرام انستاغرام انستاجرام انستاقرام ديسكورد دسكورد واتسآب واتساپ تليجرام تلغرام تيليجرام تلجرام تليغرام تيليغرام واتساب واتس واتسب انستقرام انستغرام انستجرام انستا سناب سنابشات سنابتشات فايبر \
         टेलीग्राम टेलिग्राम व्हाट्सएप व्हाट्सऐप व्हाट्सअप वाट्सएप व्हॉट्सऐप व्हाट्सप्प वॉट्सऐप वाट्सऐप वॉट्सएप टेलेग्राम टैलीग्राम इन्स्टा इन्स्टाग्राम स्नैप इंस्टाग्राम इंस्टा स्नैपचैट \
         微信 微信号 微信群 v信 薇信 维信 葳信 薇芯 威芯 卫信 绿泡泡 企鹅号 球球号 秋秋 加扣 加扣扣 加飞机 加薇芯 加威信 加威芯 加维信 加葳信 加卫信 加微芯 加绿泡泡 加企鹅 加秋秋 威信 徽信 卫星号 加微 加v 薇 卫星 加群 群号 加微 加薇 加微信 加薇信 加v信 電報 电报 扣扣 小红书 QQ qq vx wx \
         テレグラム ライン らいん てれぐらむ いんすた カカオ カカオトーク インスタ インスタグラム ワッツアップ カカオID \
         텔그램 텔레그렘 ㅌㄹㄱㄹ ㅋㅌ 까톡 깨톡 카똑 옾톡 ㅌㄹ 인별 인별그램 위쳇 왓츠앱 텔레그램 텔레그람 텔래그램 텔레 텔그 카톡 카카오톡 카카오 라인 인스타 인스타그램 위챗 왓츠앱 오픈톡",
    ),
    (
        Role::LooseMessenger,
        "line signal discord messenger whats wa dm тележка тележке тележку 톡 텔 сигнал дискорд لاین سیگنال سروش بله لاين \
         सिग्नल 飞机 飛機 纸飞机 ディスコード シグナル 디스코드 시그널",
    ),
    (
        Role::Network,
        "threads tiktok youtube bluesky mastodon тикток ютуб ютубе یوتیوب تيكتوك يوتيوب تیکتاک टिकटॉक यूट्यूब \
         抖音 微博 ユーチューブ 틱톡 유튜브",
    ),
    (
        Role::Cue,
        "id username usernames nick nickname id screenname benutzername nutzername benutzer usuario usuaria perfil \
         ник ника никнейм юзернейм юзер аккаунт акк логин آیدی ایدی شناسه یوزرنیم اکانت \
         معرف معرفي يوزر يوزري حسابي بحساب حساب आईडी यूज़रनेम यूजरनेम हैंडल अकाउंट \
         账号 帐号 帳號 用户名 用戶名 昵称 アカウント 垢 ユーザー名 ユーザーネーム 아이디 계정 닉네임 닉 유저네임",
    ),
    (
        Role::WeakCue,
        "as by m im am called named user handle heiße heisse bin als unter findest findet suchst sucht soy como llamo encuentran encuentras \
         búscame búsquenme buscas как там зовут ищите ищи искать под найдёте найдешь имя نام اسم باسم اسمي ابحث नाम नाम खोजो \
         खोजें ढूंढो 叫 我是 搜 名字 名前 이름",
    ),
    (
        Role::Connector,
        "id ids i am there username me us is my our the at nick nickname username user name handle account channel group add via on to \
         contact here now as named called find search look see write message follow ich du dort bei als heißt heiße suchst findest findet folgt suche ist mein kanal unter name auf es mi soy nos encuentran usuario canal en como por con busca búscame buscame búsquenme sígueme llamado я там мне меня мой наш это ник канал в на id \
         как под ником имя ищи ищите найди найдете пиши пишите آیدی من ما هست است کانال در نام اسم بیا ببینید با به آنجا اینجا معرف حسابي بحساب باسم هناك باسم هو على قناة تعال आईडी नाम मेरा मेरी है पर में का को देखिए देखें देखो आओ आइए मिलो खोजो वहाँ यहाँ खोजें 号 号码 群 加 是 我 我的 \
         搜 账号 帐号 は の に へ で 来て きて 見て 検索 追加 友だち追加 友達追加 登録 して してね ください 交換 nach for por по عن را رو के की 아이디 계정 입니다 는 은 에 로 에서 으로 에서는 친추 추가 검색 문의 na da",
    ),
    (
        Role::Search,
        "add search follow lookup type eingeben eintippen suche suchen such folgt folgen abonniert adde busca buscad buscar agrega agrégame agreguen sígueme \
         síganme найти добавляй добавляйте подписывайтесь подпишись سرچ جستجو پیدا دنبال فالو ابحثوا ابحث دوروا ضيفوني ضيفني اضافة \
         सर्च खोज खोजो खोजें खोजिए ढूंढो ढूँढो ढूंढें फॉलो जोड़ो नाम 搜 搜索 搜一下 查找 关注 添加 検索 フォロー 追加 검색 추가 친추 팔로우 찾아 찾으",
    ),
    (
        Role::There,
        "there dort da drauf ahí allí allá там туда آنجا اونجا هناك वहाँ वहां 那里 那边 そこ 거기",
    ),
    (
        Role::Possessive,
        "my mi mein meine meinem meinen meiner meu mon our unser unsere nuestro nuestra мою моей свой свою наш наша нашу моем моём моей моего मेरा मेरे मेरी 我的 私の 제 내",
    ),
    (
        Role::Preposition,
        "on in via at bei auf über en por em sur в во на через در على في عبر पर में",
    ),
    (
        Role::Host,
        "t telegram tg wa api web whatsapp chat discord discordapp dsc line lin open pf qr u weixin join signal \
         snapchat ig m vk msng paypal cash chats invite eitaa tee ти تي تی टी 티 ティー 미 ミー rubika ble splus zalo",
    ),
    (
        Role::At,
        "앳 엣 에트 爱特 at ät aroba klammeraffe affenschwanz arroba собака собачка гав эт آت ات اتساین एट ऐट ऍट एटदरेट アット アットマーク あっと あっとまーく 골뱅이 艾特 圈a 小老鼠 老鼠",
    ),
    (
        Role::Dot,
        "dot punkt punto point ponto точка тчк نقطه نقطة دات دوت डॉट डाट ドット どっと 点 點 점 닷 쩜 도트",
    ),
    (
        Role::Dash,
        "dash hyphen minus bindestrich guion дефис тире شرطة डैश ハイフン はいふん 하이픈 横线 連字號",
    ),
    (
        Role::Underscore,
        "underscore underline underbar unterstrich guionbajo подчеркивание подчёркивание андерскор \
         اندرلاین آندرلاین اندرسكور أندرسكور آندرسکور अंडरस्कोर अंडरस्कोर अण्डरस्कोर 下划线 下劃線 底線 \
         アンダーバー アンダースコア あんだーばー あんだーすこあ 언더바 언더스코어 밑줄",
    ),
    (Role::Low, "bajo baja нижнее нижний سفلية سفلي"),
    (
        Role::Slash,
        "slash schrägstrich schraegstrich barra слэш слеш слэщ косая اسلش سلاش سلش स्लैश स्लेश 斜杠 斜線 斜线 \
         スラッシュ すらっしゅ 슬래시 슬래쉬",
    ),
    (
        Role::Plus,
        "plus más mas плюс پلاس بعلاوه بلس زائد प्लस 加号 加號 プラス ぷらす 플러스",
    ),
    (
        Role::Telephone,
        "tel tlf tlfn fon ph mob cell cel sms fax ring dial call calls text texts txt txts phone phones handy llame llamen llámame llámeme llamar тел моб \
         номер телефону 电话 電話 手机 手機 联系 联系电话 热线 致电 拨打 短信 客服 联络 電話番号 携帯 連絡 連絡先 お問い合わせ 問い合わせ \
         전화 전화번호 연락 연락처 문자 문의 상담 핸드폰 휴대폰 폰번호",
    ),
    (
        Role::OtherNumber,
        "id isbn issn doi ean upc sku asin imei ref ip lat lon pid cvv iban bic blz ssn vin pin zip \
         订单 订单号 单号 编号 快递 快递单号 运单号 流水号 序列号 身份证 播放 浏览 次播放 元 万 亿 人口 版本 注文 注文番号 管理番号 商品番号 追跡番号 \
         お問い合わせ番号 再生 円 人口 会員番号 受付番号 予約番号 整理番号 伝票番号 登録番号 製造番号 車台番号 口座番号 郵便番号 暗証番号 品番 型番 \
         주문 주문번호 송장 송장번호 운송장 등록번호 회원번호 예약번호 접수번호 계좌번호 우편번호 비밀번호 인증번호 일련번호 관리번호 \
         사업자 조회수 원 명 인구 버전",
    ),
    (
        Role::Mail,
        "email mail emails mails gmail postfach correo почта почту почте мыло мейл имейл ایمیل رایانامه ايميل إيميل بريد ईमेल मेल 邮箱 邮件 電子郵件 メール 이메일 메일",
    ),
];

/// The beginnings of words, whose endings vary, with their roles. At least three letters.
pub(super) const STEMS: &[(Role, &str)] = &[
    (
        Role::Telephone,
        "telef teléf phone mobil móvil celul cellph contact hotline whatsapp helpline callin kontakt anruf \
         rufnumm handynumm llama contáct звон позвон набер телеф мобильн контакт свяж \
         تلفن تماس موبایل همراه تلفون هاتف جوال اتصل اتصال للاتصال للتواصل تواصل موبايل رقمي \
         फोन फ़ोन कॉल मोबाइल संपर्क सम्पर्क नंबर",
    ),
    (
        Role::OtherNumber,
        "order invoic receipt tracking parcel shipment consign serial ticket refer case version build release \
         populat view subscrib follow people user visitor dollar euro pound million billion barcode article \
         coordin latitud longitud product model part issue page isbn licen patent transact \
         bestell rechnung sendung aktenzeich vorgang kundennumm auftrag artikel seriennumm einwohn aufruf zuschau \
         pedido factura envío guía expedient seguimient habitant visita reproducc vista usuari serie referenc \
         заказ счет счёт трек накладн артикул серийн дело догов просмотр подписчик человек жител рубл доллар верси билет посылк \
         سفارش رهگیری پیگیری فاکتور مرسوله سریال بازدید نفر تومان ریال جمعیت نسخه کدملی بلیت \
         طلب شحنة فاتورة تتبع مشاهدة مشترك نسمة دولار ريال إصدار تذكرة مرجع \
         ऑर्डर आर्डर चालान ट्रैकिंग टिकट सीरियल व्यूज जनसंख्या रुपये रुपए संस्करण लोग",
    ),
    (
        Role::Mail,
        "email mail schreib escrib correo напиш пиши почт",
    ),
    (
        Role::Cue,
        "usernam nicknam benutzernam никнейм юзернейм аккаунт شناسه آیدی یوزرنیم",
    ),
    (
        Role::Search,
        "ищи ищит найд поищ добавл подпи سرچ پیدا ابحث ढूंढ खोज सर्च",
    ),
    (
        Role::Account,
        "account konto iban cuenta счет счёт карт حساب شماره‌حساب खाता",
    ),
];

/// Joined to the Arabic and Persian names of messengers: the article behind prepositions, and "my".
pub(super) const PREFIXES: &str = "ال بال عال لل وال";
pub(super) const SUFFIXES: &str = "م ام مون ی ي";

/// The endings of Russian names of messengers behind a consonant.
pub(super) const CASES: &str = "а у ом е";

/// Services that one signs in with and ordinary words beside names, which are no names themselves.
pub(super) const SERVICES: &str = "facebook microsoft minecraft playstation nintendo linkedin pinterest twitter google android \
     windows iphone samsung instagram telegram whatsapp youtube tiktok discord snapchat bluesky mastodon threads \
     administrator moderator official username nickname password premium verified business";

/// How words end that are no names: adjectives, participles and abstract nouns.
pub(super) const WORD_ENDINGS: &str = "able ible ing ed ous ive ial ual ical ful less ly ish ant ent ary ory tion sion ment ness ity where body thing \
     lich isch bar sam haft ung keit heit ert iert ado ada ido ida ante ente oso osa ivo iva mente cion dad ario";
