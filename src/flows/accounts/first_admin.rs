//! Creates the first admin of a new service, so that somebody can sign in.

use crate::app::App;
use crate::auth::password::NewPassword;
use crate::auth::password_hash::PasswordHash;
use crate::config::FirstAdmin;
use crate::db::accounts::moderators::{ModeratorRow, has_admin};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::domain::comment::AuthorName;
use crate::domain::email::EmailAddress;
use crate::domain::refusal::Invalid;
use crate::domain::rights::{Admin, PasswordTerm};
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::flows::accounts::create::{Profile, insert};

/// The email of the first admin if the operator configured none.
pub(crate) const DEFAULT_EMAIL: &str = "admin@localhost.localdomain";

/// The result of a start. It has no `Debug`: it may hold a password.
pub enum FirstStart {
    /// There was an admin already; nothing was created.
    Nothing,
    /// The admin has the email and the password that the operator configured.
    AsConfigured,
    /// The admin has a generated password, to be shown to the operator now and never again.
    Generated { email: String, password: String },
}

/// Creates the first admin unless there is an admin, active or not.
///
/// # Errors
/// `Setup` when the configured email or password is invalid.
pub async fn first_admin(app: &App, configured: Option<&FirstAdmin>) -> Result<FirstStart> {
    if has_admin(&mut *app.database.primary.get().await?).await? {
        return Ok(FirstStart::Nothing);
    }

    let email = configured.map_or(DEFAULT_EMAIL, |admin| &admin.email);
    let configured_password = configured.and_then(|admin| admin.password.as_deref());
    let password = match configured_password {
        Some(password) => {
            NewPassword::parse(password, email).map_err(unusable("MODERATO_ADMIN_PASSWORD"))?
        }
        None => NewPassword::generate()?,
    };
    let revealed_password = password.reveal().to_owned();

    let profile = Profile {
        email: EmailAddress::parse(email, "/email").map_err(unusable("MODERATO_ADMIN_EMAIL"))?,
        name: AuthorName::parse("Admin", "/name").map_err(unusable("the first admin's name"))?,
        role: Role::Admin,
        // A generated password is printed, so it stays in the logs of containers. One from the
        // environment was chosen by the operator, who can set another one there.
        password_term: match configured_password {
            Some(_) => PasswordTerm::Lasting,
            None => PasswordTerm::UntilFirstUse,
        },
    };
    let hash = app.auth.passwords.hash(password).await?;

    let created = insert_unless_created(app, &profile, &hash).await?;

    Ok(match (created, configured_password) {
        (None, _) => FirstStart::Nothing,
        (Some(_), Some(_)) => FirstStart::AsConfigured,
        (Some(row), None) => FirstStart::Generated {
            email: row.shown_email().to_owned(),
            password: revealed_password,
        },
    })
}

/// Inserts the account, unless another instance that started at the same time has created one.
async fn insert_unless_created(
    app: &App,
    profile: &Profile,
    hash: &PasswordHash,
) -> Result<Option<ModeratorRow>> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            take_lock(conn, b"first admin").await?;
            if has_admin(conn).await? {
                return Ok(None);
            }

            insert(conn, app, &Admin::at_the_console(), profile, hash)
                .await
                .map(Some)
        })
        .await
}

fn unusable(variable: &'static str) -> impl Fn(Invalid) -> Error {
    move |invalid| Error::setup(format!("{variable} cannot be used: {}", invalid.detail))
}
