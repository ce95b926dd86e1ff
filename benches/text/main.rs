//! The cost of fingerprinting a comment and of comparing it with another one.
//!
//!     cargo bench --bench text
#![expect(
    clippy::expect_used,
    reason = "a benchmark stops at an unexpected result"
)]

mod samples;

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use moderato::moderation::comparison::{DuplicateLimits, compare};
use moderato::moderation::facts::Relation;
use moderato::text::fingerprint::{Fingerprint, Salt};
use moderato::text::skeleton::Skeleton;

use samples::{CHINESE, EDITED, MARKED_UP, OTHER, PERSIAN, PLAIN};

fn fingerprinting(criterion: &mut Criterion) {
    let salt = Salt::new([7; 32]);
    let mut group = group(criterion, "signing");

    for (name, text) in [
        ("plain", PLAIN),
        ("marked_up", MARKED_UP),
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

    let mut group = group(criterion, "comparing");
    for (name, text) in [
        ("an edited copy", &edited),
        ("another text", &other),
        ("itself", &plain),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let (plain, text) = (black_box(&plain), black_box(text));
                compare(plain, text, Relation::OtherAuthor, &limits)
            });
        });
    }

    group.finish();
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.measurement_time(Duration::from_secs(3));

    group
}

criterion_group!(benches, fingerprinting, comparing);
criterion_main!(benches);
