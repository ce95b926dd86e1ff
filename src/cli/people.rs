//! `moderato people`: exports and erases what is stored about a person.

use std::io::{self, Read};

use clap::{Args, Subcommand};

use crate::app::App;
use crate::auth::keys::Keys;
use crate::cli::database::Database;
use crate::cli::options::DatabaseOptions;
use crate::cli::outcome::Outcome;
use crate::cli::say;
use crate::clock::Clock;
use crate::config::AuthConfig;
use crate::db::connection::migrate::pending_migrations;
use crate::domain::email::EmailAddress;
use crate::domain::rights::Admin;
use crate::error::{Error, Result};
use crate::flows::people::erase::{Rest, erase};
use crate::flows::people::export::export;
use crate::http::v1::people::views::PersonalData;

#[derive(Debug, Clone, Args)]
pub(crate) struct PeopleOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    #[command(subcommand)]
    pub action: PeopleAction,
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum PeopleAction {
    /// Print what is stored about an email address, as one JSON document a line.
    Export {
        /// The address; - reads it from the standard input, since other users of this machine can
        /// see a command line.
        email: String,
    },
    /// Empty everything that an email address wrote. Running it again changes nothing.
    Erase {
        /// The address; - reads it from the standard input, since other users of this machine can
        /// see a command line.
        email: String,
    },
}

/// Carries out one action.
///
/// # Errors
/// `Setup` with what the operator has to do; otherwise the fault.
pub(crate) async fn people(options: PeopleOptions) -> Outcome {
    let PeopleOptions { database, action } = options;
    let auth = AuthConfig {
        jwt_key_file: None,
        admin: None,
    };
    let keys = Keys::of(&auth, &database.data_dir)?;

    let opened = Database::join_or_open(database.config()?, &database.data_dir).await?;
    let outcome = act_on(&opened, keys, action).await;
    let closed = opened.close().await;

    outcome.and(closed)
}

async fn act_on(database: &Database, keys: Keys, action: PeopleAction) -> Outcome {
    let pending = pending_migrations(database.url()).await?;
    if !pending.is_empty() {
        return Err(Error::setup(
            "The schema is not current. Run: moderato migrate",
        ));
    }

    let app = App::build(&database.config, keys, Clock::system()).await?;
    let outcome = act(&app, action).await;
    app.database.primary.close();
    app.database.replica.close();

    outcome
}

async fn act(app: &App, action: PeopleAction) -> Outcome {
    match action {
        PeopleAction::Export { email } => export_all(app, &parse(&email)?).await,
        PeopleAction::Erase { email } => erase_all(app, &parse(&email)?).await,
    }
}

/// Page by page, so that the memory is bounded however much there is.
async fn export_all(app: &App, email: &EmailAddress) -> Outcome {
    let admin = Admin::at_the_console();
    let mut after = None;

    loop {
        let page = export(app, &admin, email, after).await?;
        after = page.next;

        let page = PersonalData::from(page);
        let line = serde_json::to_string(&page)
            .map_err(|fault| Error::internal("exported data", fault))?;
        say::answer(&line)?;

        if after.is_none() {
            return Ok(());
        }
    }
}

async fn erase_all(app: &App, email: &EmailAddress) -> Outcome {
    let admin = Admin::at_the_console();
    let mut comments = 0;

    loop {
        let step = erase(app, &admin, email).await?;
        comments += step.comments;

        if step.rest == Rest::None {
            return say::answer(&format!("Erased {comments} comments."));
        }
    }
}

fn parse(argument: &str) -> Result<EmailAddress> {
    let mut typed = String::new();
    if argument == "-" {
        io::stdin()
            .lock()
            .read_to_string(&mut typed)
            .map_err(|fault| Error::setup(format!("The address cannot be read: {fault}.")))?;
    } else {
        argument.clone_into(&mut typed);
    }

    EmailAddress::parse(&typed, "email").map_err(|fault| Error::setup(fault.detail))
}
