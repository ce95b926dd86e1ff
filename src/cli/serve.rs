//! `moderato serve`: from nothing to a listening service, and back down again.

use std::sync::Arc;

use crate::app::App;
use crate::cli::database::Database;
use crate::cli::options::ServeOptions;
use crate::cli::{Outcome, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::migrate::run_migrations;
use crate::server::Application;
use crate::telemetry::start_logging;

/// Serves until a signal ends it.
///
/// # Errors
/// `Setup` with what the operator has to do; else what went wrong.
pub async fn serve(options: ServeOptions) -> Outcome {
    start_logging(options.log.into());
    let config = options.config()?;
    let database = Database::open(config.database.clone(), &config.data_dir).await?;
    let outcome = serve_on(&database, &config).await;
    let closed = database.close().await;
    outcome.and(closed)
}

async fn serve_on(database: &Database, config: &Config) -> Outcome {
    let applied = run_migrations(database.url()).await?;
    if !applied.is_empty() {
        tracing::info!(migrations = applied.len(), "the schema is up to date");
    }
    let app = Arc::new(App::build(&database.config, Clock::system()).await?);
    let application = Application::build(&config.http, Arc::clone(&app))?;
    let address = format!("http://{}", application.address());
    say::answer(&format!("Moderato listens on {address}\n  API and documentation: {address}/docs"))?;
    let served = application.run().await;
    app.writes.close();
    app.reads.close();
    served
}
