//! `moderato duplicates scan`: groups the stored comments that duplicate each other.

use std::io::IsTerminal;
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::auth::keys::Keys;
use crate::cli::database::Database;
use crate::cli::options::DatabaseOptions;
use crate::cli::outcome::Outcome;
use crate::cli::say;
use crate::clock::Clock;
use crate::config::AuthConfig;
use crate::db::sites::site::SiteRow;
use crate::error::Error;
use crate::flows::duplicates::scan::{Progress, State, scan_batch, site_to_scan, sites_to_scan};
use crate::flows::upkeep::index_search::restart_walk;

#[derive(Debug, Clone, Args)]
pub(crate) struct ScanOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The name of a site. Absent: all of them.
    #[arg(long)]
    pub site: Option<String>,
}

/// Scans one site or all of them, and shows the progress on a terminal.
///
/// # Errors
/// `Setup` for a site that is not there, or that another process is scanning; those of the
/// database.
pub async fn scan(options: ScanOptions) -> Outcome {
    let ScanOptions { database, site } = options;
    let auth = AuthConfig {
        jwt_key_file: None,
        admin: None,
    };
    let keys = Keys::of(&auth, &database.data_dir)?;

    let opened = Database::join_or_open(database.config()?, &database.data_dir).await?;
    let outcome = scan_on(&opened, keys, site.as_deref())
        .await
        .map_err(|error| opened.advise(error));
    let closed = opened.close().await;

    outcome.and(closed)
}

async fn scan_on(database: &Database, keys: Keys, site: Option<&str>) -> Outcome {
    database.migrate().await?;
    let app = App::build(&database.config, keys, Clock::system()).await?;

    let sites = match site {
        Some(name) => vec![site_to_scan(&app, name).await?],
        None => sites_to_scan(&app).await?,
    };
    for site in &sites {
        scan_site(&app, site).await?;
    }

    // Imported comments are not in the index of the search either; a running service adds them.
    restart_walk(&app).await?;

    app.database.primary.close();
    app.database.replica.close();

    Ok(())
}

async fn scan_site(app: &App, site: &SiteRow) -> Outcome {
    let begun = Instant::now();
    let bar = bar(&site.name);
    let lanes = available_parallelism().map_or(1, NonZero::get);

    let progress = loop {
        let progress = scan_batch(app, site, lanes).await?;
        show(&bar, progress);
        match progress.state {
            State::Underway => {}
            State::Finished => break progress,
            State::Elsewhere => {
                return Err(Error::setup(format!(
                    "Another process is scanning {}: {} of {} comments are done. Wait for it.",
                    site.name, progress.done, progress.total
                )));
            }
        }
    };

    bar.finish_and_clear();
    say::answer(&format!(
        "{}: {} comments, {} put into groups, {:.1} s.",
        site.name,
        progress.done,
        progress.grouped,
        begun.elapsed().as_secs_f64()
    ))
}

/// A bar on a terminal; a hidden one where the output is no terminal.
fn bar(site: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} comments, {eta} left");
    let bar = ProgressBar::new(0).with_prefix(site.to_owned());
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

fn show(bar: &ProgressBar, progress: Progress) {
    let done = progress.done.cast_unsigned();
    let total = progress.total.cast_unsigned();

    bar.set_length(total.max(done));
    bar.set_position(done);
}
