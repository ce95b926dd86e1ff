//! Is one article as fast to post to as many?

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moderato::domain::comment::{Author, AuthorName, CommentBody, EmailAddress};
use moderato::domain::ids::ArticleId;
use moderato::flows::comments::submit::{Submission, Submitted, submit};
use moderato::flows::idempotency::{Idempotent, Origin, Reply};
use moderato::moderation::draft::Draft;
use moderato::worker::Workers;
use uuid::Uuid;

use super::figures::median;
use super::stage::Stage;

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const ARTICLES: usize = 1_000;

/// Everything is published at once (policy mode `none`), so that each post changes what the article
/// counts.
pub async fn compare(stage: &Stage) {
    let _workers = Workers::start(&stage.app);
    let articles = articles(stage).await;
    let number = AtomicU64::new(0);
    let mut shares = Vec::new();
    for round in 0..=ROUNDS {
        let spread = posted(stage, &number, &articles).await;
        let viral = posted(stage, &number, &articles[..1]).await;
        if round > 0 {
            shares.push((viral / spread, viral, spread));
        }
    }
    println!(
        "| to {ARTICLES} articles | {:.0} |",
        median(shares.iter().map(|share| share.2))
    );
    println!(
        "| to one article | {:.0} |",
        median(shares.iter().map(|share| share.1))
    );
    println!(
        "| ratio | {:.2} |",
        median(shares.iter().map(|share| share.0))
    );
}

async fn articles(stage: &Stage) -> Vec<Uuid> {
    let insert = format!(
        "INSERT INTO articles (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
         SELECT site_id, gen_random_uuid(), 'viral-' || n, 'An article', '', '', now(), now(), now() \
         FROM sites, generate_series(1, {ARTICLES}) n RETURNING article_id::text"
    );
    let rows = stage.sql.query(&insert, &[]).await.unwrap();
    rows.iter()
        .map(|row| Uuid::parse_str(row.get(0)).unwrap())
        .collect()
}

/// Posts a second, in three seconds.
async fn posted(stage: &Stage, number: &AtomicU64, articles: &[Uuid]) -> f64 {
    let begun = Instant::now();
    let clients = (0..CONNECTIONS).map(|_| async move {
        let mut count = 0_u32;
        while begun.elapsed() < Duration::from_secs(3) {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let at = usize::try_from(number).unwrap() % articles.len();
            post(stage, ArticleId(articles[at]), number).await;
            count += 1;
        }
        count
    });
    let counts = futures_util::future::join_all(clients).await;
    f64::from(counts.iter().sum::<u32>()) / begun.elapsed().as_secs_f64()
}

async fn post(stage: &Stage, article: ArticleId, number: u64) {
    let author = Author {
        name: AuthorName::parse("Reader", "/name").unwrap(),
        email: EmailAddress::parse(&format!("reader{number}@example.org"), "/email").unwrap(),
        website: None,
    };
    let body = CommentBody::parse(&text(number), "/body").unwrap();
    let submission = Submission {
        article,
        parent: None,
        draft: Draft { author, body },
        challenge: None,
        address: None,
        moderator: None,
    };
    let answer = |submitted: &Submitted| {
        assert_eq!(
            submitted.place.status,
            moderato::domain::status::Status::Approved
        );
        Ok(Reply {
            status: 201,
            location: None,
            body: Vec::new(),
            origin: Origin::Made,
        })
    };
    submit(
        &stage.app,
        submission,
        Idempotent {
            key: None,
            encode: &answer,
        },
    )
    .await
    .unwrap();
}

/// Twenty words that no other comment has.
fn text(number: u64) -> String {
    let letter = |it: u64| char::from(b'a' + u8::try_from(it % 26).unwrap());
    let word = |at: u64| {
        let mut state = (number * 20 + at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut next = || {
            state ^= state >> 29;
            state = state.wrapping_mul(0xBF58_476D_1CE4_E5B9);
            letter(state >> 40)
        };
        (0..7).map(|_| next()).collect::<String>()
    };
    (0..20).map(word).collect::<Vec<_>>().join(" ")
}
