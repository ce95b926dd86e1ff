//! Challenges: a sum to calculate, and a token that is good for one answer and for ten minutes. They
//! stop only programs that do not know this service.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::app::page_key::PagePlace;
use crate::db::comments::spent_challenges::{delete_expired_challenges, insert_spent_challenge};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::page_address::PageAddress;
use crate::domain::policy;
use crate::domain::refusal::Refusal;
use crate::error::Result;
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};
use crate::text::normalize::tidy_line;

/// A question, and the token that its answer is checked by.
#[derive(Debug, Clone)]
pub(crate) struct Challenge {
    receipt: ChallengeReceipt,
    pub token: String,
    pub question: String,
    pub expires_at: DateTime<Utc>,
}

/// The answer to a challenge, with its token.
#[derive(Debug, Clone)]
pub struct Answer {
    pub token: String,
    pub answer: String,
    /// The address of the page, if the comment is posted to an address.
    pub page: Option<PageAddress>,
}

/// The place that a challenge is for.
#[derive(Debug, Clone, Default)]
pub(crate) enum ChallengePlace {
    /// The client named none.
    #[default]
    Anywhere,
    Article(ArticleId),
    /// A page that its first comment may publish.
    Page(PageAddress),
}

const LIFETIME: Duration = Duration::minutes(10);
const PURPOSE: &str = "challenge";

/// How long a spent challenge is remembered after it expired. It must be longer than the clocks of
/// two instances differ: one of them could still accept a challenge that the other has forgotten.
const SPENT_LIFETIME: Duration = Duration::hours(1);

/// Issues a challenge for a comment at a place. Only a request with an
/// idempotency key takes a connection, since its answer has to be stored.
///
/// # Errors
/// Those of [`idempotency::transaction`].
pub(crate) async fn issue(
    app: &App,
    place: &ChallengePlace,
    idempotent: Idempotent<'_, Challenge>,
) -> Result<Reply> {
    if idempotent.key.is_none() {
        return (idempotent.encode)(&Challenge::ask(app, place));
    }

    let work = async |_: &mut Connection| Ok(Challenge::ask(app, place));
    idempotency::transaction(app, SiteId::NONE, idempotent, work).await
}

impl ChallengePlace {
    /// A page that is named like that, whose article may be known.
    pub(crate) fn of(place: &PagePlace, article: Option<ArticleId>) -> Self {
        match (place, article) {
            (_, Some(article)) => Self::Article(article),
            (PagePlace::Article(article), None) => Self::Article(*article),
            (PagePlace::Address { address, .. }, None) => Self::Page(address.clone()),
        }
    }

    /// What a challenge seals. An article belongs to one site, so its id stands for both.
    fn sealed(&self) -> Vec<u8> {
        match self {
            Self::Anywhere => Uuid::nil().as_bytes().to_vec(),
            Self::Article(article) => Uuid::from(*article).as_bytes().to_vec(),
            Self::Page(address) => address.hash(),
        }
    }
}

impl Challenge {
    /// A new challenge for a comment at a place.
    pub(crate) fn ask(app: &App, place: &ChallengePlace) -> Self {
        let receipt = ChallengeReceipt {
            id: app.clock.new_id(),
            expires_at: app.clock.now() + LIFETIME,
            place: place.sealed(),
        };

        Self::of(app, receipt)
    }

    /// The sum of two numbers from 1 to 20. Every instance of the installation can ask it again and
    /// check the answer, since the numbers follow from the token.
    fn of(app: &App, receipt: ChallengeReceipt) -> Self {
        let head = head(receipt.id, receipt.expires_at);
        let code = app.secrets.seal(PURPOSE, &sealed(&head, &receipt.place));
        let [left, right] = numbers(app, &head);

        Self {
            token: URL_SAFE_NO_PAD.encode([head.as_slice(), &code].concat()),
            question: format!("{left} + {right} ="),
            expires_at: receipt.expires_at,
            receipt,
        }
    }
}

/// What a challenge is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChallengeReceipt {
    id: Uuid,
    expires_at: DateTime<Utc>,
    /// What it seals of its place. Receipts of earlier releases have none, and expire within minutes.
    #[serde(default)]
    place: Vec<u8>,
}

impl Recallable for Challenge {
    type Receipt = ChallengeReceipt;

    fn receipt(&self) -> ChallengeReceipt {
        self.receipt.clone()
    }

    async fn recall(
        _: &mut Connection,
        app: &App,
        receipt: ChallengeReceipt,
    ) -> Result<Option<Self>> {
        let is_valid = app.clock.now() < receipt.expires_at && !receipt.place.is_empty();

        Ok(is_valid.then(|| Self::of(app, receipt)))
    }
}

/// What came of the answer to a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::flows) enum Answered {
    /// The request has no answer.
    Not,
    /// The answer is wrong or late, the token is forged or for another place, or was answered
    /// before.
    Wrongly,
    Rightly,
}

impl Answered {
    /// # Errors
    /// `ChallengeRequired` without an answer, `ChallengeFailed` for a wrong one, if the policy asks
    /// for one.
    pub(super) const fn check(self, wanted: policy::Challenge) -> Result<(), Refusal> {
        match (wanted, self) {
            (policy::Challenge::Off, _) | (policy::Challenge::Arithmetic, Self::Rightly) => Ok(()),
            (policy::Challenge::Arithmetic, Self::Not) => Err(Refusal::ChallengeRequired),
            (policy::Challenge::Arithmetic, Self::Wrongly) => Err(Refusal::ChallengeFailed),
        }
    }
}

/// A genuine challenge that is still in time.
struct Open {
    id: Uuid,
    expires_at: DateTime<Utc>,
    sum: i64,
}

/// Checks an answer, and spends its challenge, whether the answer is right or wrong. In a
/// transaction of its own.
///
/// # Errors
/// `Unavailable` without a database.
pub(super) async fn answer_challenge(
    app: &App,
    article: ArticleId,
    answer: &Answer,
) -> Result<Answered> {
    let Some(challenge) = open(app, article, answer) else {
        return Ok(Answered::Wrongly);
    };

    let is_first = app
        .database
        .primary
        .transaction(async |conn: &mut Connection| spend(conn, app, &challenge).await)
        .await?;
    let is_right = is_first && number(&answer.answer) == Some(challenge.sum);

    Ok(if is_right {
        Answered::Rightly
    } else {
        Answered::Wrongly
    })
}

/// Marks the challenge as answered; `false` if it was before.
async fn spend(conn: &mut Connection, app: &App, challenge: &Open) -> Result<bool> {
    let is_first = insert_spent_challenge(conn, challenge.id, challenge.expires_at).await?;

    // One transaction at a time deletes, and no other waits for it: the next one goes on.
    if is_first && try_lock(conn, b"sweep spent challenges").await? {
        delete_expired_challenges(conn, app.clock.now() - SPENT_LIFETIME).await?;
    }

    Ok(is_first)
}

/// The challenge of the token, if it is genuine, for this article, this page or any, and in time.
fn open(app: &App, article: ArticleId, answer: &Answer) -> Option<Open> {
    let bytes = URL_SAFE_NO_PAD.decode(&answer.token).ok()?;
    let (head, code) = bytes.split_at_checked(24)?;
    let (id, expiry) = head.split_at_checked(16)?;
    let expires_at = DateTime::from_timestamp_millis(i64::from_be_bytes(expiry.try_into().ok()?))?;

    let page = answer.page.clone().map(ChallengePlace::Page);
    let places = [ChallengePlace::Article(article), ChallengePlace::Anywhere];
    let is_genuine = places.into_iter().chain(page).any(|place| {
        app.secrets
            .is_sealed(PURPOSE, &sealed(head, &place.sealed()), code)
    });
    let is_open = is_genuine && app.clock.now() < expires_at;

    is_open.then_some(Open {
        id: Uuid::from_slice(id).ok()?,
        expires_at,
        sum: numbers(app, head).iter().sum(),
    })
}

fn head(id: Uuid, expires_at: DateTime<Utc>) -> Vec<u8> {
    [
        id.as_bytes().as_slice(),
        &expires_at.timestamp_millis().to_be_bytes(),
    ]
    .concat()
}

fn sealed(head: &[u8], place: &[u8]) -> Vec<u8> {
    [head, place].concat()
}

/// The numbers of a challenge. They are not in the token, and nobody without the secret can tell
/// them from it.
fn numbers(app: &App, head: &[u8]) -> [i64; 2] {
    let bytes = app.secrets.seal("challenge numbers", head);
    let number = |at: usize| i64::from(bytes.get(at).copied().unwrap_or_default() % 20) + 1;

    [number(0), number(1)]
}

/// The typed number, also in Arabic, Persian or full-width digits.
fn number(typed: &str) -> Option<i64> {
    let digits: Option<String> = tidy_line(typed).chars().map(ascii_digit).collect();
    digits.filter(|digits| digits.len() <= 9)?.parse().ok()
}

fn ascii_digit(character: char) -> Option<char> {
    let zero = match character {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };

    char::from_digit(u32::from(character).checked_sub(u32::from(zero))?, 10)
}
