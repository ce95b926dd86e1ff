//! Challenges: a sum to calculate, whose answer is sealed in a token that is good once and for ten
//! minutes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::app::secrets::random_bytes;
use crate::db::comments::spent_challenges::{delete_expired_challenges, insert_spent_challenge};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::domain::ids::SiteId;
use crate::domain::policy;
use crate::domain::refusal::Refusal;
use crate::error::Result;
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::text::normalize::tidy_line;

/// A question, and the token that its answer is checked by.
#[derive(Debug, Clone)]
pub(crate) struct Challenge {
    pub token: String,
    pub question: String,
    pub expires_at: DateTime<Utc>,
}

/// The answer to a challenge, with its token.
#[derive(Debug, Clone)]
pub struct Answer {
    pub token: String,
    pub answer: String,
}

const LIFETIME: Duration = Duration::minutes(10);
const PURPOSE: &str = "challenge";

/// How long a spent challenge is remembered after it expired. It must be longer than the clocks of
/// two instances differ: one of them could still accept a challenge that the other has forgotten.
const SPENT_LIFETIME: Duration = Duration::hours(1);

/// Issues a challenge. Only a request with an idempotency key takes a connection, since its answer
/// has to be stored.
///
/// # Errors
/// Those of [`ask`] and of [`idempotency::transaction`].
pub(crate) async fn issue(app: &App, idempotent: Idempotent<'_, Challenge>) -> Result<Reply> {
    if idempotent.key.is_none() {
        return (idempotent.encode)(&ask(app)?);
    }

    let work = async |_: &mut Connection| ask(app);
    idempotency::transaction(app, SiteId::NONE, idempotent, work).await
}

/// A challenge: the sum of two numbers from 1 to 20. Every instance of the installation can check
/// the answer.
///
/// # Errors
/// `Internal` if the system has no randomness.
pub(crate) fn ask(app: &App) -> Result<Challenge> {
    let [left, right] = random_bytes::<2>()?.map(|byte| i64::from(byte % 20) + 1);
    let expires_at = app.clock.now() + LIFETIME;

    let head = head(app.clock.new_id(), expires_at);
    let code = app.secrets.seal(PURPOSE, &sealed(&head, left + right));
    let token = URL_SAFE_NO_PAD.encode([head.as_slice(), &code].concat());

    Ok(Challenge {
        token,
        question: format!("{left} + {right} ="),
        expires_at,
    })
}

/// Checks and spends an answer, if the policy asks for one.
///
/// # Errors
/// `ChallengeRequired` without an answer; `ChallengeFailed` if it is wrong, late, forged or was
/// sent before.
pub(super) async fn check(
    conn: &mut Connection,
    app: &App,
    wanted: policy::Challenge,
    answer: Option<&Answer>,
) -> Result<()> {
    if wanted == policy::Challenge::Off {
        return Ok(());
    }

    let answer = answer.ok_or(Refusal::ChallengeRequired)?;
    let (challenge, expires_at) = open(app, answer).ok_or(Refusal::ChallengeFailed)?;
    if !insert_spent_challenge(conn, challenge, expires_at).await? {
        return Err(Refusal::ChallengeFailed.into());
    }

    // One transaction at a time deletes, and no other waits for it: the next one goes on.
    if try_lock(conn, b"sweep spent challenges").await? {
        delete_expired_challenges(conn, app.clock.now() - SPENT_LIFETIME).await?;
    }

    Ok(())
}

/// Id and expiry of the challenge, if the token is genuine, the answer is right and it is in time.
fn open(app: &App, answer: &Answer) -> Option<(Uuid, DateTime<Utc>)> {
    let bytes = URL_SAFE_NO_PAD.decode(&answer.token).ok()?;
    let (head, code) = bytes.split_at_checked(24)?;
    let (id, expiry) = head.split_at_checked(16)?;
    let expires_at = DateTime::from_timestamp_millis(i64::from_be_bytes(expiry.try_into().ok()?))?;

    let sum = number(&answer.answer)?;
    let right = app.secrets.is_sealed(PURPOSE, &sealed(head, sum), code);
    let id = Uuid::from_slice(id).ok()?;

    (right && app.clock.now() < expires_at).then_some((id, expires_at))
}

fn head(id: Uuid, expires_at: DateTime<Utc>) -> Vec<u8> {
    [
        id.as_bytes().as_slice(),
        &expires_at.timestamp_millis().to_be_bytes(),
    ]
    .concat()
}

fn sealed(head: &[u8], sum: i64) -> Vec<u8> {
    [head, &sum.to_be_bytes()].concat()
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
