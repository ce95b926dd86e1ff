//! The roles in which a client may call, and a token for each.

use chrono::Duration;
use moderato::auth::token::{AccessTokens, Claim};
use moderato::clock::Clock;
use moderato::domain::role::Role as StaffRole;
use uuid::Uuid;

use crate::support::database::keys;
use crate::support::instance::{NO_PASSWORD, noon};
use crate::support::service::Service;

/// The role of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Anonymous,
    /// With the guest token of some comment.
    Author,
    Moderator,
    Admin,
    /// With an admin's token that has expired.
    Expired,
    /// With an admin's token under a moderator's signature.
    Forged,
    /// With a guest token that is not ours.
    ForgedAuthor,
}

pub const ROLES: [Role; 7] = [
    Role::Anonymous,
    Role::Author,
    Role::Moderator,
    Role::Admin,
    Role::Expired,
    Role::Forged,
    Role::ForgedAuthor,
];

/// A moderator, an admin, and the author of a comment.
pub struct Accounts {
    pub moderator: Uuid,
    admin: Uuid,
    guest_token: String,
}

impl Accounts {
    pub async fn create(service: &Service) -> Self {
        let text = "Said before the accounts were made.";
        let posted = service.author("Grace").post(text).await;

        let clock = Clock::held_at(noon());
        let (moderator, admin) = (clock.new_id(), clock.new_id());
        for (id, role) in [(moderator, "moderator"), (admin, "admin")] {
            let insert = format!(
                "INSERT INTO moderators \
                (moderator_id, email, name, password_hash, role, created_at, updated_at) \
                VALUES ('{id}', '{role}@law.example', '{role}', '{NO_PASSWORD}', '{role}', now(), now()); \
                INSERT INTO refresh_tokens \
                (token_hash, family_id, moderator_id, session_version, created_at, expires_at) \
                VALUES (sha256('{role}'), '{id}', '{id}', 1, now(), now() + interval '100 years')"
            );
            service.execute(&insert).await;
        }

        // One of the operations signs out. Those after it need the session.
        let keep = "CREATE RULE keep AS ON UPDATE TO refresh_tokens DO INSTEAD NOTHING";
        service.execute(keep).await;

        Self {
            moderator,
            admin,
            guest_token: posted.token,
        }
    }

    /// The bearer token of this role; empty where it has none.
    pub fn token(&self, role: Role) -> String {
        match role {
            Role::Anonymous => String::new(),
            Role::Author => self.guest_token.clone(),
            Role::Moderator => sign(self.moderator, StaffRole::Moderator, Duration::zero()),
            Role::Admin => sign(self.admin, StaffRole::Admin, Duration::zero()),
            Role::Expired => sign(self.admin, StaffRole::Admin, Duration::hours(1)),
            Role::Forged => forge(&self.token(Role::Admin), &self.token(Role::Moderator)),
            Role::ForgedAuthor => {
                let half = self.guest_token.len() / 2;
                let filling = "A".repeat(self.guest_token.len() - half);

                format!("{}{filling}", &self.guest_token[..half])
            }
        }
    }
}

/// An access token that was signed this long ago, of the session that has the account's id.
fn sign(moderator_id: Uuid, role: StaffRole, ago: Duration) -> String {
    let clock = Clock::held_at(noon() - ago);
    let claim = Claim {
        moderator_id: moderator_id.into(),
        role,
        session_version: 1,
        session_id: moderator_id.into(),
    };

    AccessTokens::new(keys(), clock).sign(&claim).unwrap()
}

/// The claims of one token under the signature of another.
fn forge(claimed: &str, signed: &str) -> String {
    let (claims, _) = claimed.rsplit_once('.').unwrap();
    let (_, signature) = signed.rsplit_once('.').unwrap();

    format!("{claims}.{signature}")
}
