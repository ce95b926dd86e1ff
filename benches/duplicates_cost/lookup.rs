//! The cost of looking up a new comment, and how often the comment that it copies is found.

use std::hint::black_box;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use moderato::db::connection::connect::Connection;
use moderato::db::duplicates::candidates::Among;
use moderato::db::schema::comments;
use moderato::domain::ids::{ArticleId, CommentId, SiteId};
use moderato::domain::policy::Policy;
use moderato::domain::proof::Proof;
use moderato::flows::duplicates::look_up::{TextToLookUp, look_up};
use moderato::moderation::comparison::{DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::{EarlierComment, Relation};
use moderato::moderation::matches::find_matches;
use moderato::text::fingerprint::{Fingerprint, Salt};
use moderato::text::skeleton::Skeleton;
use uuid::Uuid;

use super::corpus::{Stored, any_author, author_key_of};
use super::fixture::Fixture;
use super::support::random::Random;
use super::support::times::Times;
use super::support::{table, words};

const ROUNDS: usize = 7;
const IN_ROUND: usize = 300;
const EDITS: u32 = 2_000;

/// What a look-up needs of the site.
struct Site<'a> {
    fixture: &'a Fixture,
    salt: Salt,
    policy: Policy,
}

/// A comment that is not stored.
struct NewComment<'a> {
    body: &'a str,
    article: Uuid,
    author_key: &'a [u8],
}

impl<'a> Site<'a> {
    fn of(fixture: &'a Fixture) -> Self {
        Self {
            fixture,
            salt: fixture.site.salt.of_fingerprints(),
            policy: Policy::default(),
        }
    }

    /// Fingerprints a text, reads its candidates, compares it with each and returns them.
    async fn look_up(&self, conn: &Connection, comment: NewComment<'_>) -> Vec<EarlierComment> {
        let skeleton = Skeleton::of(comment.body);
        let fingerprint = Fingerprint::of(&skeleton, &self.salt);
        let proof = Proof::NONE;
        let text = TextToLookUp {
            site: SiteId(self.fixture.site.id),
            article: Some(ArticleId(comment.article)),
            author_key: comment.author_key,
            proof: &proof,
            fingerprint: &fingerprint,
            at: self.fixture.app.clock.now(),
            among: Among::All,
        };

        let found = look_up(conn, text, &self.policy).await.unwrap();
        let earlier = &found.earlier_comments;
        black_box(find_matches(&skeleton, &self.policy, text.article, earlier));

        found.earlier_comments
    }
}

/// Compares the look-up with reading one comment by its primary key, on the same connection.
pub async fn measure_cost(fixture: &Fixture) {
    let site = Site::of(fixture);
    let mut conn = fixture.app.database.primary.get().await.unwrap();
    let mut random = Random::named("new comments");
    let mut reads = Times::default();
    let mut look_ups = Times::default();
    let mut candidates = 0;

    for round in 0..=ROUNDS {
        for _ in 0..IN_ROUND {
            let known = random.pick(&fixture.kept);
            let body = words::comment(&mut random);
            let author_key = author_key_of(any_author(&mut random), &fixture.site.salt);
            let comment = NewComment {
                body: &body,
                article: known.article,
                author_key: &author_key,
            };

            let read = time_read(&mut conn, fixture, known).await;
            let begun = Instant::now();
            candidates += site.look_up(&conn, comment).await.len();
            let look_up = begun.elapsed();

            // The first round warms up and is not counted.
            if let Some(counted) = round.checked_sub(1) {
                reads.add(counted, read);
                look_ups.add(counted, look_up);
            }
        }
    }

    let mean = candidates as f64 / ((ROUNDS + 1) * IN_ROUND) as f64;
    table::row(&[
        "comments that a new one is compared with, mean",
        &format!("{mean:.1}"),
    ]);
    for percent in [50, 99] {
        let (read, look_up) = (reads.percentile(percent), look_ups.percentile(percent));
        let ratio = look_up / read;
        table::row(&[
            &format!("candidates and verification, p{percent}"),
            &format!(
                "{ratio:.1} times a primary-key SELECT ({look_up:.0} and {read:.0} microseconds)"
            ),
        ]);
    }
}

/// How long it takes to read the text of a comment by its primary key.
async fn time_read(conn: &mut Connection, fixture: &Fixture, known: &Stored) -> Duration {
    let begun = Instant::now();
    let row = comments::table
        .find((fixture.site.id, known.id))
        .select(comments::body);
    black_box(row.first::<String>(conn).await.unwrap());

    begun.elapsed()
}

/// Measures how often the original is among the candidates of an edited copy that a comparison with
/// every comment would find.
pub async fn measure_recall(fixture: &Fixture) {
    let site = Site::of(fixture);
    let limits = DuplicateLimits::of(&site.policy);
    let conn = fixture.app.database.primary.get().await.unwrap();
    let mut random = Random::named("edits");
    let (mut accepted, mut originals, mut found) = (0, 0, 0);

    while accepted < EDITS {
        let known = random.pick(&fixture.kept);
        if known.fingerprint.letters < 40 || known.body.len() > 2_000 {
            continue;
        }

        let count = random.between(1, 5);
        let body = words::edited(&mut random, &known.body, count);
        let before = Skeleton::of(&known.body);
        let after = Skeleton::of(&body);
        let comparison = compare(&before, &after, Relation::OtherAuthor, &limits);
        if !comparison.kind.is_some_and(MatchKind::is_duplicate) {
            continue;
        }
        accepted += 1;

        // This author has no stored comment, so only the text can lead to the original.
        let comment = NewComment {
            body: &body,
            article: known.article,
            author_key: b"nobody",
        };
        let candidates = site.look_up(&conn, comment).await;
        let is_original = |candidate: &EarlierComment| candidate.comment_id == CommentId(known.id);
        let is_equal = |candidate: &EarlierComment| candidate.skeleton == before;
        originals += u32::from(candidates.iter().any(is_original));
        found += u32::from(candidates.iter().any(is_equal));
    }

    let share = |count: u32| format!("{:.4}", f64::from(count) / f64::from(accepted));
    table::row(&[
        &format!("recall of the index, {accepted} edits: the original or a comment equal to it"),
        &share(found),
    ]);
    table::row(&[
        "the same: the original itself, which may be in a crowd of equals",
        &share(originals),
    ]);
}
