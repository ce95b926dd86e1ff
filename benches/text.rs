//! What does it cost to sign a comment, and to compare it with another? `cargo bench --bench text`
#![expect(clippy::expect_used, reason = "in a benchmark a surprise is a failure")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use moderato::moderation::comparison::{DuplicateLimits, compare};
use moderato::moderation::facts::Relation;
use moderato::text::fingerprint::{Fingerprint, Salt};
use moderato::text::skeleton::Skeleton;

const PLAIN: &str = "Our bees came through the winter quite well, although we had opened the hives only once \
    since October. Whoever wants to feed them now should better wait another week.";
const MARKED: &str = "> the winter\n\nOurs came through it, **although** we'd opened the hives once; see \
    [the notes](https://bees.example/notes) & ask @quill. Whoever feeds 2 kg now should wait.";
const PERSIAN: &str = "زنبورهای ما زمستان را به خوبی پشت سر گذاشتند، هرچند کندوها را فقط یک بار باز کردیم. بهتر است صبر کنید.";
const CHINESE: &str = "我们家的蜜蜂平安地度过了冬天，虽然从十月以来只开过一次蜂箱。现在想喂它们的人最好再等一个星期。";
const EDITED: &str = "Our bees came through the winter rather well, although we had opened the hives just once \
    since October. Whoever wants to feed them now had better wait another fortnight.";
const OTHER: &str = "Could you say which soil suits the small lavender? Mine drowns in clay every March, and the \
    late frosts that the chart in the shed marks in red took the rest of it.";

fn signing(criterion: &mut Criterion) {
    let salt = Salt::new([7; 32]);
    let mut group = criterion.benchmark_group("signing");
    group.measurement_time(Duration::from_secs(3));
    for (name, text) in [
        ("plain", PLAIN),
        ("marked_up", MARKED),
        ("persian", PERSIAN),
        ("chinese", CHINESE),
    ] {
        let name = format!("{name}, {} bytes", text.len());
        group.bench_function(format!("{name}: skeleton and grams"), |bench| {
            bench.iter(|| Skeleton::of(black_box(text)));
        });
        group.bench_function(format!("{name}: all"), |bench| {
            bench.iter(|| Fingerprint::of(&Skeleton::of(black_box(text)), &salt));
        });
    }
    group.finish();
}

fn comparing(criterion: &mut Criterion) {
    let limits = DuplicateLimits::default();
    let [plain, edited, other] = [PLAIN, EDITED, OTHER].map(Skeleton::of);
    let found = compare(&plain, &edited, Relation::OtherAuthor, &limits).kind;
    assert!(found.expect("an edited copy").is_duplicate());
    let mut group = criterion.benchmark_group("comparing");
    group.measurement_time(Duration::from_secs(3));
    for (name, text) in [
        ("an edited copy", &edited),
        ("another text", &other),
        ("itself", &plain),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                compare(
                    black_box(&plain),
                    black_box(text),
                    Relation::OtherAuthor,
                    &limits,
                )
            });
        });
    }
    group.finish();
}

criterion_group!(benches, signing, comparing);
criterion_main!(benches);
