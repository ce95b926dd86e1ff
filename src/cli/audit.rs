//! `moderato audit`: verifies the audit log.

use std::str::FromStr;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::auth::keys::Keys;
use crate::cli::database::Database;
use crate::cli::options::DatabaseOptions;
use crate::cli::outcome::Outcome;
use crate::cli::say;
use crate::clock::Clock;
use crate::config::AuthConfig;
use crate::db::audit::verification::ChainPlace;
use crate::db::connection::migrate::pending_migrations;
use crate::domain::audit::{ChainHash, from_hex, to_hex};
use crate::error::Error;
use crate::flows::audit::verify::{Breach, Extent, Verdict, verify_audit};

#[derive(Debug, Clone, Args)]
pub(crate) struct AuditOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    #[command(subcommand)]
    pub action: AuditAction,
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AuditAction {
    /// Compare every entry of the audit log with the chain of hashes. The exit code is 1 if an entry
    /// was changed, removed, or added later.
    Verify {
        /// A place that an earlier verification printed, such as 1200:9f86d08…: the log must still
        /// have it.
        #[arg(long, value_name = "POSITION:HASH")]
        expect: Option<Expected>,
    },
}

/// A place of the chain, as the operator noted it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    position: i64,
    hash: ChainHash,
}

impl FromStr for Expected {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (position, hash) = text
            .split_once(':')
            .ok_or("write a position, a colon and a hash")?;

        Ok(Self {
            position: position.parse().map_err(|_| "the position is a number")?,
            hash: from_hex(hash).ok_or("the hash has 64 hexadecimal digits")?,
        })
    }
}

/// Carries out one action.
///
/// # Errors
/// `Setup` with the first entry that is not as it was sealed; otherwise the fault.
pub(crate) async fn audit(options: AuditOptions) -> Outcome {
    let AuditOptions { database, action } = options;
    let AuditAction::Verify { expect } = action;

    let auth = AuthConfig {
        jwt_key_file: None,
        admin: None,
    };
    let keys = Keys::of(&auth, &database.data_dir)?;

    let opened = Database::join_or_open(database.config()?, &database.data_dir).await?;
    let outcome = verify(&opened, keys, expect).await;
    let closed = opened.close().await;

    outcome.and(closed)
}

async fn verify(database: &Database, keys: Keys, expect: Option<Expected>) -> Outcome {
    let pending = pending_migrations(database.url()).await?;
    if !pending.is_empty() {
        return Err(Error::setup(
            "The schema is not current. Run: moderato migrate",
        ));
    }

    let app = App::build(&database.config, keys, Clock::system()).await?;
    let expected = expect.map(|it| ChainPlace {
        position: it.position,
        hash: it.hash,
    });

    let verdict = verify_audit(&app, expected).await;
    app.database.primary.close();
    app.database.replica.close();

    match verdict? {
        Verdict::Intact(extent) => say::answer(&intact(&extent)),
        Verdict::Broken(breach) => Err(Error::setup(broken(breach))),
    }
}

fn intact(extent: &Extent) -> String {
    let Extent {
        entries,
        head,
        unsealed,
    } = extent;

    format!(
        "The audit log is intact: {entries} sealed entries, {unsealed} not sealed yet.\n\
         Note its end elsewhere, for --expect: {}:{}",
        head.position,
        to_hex(&head.hash)
    )
}

fn broken(breach: Breach) -> String {
    match breach {
        Breach::Changed(sequence) => {
            format!("The audit log is broken: entry {sequence} was changed.")
        }
        Breach::Missing(sequence) => {
            format!("The audit log is broken: entry {sequence} is missing.")
        }
        Breach::Added(sequence) => format!(
            "The audit log is broken: entry {sequence} was added after its place had been sealed."
        ),
        Breach::SealMissing(position) => {
            format!("The audit log is broken: the seal at position {position} is missing.")
        }
        Breach::OtherHead(position) => format!(
            "The audit log is not the one that was noted: position {position} is gone, or has another hash."
        ),
    }
}
