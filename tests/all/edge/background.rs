//! A background loop that panics runs again, is counted, and in the end takes readiness away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use moderato::app::background::{Background, RestartPolicy};
use moderato::worker::supervise::supervise;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::support::eventually::eventually;
use crate::support::service::Service;

const SOON: Duration = Duration::from_secs(10);
const LOOP: &str = "loop_of_a_test";

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_panics_once_runs_again_and_the_service_stays_ready() {
    let service = start(Duration::from_secs(300)).await;
    let failing = run_failing(&service, 1);

    eventually("the loop runs again", SOON, async || failing.starts() == 2).await;

    assert_eq!(restarts(&service, LOOP).await, Some(1));
    assert_eq!(readiness(&service).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_keeps_failing_makes_the_service_unready_until_it_is_well_again() {
    let service = start(Duration::from_secs(2)).await;
    let failing = run_failing(&service, 3);

    eventually("the service is not ready", SOON, async || {
        readiness(&service).await == 503
    })
    .await;
    assert_eq!(restarts(&service, LOOP).await, Some(3));

    eventually("the service is ready again", SOON, async || {
        readiness(&service).await == 200
    })
    .await;
    assert_eq!(failing.starts(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_ends_by_itself_is_started_again() {
    let service = start(Duration::from_secs(300)).await;
    let background = Arc::clone(&service.app().background);

    let _running = tokio::spawn(supervise(background, LOOP, async || {}));

    eventually("its ends are counted", SOON, async || {
        restarts(&service, LOOP).await >= Some(2)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metrics_name_every_loop_of_the_service() {
    let service = Service::start(json!({})).await;
    let names = [
        "add_search_rows",
        "broadcast_events",
        "fold_changes",
        "follow_events",
        "index_comments",
        "add_checkpoints",
        "repair_checkpoints",
        "refresh_origins",
        "refresh_statistics",
        "delete_expired",
        "seal_audit",
        "remove_old_audit",
        "renew_addresses",
        "renew_fingerprints",
    ];

    eventually("all loops have started", SOON, async || {
        service.app().background.restarts().len() == names.len()
    })
    .await;

    for name in names {
        assert_eq!(restarts(&service, name).await, Some(0), "{name}");
    }
}

/// A loop that fails, while it runs.
struct Failing {
    starts: Arc<AtomicUsize>,
    _running: JoinHandle<()>,
}

impl Failing {
    /// How often the loop was started.
    fn starts(&self) -> usize {
        self.starts.load(Ordering::SeqCst)
    }
}

/// A service whose loops pause for a millisecond before they are restarted.
async fn start(recovery: Duration) -> Service {
    let policy = RestartPolicy {
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(1),
        recovery,
    };

    Service::options()
        .app(move |app| app.background = Arc::new(Background::new(policy)))
        .start()
        .await
}

/// Starts a loop that panics in its first `failures` runs, and then goes on for ever.
fn run_failing(service: &Service, failures: usize) -> Failing {
    let background = Arc::clone(&service.app().background);
    let starts = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&starts);

    let run = move || {
        let earlier = counted.fetch_add(1, Ordering::SeqCst);
        async move {
            assert!(earlier >= failures, "a panic of a test");
            std::future::pending::<()>().await;
        }
    };

    Failing {
        starts,
        _running: tokio::spawn(supervise(background, LOOP, run)),
    }
}

async fn readiness(service: &Service) -> u16 {
    service.reader().get("/health/ready").await.status.as_u16()
}

async fn restarts(service: &Service, name: &str) -> Option<u64> {
    let metrics = service.reader().metrics().await;
    let series = format!("moderato_background_restarts_total{{loop=\"{name}\"}} ");

    metrics
        .lines()
        .find_map(|line| line.strip_prefix(&series))
        .map(|count| count.parse().unwrap())
}
