//! How does an account look on the wire? The JSON shapes of the accounts, and how they become
//! commands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::auth::password::NewPassword;
use crate::db::accounts::moderators::ModeratorRow;
use crate::domain::comment::{AuthorName, EmailAddress};
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;
use crate::flows::accounts::change::{Access, Change};
use crate::flows::accounts::create::{Creation, Profile};
use crate::http::problem::examples::sample_id;
use crate::http::time::milliseconds;

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Role)]
pub enum RoleName {
    /// The queue and decisions.
    Moderator,
    /// All of it, also articles, accounts and policies.
    Admin,
}

/// An account to be. It has no `Debug`: it holds a password.
#[derive(Deserialize, Validate, ToSchema)]
pub struct NewAccount {
    /// The account's name for signing in, in any case.
    #[schema(format = "email", max_length = 320, example = "ada@example.org")]
    pub email: String,
    /// 1 to 80 characters as readers count them; absent: the part of the email before the @.
    #[schema(min_length = 1, example = "Ada Lovelace")]
    pub name: Option<String>,
    #[schema(inline)]
    pub role: RoleName,
    /// 12 to 128 characters.
    #[schema(min_length = 12, max_length = 128, format = "password")]
    pub password: String,
}

/// What is to change; absent fields stay. It has no `Debug`: it may hold a password.
#[derive(Deserialize, Validate, ToSchema)]
pub struct AccountChange {
    #[schema(min_length = 1, example = "Ada Lovelace")]
    pub name: Option<String>,
    #[schema(inline)]
    pub role: Option<RoleName>,
    /// An inactive account cannot sign in.
    pub active: Option<bool>,
    #[schema(min_length = 12, max_length = 128, format = "password")]
    pub password: Option<String>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Moderator)]
pub struct ModeratorView {
    pub id: Uuid,
    #[schema(format = "email", example = "ada@example.org")]
    pub email: String,
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    #[schema(example = "moderator")]
    pub role: String,
    pub active: bool,
    #[schema(minimum = 1)]
    pub version: i32,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "milliseconds")]
    pub updated_at: DateTime<Utc>,
}

impl NewAccount {
    /// What tells a repeat from a reused Idempotency-Key. It is stored for a day, so the password
    /// is no part of it: a plain hash is quick to try passwords against.
    pub fn hash_without_password(&self) -> [u8; 32] {
        let fields = serde_json::json!([&self.email, &self.name, self.role]);
        Sha256::digest(fields.to_string()).into()
    }

    /// Parses every field, and tells of all that must change at once.
    pub fn into_creation(self) -> Result<Creation, Refusal> {
        let local_part = self.email.split('@').next().unwrap_or_default();
        let name = AuthorName::parse(self.name.as_deref().unwrap_or(local_part), "/name");
        let email = EmailAddress::parse(&self.email, "/email");
        let password = NewPassword::parse(&self.password, &self.email);
        match (email, name, password) {
            (Ok(email), Ok(name), Ok(password)) => Ok(Creation {
                profile: Profile {
                    email,
                    name,
                    role: self.role.into(),
                },
                password,
            }),
            (email, name, password) => {
                let faults = [email.err(), name.err(), password.err()];
                Err(Refusal::Invalid(faults.into_iter().flatten().collect()))
            }
        }
    }
}

impl AccountChange {
    pub fn into_change(self) -> Result<Change, Refusal> {
        let name = self
            .name
            .map(|name| AuthorName::parse(&name, "/name"))
            .transpose();
        Ok(Change {
            name: name.map_err(|invalid| Refusal::Invalid(vec![invalid]))?,
            role: self.role.map(Role::from),
            access: self.active.map(|active| {
                if active {
                    Access::Active
                } else {
                    Access::Inactive
                }
            }),
            password: self.password,
        })
    }
}

impl From<&ModeratorRow> for ModeratorView {
    fn from(row: &ModeratorRow) -> Self {
        Self {
            id: row.moderator_id,
            email: row.email.clone(),
            name: row.name.clone(),
            role: row.role.clone(),
            active: row.active,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<RoleName> for Role {
    fn from(role: RoleName) -> Self {
        match role {
            RoleName::Moderator => Self::Moderator,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// An account for the examples of the OpenAPI document.
pub fn example_moderator() -> ModeratorView {
    let at = DateTime::UNIX_EPOCH + chrono::Duration::seconds(1_795_426_200);
    ModeratorView {
        id: sample_id(),
        email: "ada@example.org".to_owned(),
        name: "Ada Lovelace".to_owned(),
        role: Role::Moderator.as_str().to_owned(),
        active: true,
        version: 1,
        created_at: at,
        updated_at: at,
    }
}
