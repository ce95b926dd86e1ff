//! The JSON shapes of accounts, and their conversion to commands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::password::NewPassword;
use crate::db::accounts::moderators::ModeratorRow;
use crate::domain::comment::AuthorName;
use crate::domain::email::EmailAddress;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::PasswordTerm;
use crate::domain::role::Role;
use crate::flows::accounts::change::{Access, Change};
use crate::flows::accounts::create::{Creation, Profile};
use crate::http::problem::examples::sample_id;
use crate::http::time::milliseconds;

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Role)]
pub(crate) enum RoleName {
    /// May read the queue and decide.
    Moderator,
    /// May do everything, also manage articles, accounts and policies.
    Admin,
}

/// A new account.
// No `Debug`: it holds a password.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct NewAccount {
    /// The email address for signing in. Upper and lower case are the same, and so are all spellings
    /// of an internationalised domain.
    #[schema(format = "email", max_length = 254, example = "ada@example.org")]
    pub email: String,
    /// 1 to 80 characters, as a reader counts them. Absent: the part of the email before the @.
    #[schema(min_length = 1, example = "Ada Lovelace")]
    pub name: Option<String>,
    #[schema(inline)]
    pub role: RoleName,
    /// 12 to 128 characters.
    #[schema(min_length = 12, format = "password")]
    pub password: String,
    /// Whether the first sign-in must replace the password, since you know it. False is for programs
    /// that sign in by themselves.
    #[serde(default = "required")]
    #[schema(default = true)]
    pub password_change_required: bool,
}

const fn required() -> bool {
    true
}

/// Changes of an account; absent fields stay as they are.
// No `Debug`: it may hold a password.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct AccountChange {
    #[schema(min_length = 1, example = "Ada Lovelace")]
    pub name: Option<String>,
    #[schema(inline)]
    pub role: Option<RoleName>,
    /// An inactive account cannot sign in.
    pub active: Option<bool>,
    #[schema(min_length = 12, format = "password")]
    pub password: Option<String>,
    /// Whether the next sign-in must replace the password. Absent: true with a new password for
    /// another account than yours.
    pub password_change_required: Option<bool>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Moderator)]
pub(crate) struct ModeratorView {
    #[schema(value_type = Uuid)]
    pub id: ModeratorId,
    #[schema(format = "email", example = "ada@example.org")]
    pub email: String,
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    #[schema(example = "moderator")]
    pub role: &'static str,
    pub active: bool,
    /// Whether the owner must replace the password before anything else.
    pub password_change_required: bool,
    #[schema(minimum = 1)]
    pub version: i32,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "milliseconds")]
    pub updated_at: DateTime<Utc>,
}

impl NewAccount {
    /// The hash that tells a request that is sent again from another one with the same
    /// Idempotency-Key. It is stored for a day, so it leaves out the password: passwords are quick
    /// to guess from a plain hash.
    pub(crate) fn hash_without_password(&self) -> [u8; 32] {
        let fields = serde_json::json!([&self.email, &self.name, self.role]);

        Sha256::digest(fields.to_string()).into()
    }

    /// Parses every field, and refuses with all faults at once.
    pub(crate) fn into_creation(self) -> Result<Creation, Refusal> {
        let local_part = self.email.rsplit_once('@').map_or("", |(local, _)| local);
        let name = AuthorName::parse(self.name.as_deref().unwrap_or(local_part), "/name");
        let email = EmailAddress::parse(&self.email, "/email");
        let password = NewPassword::parse(&self.password, &self.email);

        match (email, name, password) {
            (Ok(email), Ok(name), Ok(password)) => Ok(Creation {
                profile: Profile {
                    email,
                    name,
                    role: self.role.into(),
                    password_term: term(self.password_change_required),
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
    /// Parses the name; the flow judges the password, since it depends on the account.
    pub(crate) fn into_change(self) -> Result<Change, Refusal> {
        let name = self
            .name
            .map(|name| AuthorName::parse(&name, "/name"))
            .transpose();
        let access = |active| {
            if active {
                Access::Active
            } else {
                Access::Inactive
            }
        };

        Ok(Change {
            name: name.map_err(|invalid| Refusal::Invalid(vec![invalid]))?,
            role: self.role.map(Role::from),
            access: self.active.map(access),
            password: self.password,
            password_term: self.password_change_required.map(term),
        })
    }
}

fn term(change_required: bool) -> PasswordTerm {
    if change_required {
        PasswordTerm::UntilFirstUse
    } else {
        PasswordTerm::Lasting
    }
}

impl From<&ModeratorRow> for ModeratorView {
    fn from(row: &ModeratorRow) -> Self {
        Self {
            id: row.moderator_id,
            email: row.shown_email().to_owned(),
            name: row.name.clone(),
            role: row.role.as_str(),
            active: row.active,
            password_change_required: row.password_change_required,
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
pub(crate) fn example_moderator() -> ModeratorView {
    let at = DateTime::UNIX_EPOCH + chrono::Duration::seconds(1_795_426_200);

    ModeratorView {
        id: ModeratorId(sample_id()),
        email: "ada@example.org".to_owned(),
        name: "Ada Lovelace".to_owned(),
        role: Role::Moderator.as_str(),
        active: true,
        password_change_required: false,
        version: 1,
        created_at: at,
        updated_at: at,
    }
}
