//! `moderato duplicates`: finds comments that duplicate each other.

use clap::{Args, Subcommand};

use crate::cli::compare::{CompareOptions, compare_pairs};
use crate::cli::outcome::Outcome;
use crate::cli::scan::{ScanOptions, scan};

#[derive(Debug, Clone, Args)]
pub(crate) struct DuplicatesOptions {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Give all stored comments their fingerprints and their groups. Goes on where it was
    /// interrupted.
    Scan(Box<ScanOptions>),
    /// Compare pairs of texts: one JSON line {"id", "verdict", "duplicate", "similarity",
    /// "containment"} for each. The verdict is exact, near, contains, frame, short or null; the
    /// first three are duplicates.
    Compare(CompareOptions),
}

/// # Errors
/// Those of the action.
pub(crate) async fn look_for_duplicates(options: DuplicatesOptions) -> Outcome {
    match options.action {
        Action::Scan(options) => scan(*options).await,
        Action::Compare(options) => compare_pairs(&options),
    }
}
