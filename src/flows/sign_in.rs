//! A moderator signs in with email and password; who keeps failing must wait.

use std::net::IpAddr;

use crate::app::App;
use crate::auth::password_hash::{Comparison, PasswordHash};
use crate::db::connect::Connection;
use crate::db::moderators::{CredentialsRow, ModeratorRow, find_credentials};
use crate::db::sign_in_failures::{
    FailuresRow, delete_failures, list_failures, lock_failures, update_failures,
};
use crate::domain::refusal::Refusal;
use crate::domain::sign_in_throttle::SignInFailures;
use crate::error::Result;
use crate::flows::session::{Family, SIGN_IN_LIFETIME, Session, issue};

/// What somebody sends in. It has no `Debug`: it holds a password.
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub address: IpAddr,
}

/// Under which keyed hashes failures are counted: the email, whether it has an account or not, and
/// the address.
struct Subjects {
    account: Vec<u8>,
    address: Vec<u8>,
}

/// Signs in.
///
/// # Errors
/// `InvalidCredentials` alike, and in like time, for an unknown email, a wrong password and an
/// inactive account; `RateLimited` after too many failures of the account or from the address, for
/// a right password too.
pub async fn sign_in(app: &App, attempt: SignIn) -> Result<Session> {
    let email = attempt.email.trim().to_lowercase();
    let subjects = Subjects::of(app, &email, attempt.address);
    let credentials = look_up(app, &email, &subjects).await?;
    let stored = credentials
        .as_ref()
        .map(|it| PasswordHash::from_stored(it.password_hash.clone()));
    let comparison = app.passwords.compare(&attempt.password, stored).await?;
    let moderator = credentials
        .map(|it| it.moderator)
        .filter(|moderator| comparison == Comparison::Right && moderator.active);
    let outcome = app
        .writes
        .transaction(async |conn: &mut Connection| {
            settle(conn, app, &subjects, moderator.as_ref()).await
        })
        .await?;
    Ok(outcome?)
}

/// Who is already throttled is sent away before any hashing.
async fn look_up(app: &App, email: &str, subjects: &Subjects) -> Result<Option<CredentialsRow>> {
    let mut conn = app.writes.get().await?;
    refuse_throttled(app, &list_failures(&mut conn, &subjects.all()).await?)?;
    find_credentials(&mut conn, email).await
}

/// Counts or forgives. Of many attempts at once each waits here for the one before, so that none of
/// them slips past the throttle. A refusal is an outcome, not a failure: the count must be
/// committed.
async fn settle(
    conn: &mut Connection,
    app: &App,
    subjects: &Subjects,
    moderator: Option<&ModeratorRow>,
) -> Result<Result<Session, Refusal>> {
    let now = app.clock.now();
    let none = SignInFailures {
        count: 0,
        last_at: now,
    };
    let fresh = subjects
        .all()
        .map(|subject| FailuresRow::new(subject, none));
    let rows = lock_failures(conn, &fresh).await?;
    if let Err(refusal) = refuse_throttled(app, &rows) {
        return Ok(Err(refusal));
    }
    let Some(moderator) = moderator else {
        for row in rows {
            let failures = row.failures().and_one(now);
            update_failures(conn, &FailuresRow::new(row.subject, failures)).await?;
        }
        return Ok(Err(Refusal::InvalidCredentials));
    };
    // The address keeps its failures: one own account must not buy guesses at the others.
    delete_failures(conn, &subjects.account).await?;
    let family = Family {
        id: app.clock.new_id(),
        expires_at: now + SIGN_IN_LIFETIME,
    };
    issue(conn, app, moderator, family).await.map(Ok)
}

fn refuse_throttled(app: &App, rows: &[FailuresRow]) -> Result<(), Refusal> {
    let now = app.clock.now();
    match rows.iter().filter_map(|row| row.failures().wait(now)).max() {
        Some(retry_after) => Err(Refusal::RateLimited { retry_after }),
        None => Ok(()),
    }
}

impl Subjects {
    fn of(app: &App, email: &str, address: IpAddr) -> Self {
        let address = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            // One subscriber holds a whole /64.
            IpAddr::V6(address) => (address.to_bits() >> 64).to_be_bytes().to_vec(),
        };
        Self {
            account: app.secrets.seal("sign_in_account", email.as_bytes()),
            address: app.secrets.seal("sign_in_address", &address),
        }
    }

    /// Always in one order, so that two sign-ins never hold what the other waits for.
    fn all(&self) -> [Vec<u8>; 2] {
        let mut all = [self.account.clone(), self.address.clone()];
        all.sort();
        all
    }
}
