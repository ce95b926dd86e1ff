//! `moderato admin`: accounts and signing keys, for operators of the machine, who need no account.

use std::io::{self, Read};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::auth::key_file;
use crate::auth::keys::Keys;
use crate::auth::password::NewPassword;
use crate::cli::database::Database;
use crate::cli::options::DatabaseOptions;
use crate::cli::outcome::Outcome;
use crate::cli::say;
use crate::clock::Clock;
use crate::config::AuthConfig;
use crate::db::accounts::moderators::ModeratorRow;
use crate::domain::comment::AuthorName;
use crate::domain::email::EmailAddress;
use crate::domain::refusal::{Invalid, Refusal};
use crate::domain::rights::{Admin, PasswordTerm};
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::flows::accounts::change::{Access, Change, change_moderator};
use crate::flows::accounts::create::{Creation, Profile, add_moderator};
use crate::flows::accounts::read::find_by_email;

#[derive(Debug, Clone, Args)]
pub(crate) struct AdminOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// PEM file with the keys for access tokens. Absent: the one in the data directory.
    #[arg(long, env = "MODERATO_JWT_KEY_FILE")]
    pub jwt_key_file: Option<PathBuf>,
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Create an account.
    Create {
        email: String,
        /// The name that others see. Absent: the part of the email before the @.
        #[arg(long)]
        name: Option<String>,
        /// What the account may do.
        #[arg(long, default_value = "admin", value_parser = ["admin", "moderator"])]
        role: String,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Set the password of an account, which ends its sessions and activates an inactive account.
    SetPassword {
        email: String,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Deactivate an account and end its sessions.
    Deactivate { email: String },
    /// Add a new signing key. The present one stays valid for the tokens that it has signed.
    RotateKey,
}

/// The source of a password. It is never an argument: other users can see the command line.
#[derive(Debug, Clone, Args)]
pub(crate) struct PasswordSource {
    /// A file whose first line is the password; - reads the standard input. Absent: one is
    /// generated and printed.
    #[arg(long)]
    pub password_file: Option<PathBuf>,
}

/// A password, and whether it must be shown to its owner.
enum Password {
    Given(String),
    Generated(String),
}

/// Carries out one action.
///
/// # Errors
/// `Setup` with what the operator has to do; otherwise the fault.
pub(crate) async fn administer(options: AdminOptions) -> Outcome {
    let AdminOptions {
        database,
        jwt_key_file,
        action,
    } = options;

    if let Action::RotateKey = action {
        let path = jwt_key_file.unwrap_or_else(|| database.data_dir.join(key_file::FILE_NAME));
        key_file::rotate(&path)?;
        return say::answer(&format!(
            "A new key signs from now on: {}. Running services notice by themselves; the former key stays valid \
             until the next rotation.",
            path.display()
        ));
    }

    let auth = AuthConfig {
        jwt_key_file,
        admin: None,
    };
    let keys = Keys::of(&auth, &database.data_dir)?;

    let opened = Database::join_or_open(database.config()?, &database.data_dir).await?;
    let outcome = act_on(&opened, keys, action)
        .await
        .map_err(|error| opened.advise(error));
    let closed = opened.close().await;

    outcome.and(closed)
}

async fn act_on(database: &Database, keys: Keys, action: Action) -> Outcome {
    database.migrate().await?;
    let app = App::build(&database.config, keys, Clock::system()).await?;

    let outcome = act(&app, action).await.map_err(in_words);
    app.database.primary.close();
    app.database.replica.close();

    outcome
}

async fn act(app: &App, action: Action) -> Outcome {
    match action {
        Action::Create {
            email,
            name,
            role,
            password,
        } => {
            let password = password.read()?;
            let local_part = email.rsplit_once('@').map_or("", |(local, _)| local);
            let password_term = password.term();
            let profile = Profile {
                name: AuthorName::parse(name.as_deref().unwrap_or(local_part), "name")
                    .map_err(refused)?,
                email: EmailAddress::parse(&email, "email").map_err(refused)?,
                role: Role::parse(&role)
                    .ok_or_else(|| Error::setup("The role is admin or moderator."))?,
                password_term,
            };

            let parsed = NewPassword::parse(password.text(), &email).map_err(refused)?;
            let row = add_moderator(
                app,
                &Admin::at_the_console(),
                Creation {
                    profile,
                    password: parsed,
                },
            )
            .await?;

            tell(
                &format!("Created the {} {}.", row.role.as_str(), row.shown_email()),
                &password,
            )
        }
        Action::SetPassword { email, password } => {
            let password = password.read()?;
            let change = Change {
                password: Some(password.text().to_owned()),
                password_term: Some(password.term()),
                access: Some(Access::Active),
                ..Change::default()
            };

            let row = change_account(app, &email, change).await?;
            tell(
                &format!(
                    "{} has a new password; all sessions ended.",
                    row.shown_email()
                ),
                &password,
            )
        }
        Action::Deactivate { email } => {
            let change = Change {
                access: Some(Access::Inactive),
                ..Change::default()
            };

            let row = change_account(app, &email, change).await?;
            say::answer(&format!(
                "{} is inactive; all sessions ended.",
                row.shown_email()
            ))
        }
        Action::RotateKey => Ok(()),
    }
}

async fn change_account(app: &App, email: &str, change: Change) -> Result<ModeratorRow> {
    let admin = Admin::at_the_console();
    let row = find_by_email(app, &admin, email).await?;
    change_moderator(app, &admin, row.moderator_id, change).await
}

fn tell(done: &str, password: &Password) -> Outcome {
    match password {
        Password::Given(_) => say::answer(done),
        Password::Generated(text) => say::answer(&format!(
            "{done}\nOne-time password, shown once: {text}\nThe first sign-in must replace it: POST /v1/auth/password"
        )),
    }
}

impl PasswordSource {
    fn read(self) -> Result<Password> {
        let Some(path) = self.password_file else {
            return Ok(Password::Generated(
                NewPassword::generate()?.reveal().to_owned(),
            ));
        };

        let mut text = String::new();
        let read = match path.to_str() {
            Some("-") => io::stdin().lock().read_to_string(&mut text).map(drop),
            _ => std::fs::read_to_string(&path).map(|read| text = read),
        };
        read.map_err(|fault| {
            Error::setup(format!(
                "The password cannot be read from {}: {fault}.",
                path.display()
            ))
        })?;

        Ok(Password::Given(
            text.lines().next().unwrap_or_default().to_owned(),
        ))
    }
}

impl Password {
    fn text(&self) -> &str {
        match self {
            Self::Given(text) | Self::Generated(text) => text,
        }
    }

    /// A generated password was printed. One from a file was chosen by whoever runs the command,
    /// such as a script that sets up a service.
    fn term(&self) -> PasswordTerm {
        match self {
            Self::Given(_) => PasswordTerm::Lasting,
            Self::Generated(_) => PasswordTerm::UntilFirstUse,
        }
    }
}

fn refused(invalid: Invalid) -> Refusal {
    Refusal::Invalid(vec![invalid])
}

/// A refusal as the operator reads it.
fn in_words(error: Error) -> Error {
    match error {
        Error::Refused(Refusal::Invalid(faults)) => {
            let lines: Vec<&str> = faults.iter().map(|fault| fault.detail.as_str()).collect();
            Error::setup(lines.join(" "))
        }
        Error::Refused(Refusal::AlreadyExists { detail, .. }) => Error::setup(detail),
        Error::Refused(Refusal::NotFound(_)) => {
            Error::setup("There is no account with this email.")
        }
        Error::Refused(Refusal::LastAdmin) => Error::setup(
            "This is the last active admin: create another one first (moderato admin create).",
        ),
        other => other,
    }
}
