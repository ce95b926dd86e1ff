//! Whoever may call: the accounts of a service, and a token for each role.

use chrono::Duration;
use moderato::auth::token::{AccessTokens, Claim};
use moderato::clock::Clock;
use moderato::domain::role::Role as Rank;
use uuid::Uuid;

use crate::support::app::noon;
use crate::support::database::keys;
use crate::support::service::Service;

/// Everybody whom an operation may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Anonymous,
    /// With the guest token of some comment.
    Author,
    Moderator,
    Admin,
    /// With an admin's token that has ended.
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
        let (_, guest_token) = service
            .post("Grace", "Said before the accounts were made.", None)
            .await;
        let clock = Clock::held_at(noon());
        let (moderator, admin) = (clock.new_id(), clock.new_id());
        for (id, role) in [(moderator, "moderator"), (admin, "admin")] {
            let account = format!(
                "INSERT INTO moderators (moderator_id, email, name, password_hash, role, created_at, updated_at) \
                VALUES ('{id}', '{role}@law.example', '{role}', '', '{role}', now(), now())"
            );
            service.sql.batch_execute(&account).await.unwrap();
        }
        Self {
            moderator,
            admin,
            guest_token,
        }
    }

    /// The bearer token of this role; empty for nobody.
    pub fn token(&self, role: Role) -> String {
        match role {
            Role::Anonymous => String::new(),
            Role::Author => self.guest_token.clone(),
            Role::Moderator => sign(self.moderator, Rank::Moderator, Duration::zero()),
            Role::Admin => sign(self.admin, Rank::Admin, Duration::zero()),
            Role::Expired => sign(self.admin, Rank::Admin, Duration::hours(1)),
            Role::Forged => forge(&self.token(Role::Admin), &self.token(Role::Moderator)),
            Role::ForgedAuthor => {
                let (prefix, _) = self.guest_token.split_at(self.guest_token.len() / 2);
                format!(
                    "{prefix}{}",
                    "A".repeat(self.guest_token.len() - prefix.len())
                )
            }
        }
    }
}

fn sign(moderator_id: Uuid, role: Rank, ago: Duration) -> String {
    let clock = Clock::held_at(noon() - ago);
    let session_id = clock.new_id();
    let claim = Claim {
        moderator_id,
        role,
        session_version: 1,
        session_id,
    };
    AccessTokens::new(keys(), clock).sign(&claim).unwrap()
}

/// What `claimed` says, signed as `signed` is.
fn forge(claimed: &str, signed: &str) -> String {
    let (claims, _) = claimed.rsplit_once('.').unwrap();
    let (_, signature) = signed.rsplit_once('.').unwrap();
    format!("{claims}.{signature}")
}
