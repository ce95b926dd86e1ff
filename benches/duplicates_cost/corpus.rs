//! The comments that a database is filled with: made-up texts, some of them edited copies,
//! campaigns, shared sentences and signatures.

use moderato::domain::email::EmailAddress;
use moderato::domain::pseudonym::{SiteSalt, author_key};
use moderato::text::fingerprint::Fingerprint;
use moderato::text::skeleton::Skeleton;
use uuid::Uuid;

use super::support::random::Random;
use super::support::words;

/// 2026-11-01, in milliseconds: all comments are younger than every window of the policy, so that
/// none is left out for its age.
pub const BEGINNING: u64 = 1_793_491_200_000;

/// The authors whose comments are spread evenly have the numbers 1 to this.
pub const AUTHORS: usize = 200_000;
/// The author of one comment in a hundred.
pub const BUSY: usize = 0;
/// The signature of one comment in twenty. Those with smaller numbers are rarer.
pub const CROWDED_SIGNATURE: usize = 50;

#[derive(Clone)]
pub struct Site {
    pub id: Uuid,
    pub salt: SiteSalt,
    /// One for every two hundred comments.
    pub articles: Vec<Uuid>,
}

/// A comment as it is stored.
pub struct Stored {
    pub id: Uuid,
    pub article: Uuid,
    /// A number: see [`email`].
    pub author: usize,
    pub body: String,
    pub fingerprint: Fingerprint,
}

/// The numbers of the comments of one batch.
pub type Numbers = std::ops::Range<usize>;

/// The same batch in every run, for a site of this name.
pub fn make_batch(site: &Site, name: &str, numbers: Numbers) -> Vec<Stored> {
    let mut random = Random::named(&format!("{name} {}", numbers.start));
    let salt = site.salt.of_fingerprints();
    let mut batch: Vec<Stored> = Vec::with_capacity(numbers.len());

    for number in numbers {
        let body = text(&mut random, number, &batch);
        let author = if random.chance(1) {
            BUSY
        } else {
            any_author(&mut random)
        };

        batch.push(Stored {
            id: id(number),
            article: *random.pick(&site.articles),
            author,
            fingerprint: Fingerprint::of(&Skeleton::of(&body), &salt),
            body,
        });
    }

    batch
}

pub fn any_author(random: &mut Random) -> usize {
    1 + random.below(AUTHORS)
}

pub fn email(author: usize) -> String {
    format!("reader{author}@example.org")
}

pub fn author_key_of(author: usize, salt: &SiteSalt) -> Vec<u8> {
    author_key(
        &EmailAddress::parse(&email(author), "/email").unwrap(),
        salt,
    )
}

/// The text of one comment in a hundred.
pub fn identical() -> String {
    words::comment(&mut Random::named("identical"))
        + " That is what we all say here, again and again."
}

/// Two sentences in one. About a hundred comments in a million share each of the first eight.
pub fn shared(number: usize) -> String {
    let mut random = Random::named(&format!("shared {number}"));
    let first = words::sentence(&mut random).replace('.', ",");

    format!("{first} {}", words::sentence(&mut random))
}

/// The beginning of the longest comments.
pub fn long_beginning() -> String {
    shared(99)
}

/// UUIDv7, in the order of their numbers, a millisecond apart.
fn id(number: usize) -> Uuid {
    let number = u64::try_from(number).unwrap();
    let bits = (u128::from(BEGINNING + number) << 80) | (7 << 76) | (2 << 62);

    Uuid::from_u128(bits | u128::from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 3))
}

/// The text of a comment. `before` are the comments of its batch that may be copied.
fn text(random: &mut Random, number: usize, before: &[Stored]) -> String {
    if number % 5_000 == 999 {
        return words::longest(random, &long_beginning());
    }

    let own = words::comment(random);
    match random.below(1_000) {
        0..30 if !before.is_empty() => edited_copy(random, before),
        30..35 => {
            let campaign = random.below(40);
            let text = words::comment(&mut Random::named(&format!("campaign {campaign}")));
            words::edited(random, &text, 1)
        }
        35..115 => own + &words::signature(random.below(CROWDED_SIGNATURE)),
        115..165 => own + &words::signature(CROWDED_SIGNATURE),
        165..175 => identical(),
        186..188 => format!("{own} {}", shared(random.below(8))),
        _ => own,
    }
}

fn edited_copy(random: &mut Random, before: &[Stored]) -> String {
    let source = random.below(before.len());
    let count = random.between(1, 5);
    let source: String = before[source].body.chars().take(1_000).collect();

    words::edited(random, &source, count)
}
