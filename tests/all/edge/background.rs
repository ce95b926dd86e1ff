//! A background loop that panics runs again, is counted, and in the end takes readiness away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use moderato::app::App;
use moderato::app::background::{Background, RestartPolicy};
use moderato::worker::supervise::supervise;
use reqwest::{Method, StatusCode};
use tokio::task::JoinHandle;

use crate::support::app::{CACHE, TestApp};
use crate::support::database::database;
use crate::support::eventually::eventually;

const SOON: Duration = Duration::from_secs(10);
const LOOP: &str = "loop_of_a_test";

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_panics_once_runs_again_and_the_service_stays_ready() {
    let service = start(Duration::from_secs(300)).await;
    let (_running, starts) = run_dying(&service, 1);

    eventually("the loop runs again", SOON, async || {
        starts.load(Ordering::SeqCst) == 2
    })
    .await;

    assert_eq!(restarts(&service, LOOP).await, Some(1));
    assert_eq!(readiness(&service).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_keeps_dying_makes_the_service_unready_until_it_is_well_again() {
    let service = start(Duration::from_secs(2)).await;
    let (_running, starts) = run_dying(&service, 3);

    eventually("the service is not ready", SOON, async || {
        readiness(&service).await == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;
    assert_eq!(restarts(&service, LOOP).await, Some(3));

    eventually("the service is ready again", SOON, async || {
        readiness(&service).await == StatusCode::OK
    })
    .await;
    assert_eq!(starts.load(Ordering::SeqCst), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_ends_by_itself_is_started_again() {
    let service = start(Duration::from_secs(300)).await;
    let background = Arc::clone(&service.app.background);

    let _running = tokio::spawn(supervise(background, LOOP, async || {}));

    eventually("its ends are counted", SOON, async || {
        restarts(&service, LOOP).await >= Some(2)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metrics_name_every_loop_of_the_service() {
    let service = TestApp::start().await;
    let names = [
        "broadcast_events",
        "fold_tallies",
        "follow_events",
        "mark_lists",
        "mend_marks",
        "refresh_origins",
        "refresh_statistics",
        "remove_expired",
        "renew_fingerprints",
    ];

    eventually("all loops have started", SOON, async || {
        service.app.background.restarts().len() == names.len()
    })
    .await;

    for name in names {
        assert_eq!(restarts(&service, name).await, Some(0), "{name}");
    }
}

/// A service whose loops rest for a millisecond between a death and the next start.
async fn start(recovery: Duration) -> TestApp {
    let policy = RestartPolicy {
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(1),
        recovery,
    };
    let hasten = |app: &mut App| app.background = Arc::new(Background::new(policy));

    TestApp::start_changed(database().await, CACHE, (|_| {}, hasten)).await
}

/// Starts a loop that panics in its first `deaths` runs, and then goes on for ever. Returns how
/// often it has been started, too.
fn run_dying(service: &TestApp, deaths: usize) -> (JoinHandle<()>, Arc<AtomicUsize>) {
    let background = Arc::clone(&service.app.background);
    let starts = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&starts);

    let run = move || {
        let earlier = counted.fetch_add(1, Ordering::SeqCst);
        async move {
            assert!(earlier >= deaths, "a panic of a test");
            std::future::pending::<()>().await;
        }
    };

    (tokio::spawn(supervise(background, LOOP, run)), starts)
}

async fn readiness(service: &TestApp) -> StatusCode {
    service.reader().get("/health/ready").await.status
}

async fn restarts(service: &TestApp, name: &str) -> Option<u64> {
    let request = service.reader().request(Method::GET, "/metrics");
    let metrics = request.send().await.unwrap().text().await.unwrap();
    let series = format!("moderato_background_restarts_total{{loop=\"{name}\"}} ");

    metrics
        .lines()
        .find_map(|line| line.strip_prefix(&series))
        .map(|count| count.parse().unwrap())
}
