//! The service's flows on a database, without HTTP.

use std::path::Path;

use moderato::app::App;
use moderato::auth::keys::Keys;
use moderato::clock::Clock;
use moderato::config::DatabaseConfig;
use moderato::db::counts::checkpoints::ListPosition;
use moderato::flows::upkeep::add_checkpoints::add_checkpoints;
use moderato::flows::upkeep::fold_changes::{Progress, fold_changes};

/// Builds the flows on the database at `url`; their signing keys are kept in the folder `keys`.
pub async fn build_app(url: &str, keys: &Path, clock: Clock) -> App {
    let config = DatabaseConfig {
        url: Some(url.to_owned()),
        migration_url: None,
        read_url: None,
        pg_bin: None,
        pg_mirror: None,
        connections: 16,
        threads: 0,
        event_days: 30,
        address_days: 30,
        audit_days: None,
    };
    let keys = Keys::open_or_create(keys).unwrap();

    App::build(&config, keys, clock).await.unwrap()
}

/// Numbers the lists and folds the counts, as the loops of a service do in the background.
pub async fn settle_lists(app: &App) {
    let mut after = Some(ListPosition::START);
    while let Some(place) = after {
        after = add_checkpoints(app, place).await.unwrap();
    }

    while fold_changes(app).await.unwrap() == Progress::Some {}
}
