//! `moderato serve`: starts the service, and stops it at a signal.

use std::sync::Arc;

use crate::app::App;
use crate::auth::keys::Keys;
use crate::cli::database::Database;
use crate::cli::demo::load;
use crate::cli::options::ServeOptions;
use crate::cli::outcome::Outcome;
use crate::cli::say;
use crate::cli::warnings::{find_weaknesses, judge_role};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::connection::roles::read_rights;
use crate::flows::accounts::first_admin::{FirstStart, first_admin};
use crate::server::{Application, allow_connections, told_to_stop};
use crate::telemetry::start_logging;
use crate::worker::Workers;

/// Serves until a signal ends it.
///
/// # Errors
/// `Setup` with what the operator has to do; otherwise the fault.
pub async fn serve(options: ServeOptions) -> Outcome {
    let _logging = start_logging(options.log.into());
    let config = options.config()?;

    allow_connections();
    let database = Database::open(config.database.clone(), &config.data_dir).await?;
    let outcome = serve_on(&database, &config)
        .await
        .map_err(|error| database.advise(error));
    let closed = database.close().await;

    outcome.and(closed)
}

async fn serve_on(database: &Database, config: &Config) -> Outcome {
    let applied = database.migrate().await?;
    if !applied.is_empty() {
        tracing::info!(migrations = applied.len(), "the schema is up to date");
    }

    let rights = read_rights(database.url()).await?;
    let weaknesses = find_weaknesses(config)?.into_iter();
    for warning in weaknesses.chain(judge_role(&rights)) {
        tracing::warn!(subject = warning.subject, "{}", warning.text);
    }

    let keys = Keys::of(&config.auth, &config.data_dir)?;
    let app = App::build(&database.config, keys, Clock::system()).await?;
    let app = Arc::new(app.caching(config.cache));

    // Shown before anything else can fail: nobody knows a generated password once this process has
    // ended.
    introduce(first_admin(&app, config.auth.admin.as_ref()).await?)?;
    let demo = if config.demo {
        Some(load(&app).await?)
    } else {
        None
    };

    let application = Application::build(&config.http, Arc::clone(&app))?;
    let stop = told_to_stop()?;

    let address = format!("http://{}", application.address());
    say::answer(&format!(
        "Moderato listens on {address}\n  The console:           {address}/console\n  API and documentation: {address}/docs"
    ))?;
    if demo.is_some() {
        say::answer(&format!("  The demo page:         {address}/demo"))?;
    }

    let workers = Workers::start(&app);
    let served = application.run_until(stop).await;
    workers.stop().await;

    app.database.primary.close();
    app.database.replica.close();

    served
}

/// Prints who the first admin is, if there was none before.
fn introduce(first: FirstStart) -> Outcome {
    match first {
        FirstStart::Nothing => Ok(()),
        FirstStart::AsConfigured => say::answer("The first admin is as MODERATO_ADMIN_EMAIL says."),
        FirstStart::Generated { email, password } => say::answer(&format!(
            "The first admin:         {email}\n  One-time password:     {password}\n  It is shown once, and opens a session that must choose another: POST /v1/auth/password"
        )),
    }
}
