//! The command line, with one file for each subcommand.

mod admin;
mod audit;
mod compare;
mod database;
pub mod demo;
mod doctor;
mod duplicates;
mod migrate;
mod openapi;
mod options;
mod outcome;
mod people;
mod say;
mod scan;
mod serve;
mod warnings;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// Moderato: a self-hosted comment and moderation service.
#[derive(Debug, Parser)]
#[command(name = "moderato", version, about, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, with an embedded Postgres unless DATABASE_URL names another.
    Serve(Box<options::ServeOptions>),
    /// Bring the database's schema up to date, or check that it is.
    Migrate(migrate::MigrateOptions),
    /// Create and change accounts, and rotate the signing key.
    Admin(Box<admin::AdminOptions>),
    /// Verify the audit log.
    Audit(audit::AuditOptions),
    /// Export or erase what is stored about a person.
    People(people::PeopleOptions),
    /// Find comments that duplicate each other.
    Duplicates(duplicates::DuplicatesOptions),
    /// Print the OpenAPI document.
    Openapi,
    /// Find what keeps the service from working, and say how to fix it.
    Doctor(Box<options::ServeOptions>),
}

/// Carries out the command line. Exit codes: 0 success; 1 failure, and the last line says why; 2 a
/// command line that cannot be read.
pub async fn run() -> ExitCode {
    let command_line = match CommandLine::try_parse() {
        Ok(command_line) => command_line,
        Err(misspelt) => return print_usage(&misspelt),
    };

    let ended = match command_line.command {
        Command::Serve(options) => serve::serve(*options).await,
        Command::Migrate(options) => migrate::migrate(options).await,
        Command::Admin(options) => admin::administer(*options).await,
        Command::Audit(options) => audit::audit(options).await,
        Command::People(options) => people::people(options).await,
        Command::Duplicates(options) => duplicates::look_for_duplicates(options).await,
        Command::Openapi => openapi::print(),
        Command::Doctor(options) => doctor::examine(*options).await,
    };

    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::complain(&outcome::describe(&error));
            ExitCode::FAILURE
        }
    }
}

/// The help text of a subcommand, for the test that compares it with the README.
pub fn help_of(subcommand: &str) -> Option<String> {
    let mut command = CommandLine::command();
    Some(
        command
            .find_subcommand_mut(subcommand)?
            .render_long_help()
            .to_string(),
    )
}

/// Prints the help, the version, or what is wrong with the command line.
fn print_usage(misspelt: &clap::Error) -> ExitCode {
    let printed = misspelt.print().is_ok();
    let code = if printed { misspelt.exit_code() } else { 1 };
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
