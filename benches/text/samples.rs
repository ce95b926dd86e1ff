//! The texts that are measured.

pub const PLAIN: &str = "Our bees came through the winter quite well, although we had opened the hives only once \
    since October. Whoever wants to feed them now should better wait another week.";
pub const MARKED_UP: &str = "> the winter\n\nOurs came through it, **although** we'd opened the hives once; see \
    [the notes](https://bees.example/notes) & ask @quill. Whoever feeds 2 kg now should wait.";
pub const PERSIAN: &str = "زنبورهای ما زمستان را به خوبی پشت سر گذاشتند، هرچند کندوها را فقط یک بار باز کردیم. بهتر است صبر کنید.";
pub const CHINESE: &str = "我们家的蜜蜂平安地度过了冬天，虽然从十月以来只开过一次蜂箱。现在想喂它们的人最好再等一个星期。";
pub const EDITED: &str = "Our bees came through the winter rather well, although we had opened the hives just once \
    since October. Whoever wants to feed them now had better wait another fortnight.";
pub const OTHER: &str = "Could you say which soil suits the small lavender? Mine drowns in clay every March, and the \
    late frosts that the chart in the shed marks in red took the rest of it.";
