//! `moderato duplicates`: repeats, for whoever holds the machine.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::options::DatabaseOptions;
use crate::cli::{Outcome, compare, scan};
use crate::moderation::comparison::DuplicateLimits;

#[derive(Debug, Clone, Args)]
pub struct DuplicatesOptions {
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

#[derive(Debug, Clone, Args)]
pub struct ScanOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The name of a site. Absent: all of them.
    #[arg(long)]
    pub site: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub struct CompareOptions {
    /// A file of JSON lines {"a": "...", "b": "..."}, with "id" and "same_author": true where
    /// wanted. Absent or -: the standard input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub pairs: PathBuf,
    /// The policy's near_duplicate_threshold, 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = DuplicateLimits::default().near)]
    pub near: f64,
    /// The policy's containment_threshold, 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = DuplicateLimits::default().containment)]
    pub containment: f64,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}

/// # Errors
/// Those of the action.
pub async fn look_for_duplicates(options: DuplicatesOptions) -> Outcome {
    match options.action {
        Action::Scan(options) => scan::scan(*options).await,
        Action::Compare(options) => compare::compare_pairs(&options),
    }
}
