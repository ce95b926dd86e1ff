//! `moderato duplicates`: repeats, for whoever holds the machine.

use clap::{Args, Subcommand};

use crate::cli::options::DatabaseOptions;
use crate::cli::{Outcome, scan};

#[derive(Debug, Clone, Args)]
pub struct DuplicatesOptions {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Give all stored comments their fingerprints and their groups. Goes on where it was interrupted.
    Scan(Box<ScanOptions>),
}

#[derive(Debug, Clone, Args)]
pub struct ScanOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The name of a site. Absent: all of them.
    #[arg(long)]
    pub site: Option<String>,
}

/// # Errors
/// Those of the action.
pub async fn look_for_duplicates(options: DuplicatesOptions) -> Outcome {
    match options.action {
        Action::Scan(options) => scan::scan(*options).await,
    }
}
