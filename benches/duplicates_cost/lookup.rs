//! What does it cost to look a new comment up, and is what it repeats found?

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use moderato::db::connect::Connection;
use moderato::db::fingerprints::Among;
use moderato::db::schema::comments;
use moderato::domain::ids::{ArticleId, CommentId, SiteId};
use moderato::domain::policy::Policy;
use moderato::flows::gather::text_salt;
use moderato::flows::look_up::Text;
use moderato::moderation::comparison::{DuplicateLimits, compare};
use moderato::moderation::facts::{EarlierComment, Relation};
use moderato::moderation::matches::find_matches;
use moderato::text::fingerprint::{Fingerprint, Salt};
use moderato::text::skeleton::Skeleton;
use uuid::Uuid;

use super::figures::Times;
use super::fill::key_of;
use super::random::Random;
use super::stage::Stage;
use super::words;

const ROUNDS: usize = 7;
const IN_ROUND: usize = 300;

/// Signs a text, reads its candidates and compares it with each; returns the candidates.
async fn look_up(
    conn: &Connection,
    stage: &Stage,
    (salt, policy): (&Salt, &Policy),
    (body, article, author): (&str, Uuid, &[u8]),
) -> Vec<EarlierComment> {
    let skeleton = Skeleton::of(body);
    let fingerprint = Fingerprint::of(&skeleton, salt);
    let text = Text {
        site: SiteId(stage.site.site),
        article: ArticleId(article),
        author_key: author,
        fingerprint: &fingerprint,
        at: stage.app.clock.now(),
        among: Among::All,
    };
    let earlier = moderato::flows::look_up::look_up(conn, text, policy)
        .await
        .unwrap()
        .earlier;
    std::hint::black_box(find_matches(&skeleton, policy, &earlier));
    earlier
}

/// Against reading one comment by its primary key, on the same connection.
pub async fn cost(stage: &Stage) {
    let mut conn = stage.app.writes.get().await.unwrap();
    let (salt, policy) = (text_salt(&stage.site.salt).unwrap(), Policy::default());
    let mut random = Random::named("new comments");
    let (mut reads, mut looks, mut candidates) = (Times::default(), Times::default(), 0);
    // The first round warms up and is not counted.
    for round in 0..=ROUNDS {
        for _ in 0..IN_ROUND {
            let known = random.pick(&stage.kept);
            let body = words::comment(&mut random);
            let author = key_of(1 + random.below(200_000), &stage.site.salt);
            let read = time(async {
                let row = comments::table
                    .find((stage.site.site, known.id))
                    .select(comments::body);
                row.first::<String>(&mut conn).await.unwrap()
            });
            let read = read.await;
            let text = (body.as_str(), known.article, author.as_slice());
            let begun = Instant::now();
            candidates += look_up(&conn, stage, (&salt, &policy), text).await.len();
            let look = begun.elapsed();
            if let Some(counted) = round.checked_sub(1) {
                reads.add(counted, read);
                looks.add(counted, look);
            }
        }
    }
    println!(
        "| comments that a new one is compared with, mean | {:.1} |",
        candidates as f64 / ((ROUNDS + 1) * IN_ROUND) as f64
    );
    for percent in [50, 99] {
        let (read, look) = (reads.percentile(percent), looks.percentile(percent));
        println!(
            "| candidates and verification, p{percent} | {:.1} times a primary-key SELECT ({look:.0} and {read:.0} microseconds) |",
            look / read
        );
    }
}

async fn time<T>(work: impl Future<Output = T>) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work.await);
    begun.elapsed()
}

/// For edits that comparing with every comment would accept: how often is the original among the
/// candidates?
pub async fn recall(stage: &Stage) {
    let conn = stage.app.writes.get().await.unwrap();
    let (salt, policy) = (text_salt(&stage.site.salt).unwrap(), Policy::default());
    let limits = DuplicateLimits::of(&policy);
    let mut random = Random::named("edits");
    let (mut accepted, mut originals, mut found) = (0, 0, 0);
    while accepted < 2_000 {
        let known = random.pick(&stage.kept);
        if known.fingerprint.letters < 40 || known.body.len() > 2_000 {
            continue;
        }
        let count = random.between(1, 5);
        let body = words::edited(&mut random, &known.body, count);
        let (before, after) = (Skeleton::of(&known.body), Skeleton::of(&body));
        let kind = compare(&before, &after, Relation::OtherAuthor, &limits).kind;
        if !kind.is_some_and(moderato::moderation::comparison::MatchKind::is_duplicate) {
            continue;
        }
        accepted += 1;
        // An author of whom nothing is stored: found through the text or not at all.
        let text = (body.as_str(), known.article, b"nobody".as_slice());
        let earlier = look_up(&conn, stage, (&salt, &policy), text).await;
        originals += i32::from(
            earlier
                .iter()
                .any(|earlier| earlier.comment_id == CommentId(known.id)),
        );
        found += i32::from(earlier.iter().any(|earlier| earlier.skeleton == before));
    }
    let share = |count: i32| f64::from(count) / f64::from(accepted);
    println!(
        "| recall of the index, {accepted} edits: the original or a comment equal to it | {:.4} |",
        share(found)
    );
    println!(
        "| the same: the very original, which may be in a crowd of equals | {:.4} |",
        share(originals)
    );
}
