//! Follows the events of all instances, so that this one knows whether what it remembers is
//! current.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::connection::freshness::is_distant;
use crate::db::connection::pool::OPENING_ROUND_TRIPS;
use crate::db::events::follow::Follower;
use crate::domain::event::Reach;
use crate::error::Result;

/// The longest time between two looks. Pages are shown for three times as long after the last one.
const LONGEST_INTERVAL: Duration = Duration::from_millis(75);
/// The shortest time between two looks: commits that follow each other faster share one.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(5);
/// How long opening the connection may take for the first time, and later beside the round trips.
const FIRST_OPENING: Duration = Duration::from_secs(10);
const OPENING: Duration = Duration::from_secs(2);
/// The pause after a fault.
const PAUSE_AFTER_FAULT: Duration = Duration::from_millis(100);

/// Follows the events. After a fault, pages are not trusted until the events are followed again.
pub(super) async fn follow_events(app: Arc<App>) {
    let mut is_fault_logged = false;

    loop {
        let Err(fault) = follow(&app, &mut is_fault_logged).await;

        // Once for each outage, not for each attempt.
        if !is_fault_logged {
            tracing::warn!(
                error.what = %fault,
                "the events cannot be followed: pages are read from the database"
            );
            is_fault_logged = true;
        }

        tokio::time::sleep(PAUSE_AFTER_FAULT).await;
    }
}

async fn follow(app: &App, is_fault_logged: &mut bool) -> Result<Infallible> {
    let mut follower = Follower::open(&app.database.target, opening_limit(app)).await?;

    // From this look on no event is missed. Any number may have been before it.
    let mut began = Instant::now();
    follower.look().await?;
    app.database.freshness.record_round_trip(began.elapsed());
    app.cache.generations.advance(Reach::Everything);
    app.events.wake.changed();
    app.events.wake.policies_changed();
    warn_of_distance(app);

    if std::mem::take(is_fault_logged) {
        tracing::info!("the events are followed again");
    }

    loop {
        app.database.freshness.record_proof(began);

        tokio::time::sleep(SHORTEST_INTERVAL).await;
        tokio::select! {
            () = tokio::time::sleep(LONGEST_INTERVAL) => {}
            () = follower.notified() => {}
            () = app.events.wake.own_commit() => follower.notify().await?,
        }

        began = Instant::now();
        let reached = follower.look().await?;
        app.database.freshness.record_round_trip(began.elapsed());
        spread(app, &reached);
    }
}

/// How long opening the connection may take. How far away the database is shows only once it has
/// answered.
fn opening_limit(app: &App) -> Duration {
    let freshness = &app.database.freshness;

    match freshness.age(Instant::now()) {
        None => FIRST_OPENING,
        Some(_) => OPENING + OPENING_ROUND_TRIPS * freshness.round_trip(),
    }
}

/// Once for each connection: an operator should know why everything is slow.
fn warn_of_distance(app: &App) {
    let round_trip = app.database.freshness.round_trip();

    if is_distant(round_trip) {
        tracing::warn!(
            round_trip_ms = round_trip.as_secs_f64() * 1_000.0,
            "the database is far away: every request takes several round trips"
        );
    }
}

/// Ends the generations of the pages that the events reach, and wakes the loops that wait for them.
fn spread(app: &App, reached: &[Reach]) {
    for reach in reached {
        app.cache.generations.advance(*reach);
    }

    if !reached.is_empty() {
        app.events.wake.changed();
    }
    if reached.iter().any(|reach| reach.is_of_origins()) {
        app.events.wake.policies_changed();
    }
}
