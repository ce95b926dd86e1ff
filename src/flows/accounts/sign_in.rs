//! A moderator signs in with email and password. After repeated failures the account and the
//! network address must wait.
//!
//! Anybody can fail for an account. So the failures at an address from which the account has signed in
//! lately are counted apart, and those of others do not bind its owner there.

use std::net::IpAddr;

use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::auth::password_hash::{Comparison, PasswordHash};
use crate::db::accounts::moderators::{CredentialsRow, ModeratorRow, find_credentials};
use crate::db::accounts::sign_in_failures::{
    FailuresRow, delete_failures, list_failures, lock_failures, update_failures,
};
use crate::db::audit::sign_ins::has_signed_in;
use crate::db::connection::connect::Connection;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::email::EmailAddress;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::Refusal;
use crate::domain::sign_in_throttle::SignInFailures;
use crate::error::Result;
use crate::flows::accounts::session::{Family, SIGN_IN_LIFETIME, Session, issue};
use crate::flows::audit::append::{append_audit, append_throttled};

/// An attempt to sign in. It has no `Debug`: it holds a password.
pub(crate) struct SignIn {
    pub email: String,
    pub password: String,
    pub address: IpAddr,
}

/// The keyed hashes of what an attempt names: the email, whether it has an account or not, and the
/// network address.
struct Named {
    account: Vec<u8>,
    address: Vec<u8>,
}

/// The keyed hashes under which the failures of an attempt are counted.
struct Subjects {
    /// The account: at this address if it is known there, else at all others together.
    account: Vec<u8>,
    address: Vec<u8>,
}

/// Whether the account has signed in from the address lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Known,
    Unknown,
}

/// An attempt that is not throttled.
struct Admitted {
    subjects: Subjects,
    credentials: Option<CredentialsRow>,
}

/// The account of the email, and the moderator whose password was right.
struct Compared {
    id: Option<ModeratorId>,
    moderator: Option<ModeratorRow>,
}

/// Signs in.
///
/// # Errors
/// `InvalidCredentials` for an unknown email, a wrong password and an inactive account, after
/// the same time in each case; `RateLimited` after too many failures of the account or from the
/// address, also for a right password.
pub(crate) async fn sign_in(app: &App, attempt: SignIn) -> Result<Session> {
    let email = EmailAddress::from_stored(&attempt.email);
    let named = Named::of(app, &email, attempt.address);
    let Admitted {
        subjects,
        credentials,
    } = admit(app, &email, named).await?;

    let stored = credentials
        .as_ref()
        .map(|it| PasswordHash::from_stored(it.password_hash.clone()));
    let comparison = app
        .auth
        .passwords
        .compare(&attempt.password, stored)
        .await?;
    let account = credentials.map(|it| it.moderator);
    let compared = Compared {
        id: account.as_ref().map(|account| account.moderator_id),
        moderator: account.filter(|it| comparison == Comparison::Right && it.active),
    };

    let outcome = app
        .database
        .primary
        .transaction(async |conn: &mut Connection| settle(conn, app, &subjects, &compared).await)
        .await?;

    Ok(outcome?)
}

/// Looks up the account of the email. A throttled attempt is refused here, before its password is
/// hashed.
async fn admit(app: &App, email: &EmailAddress, named: Named) -> Result<Admitted> {
    let mut conn = app.database.primary.get().await?;
    let credentials = find_credentials(&mut conn, &email.account_keys()).await?;
    let id = credentials.as_ref().map(|it| it.moderator.moderator_id);

    // Asked for an email without an account, too, so that both take the same time.
    let asked = id.unwrap_or(ModeratorId(Uuid::nil()));
    let standing = if has_signed_in(&mut conn, asked, &named.address).await? {
        Standing::Known
    } else {
        Standing::Unknown
    };
    let subjects = named.counted(app, standing);

    let failures = list_failures(&mut conn, &subjects.all()).await?;
    if let Err(refusal) = refuse_throttled(app, &failures) {
        append_throttled(&mut conn, &throttled(&subjects, id)).await?;
        return Err(refusal.into());
    }

    Ok(Admitted {
        subjects,
        credentials,
    })
}

/// Counts a failure, or issues tokens and deletes the account's failures. Attempts at the same time
/// wait for each other's lock here, so that each sees the failures of those before it. A refusal is
/// an `Ok` value, because the count must be committed.
async fn settle(
    conn: &mut Connection,
    app: &App,
    subjects: &Subjects,
    compared: &Compared,
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
        append_throttled(conn, &throttled(subjects, compared.id)).await?;
        return Ok(Err(refusal));
    }

    let Some(moderator) = &compared.moderator else {
        for row in rows {
            let failures = row.failures().and_one(now);
            update_failures(conn, &FailuresRow::new(row.subject, failures)).await?;
        }

        let entry = AuditEntry::new(AuditKind::SignInFailed);
        append_audit(conn, from(subjects, entry, compared.id)).await?;

        return Ok(Err(Refusal::InvalidCredentials));
    };

    // The address keeps its failures: the owner of one account must not get more guesses at others.
    delete_failures(conn, &subjects.account).await?;
    let family = Family {
        id: app.clock.new_id().into(),
        expires_at: now + SIGN_IN_LIFETIME,
    };

    let entry = AuditEntry::new(AuditKind::SignedIn)
        .by(Some(moderator.moderator_id))
        .with(json!({ "session_id": family.id }));
    append_audit(conn, from(subjects, entry, compared.id)).await?;

    let refresh_token = OpaqueToken::generate()?;

    issue(conn, app, moderator, family, &refresh_token)
        .await
        .map(Ok)
}

fn throttled(subjects: &Subjects, account: Option<ModeratorId>) -> AuditEntry {
    from(
        subjects,
        AuditEntry::new(AuditKind::SignInThrottled),
        account,
    )
}

/// An entry from the address of the attempt, about the account if the email has one.
fn from(subjects: &Subjects, entry: AuditEntry, account: Option<ModeratorId>) -> AuditEntry {
    let entry = entry.at_address(&subjects.address);

    match account {
        Some(account) => entry.about(account),
        None => entry,
    }
}

fn refuse_throttled(app: &App, rows: &[FailuresRow]) -> Result<(), Refusal> {
    let now = app.clock.now();

    match rows.iter().filter_map(|row| row.failures().wait(now)).max() {
        Some(retry_after) => Err(Refusal::RateLimited { retry_after }),
        None => Ok(()),
    }
}

impl Named {
    fn of(app: &App, email: &EmailAddress, address: IpAddr) -> Self {
        let address = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            // One subscriber has a whole /64.
            IpAddr::V6(address) => (address.to_bits() >> 64).to_be_bytes().to_vec(),
        };

        Self {
            account: app.secrets.seal("sign_in_account", email.key().as_bytes()),
            address: app.secrets.seal("sign_in_address", &address),
        }
    }

    fn counted(self, app: &App, standing: Standing) -> Subjects {
        let account = match standing {
            Standing::Known => {
                let both = [self.account.as_slice(), &self.address].concat();
                app.secrets.seal("sign_in_known_address", &both)
            }
            Standing::Unknown => self.account,
        };

        Subjects {
            account,
            address: self.address,
        }
    }
}

impl Subjects {
    /// Both in ascending order, so that two sign-ins cannot wait for each other's locks.
    fn all(&self) -> [Vec<u8>; 2] {
        let mut all = [self.account.clone(), self.address.clone()];
        all.sort();

        all
    }
}
