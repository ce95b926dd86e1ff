//! Is what this instance remembers still true? It follows the events of all instances, and says
//! when it knew last.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::events::follow::Follower;
use crate::domain::event::Reach;
use crate::error::Result;

/// The longest time between two looks. Pages are shown for three times as long after the last one.
const EVERY: Duration = Duration::from_millis(75);
/// The shortest: commits that come faster are looked at together.
const SPACING: Duration = Duration::from_millis(5);
/// The rest after a fault.
const REST: Duration = Duration::from_millis(100);

/// Follows the events. While it cannot, nobody relies on what is remembered; it goes on as soon as
/// it can.
pub async fn keep_current(app: Arc<App>) {
    let mut is_told = false;
    loop {
        let Err(fault) = follow(&app, &mut is_told).await;
        if !is_told {
            tracing::warn!(error.what = %fault, "the events cannot be followed: pages are read from the database");
            is_told = true;
        }
        tokio::time::sleep(REST).await;
    }
}

async fn follow(app: &App, is_told: &mut bool) -> Result<Infallible> {
    let mut follower = Follower::open(&app.primary).await?;
    // From the first look on nothing is missed; what happened before it is not known.
    let mut began = Instant::now();
    follower.look().await?;
    app.generations.advance(Reach::Everything);
    app.wake.changed();
    app.wake.policies_changed();
    if std::mem::take(is_told) {
        tracing::info!("the events are followed again");
    }
    loop {
        app.freshness.beat(began);
        tokio::time::sleep(SPACING).await;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = follower.notified() => {}
            () = app.wake.own_commit() => follower.notify().await?,
        }
        began = Instant::now();
        let reached = follower.look().await?;
        reached
            .iter()
            .for_each(|reach| app.generations.advance(*reach));
        if !reached.is_empty() {
            app.wake.changed();
        }
        if reached.iter().any(|reach| reach.is_of_origins()) {
            app.wake.policies_changed();
        }
    }
}
