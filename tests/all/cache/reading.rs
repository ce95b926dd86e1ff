//! A service whose pages are kept, and reading until a page is in the wanted state.

use std::time::{Duration, Instant};

use moderato::app::App;
use moderato::config::CacheConfig;
use moderato::db::connection::connect::Target;
use moderato::db::connection::pool::Pool;
use serde_json::{Value, json};

use crate::support::actor::Actor;
use crate::support::answer::Answer;
use crate::support::author::Posted;
use crate::support::instance::CACHE;
use crate::support::options::ServiceOptions;
use crate::support::paths::comments;
use crate::support::service::Service;

/// The lease of a page, as docs/decisions/0007-page-cache.md promises it.
pub(super) const BOUND: Duration = Duration::from_millis(250);

/// How long a test waits for a state that comes soon, even on a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// Options of a service that publishes comments at once.
pub(super) fn publishing() -> ServiceOptions {
    Service::options().policy(json!({ "mode": "none" }))
}

/// Posts the first comment, and waits until no earlier event can end a page any more.
pub(super) async fn post_first(service: &Service) -> Posted {
    let posted = service.author("Ada").post("The first word.").await;
    wait_until_followed(service).await;

    posted
}

/// The path of the article's comments.
pub(super) fn thread(service: &Service) -> String {
    comments(&service.article)
}

/// Waits for a look at the events that began after this call: nothing that happened before it ends
/// a page any more.
async fn wait_until_followed(service: &Service) {
    let begun = Instant::now();
    let app = service.app();
    let is_followed = || {
        let age = app.database.freshness.age(Instant::now());
        age.is_some_and(|age| age < begun.elapsed())
    };

    while !is_followed() {
        assert!(begun.elapsed() < SOON, "nobody follows the events");
        tokio::task::yield_now().await;
    }
}

/// Whether a page of a thread shows any comment.
pub(super) fn shows_any(page: &Value) -> bool {
    !page["items"].as_array().unwrap().is_empty()
}

/// Reads until one read is answered from memory. Each page is read once first, so this is the
/// second read, unless the machine is so busy that the lease lapses.
pub(super) async fn warm(service: &Service, path: &str) -> Answer {
    let reader = service.reader();
    let app = service.app();
    let deadline = Instant::now() + SOON;

    loop {
        let before = app.cache.pages.metrics.hits.get();
        let answer = reader.get(path).await;
        if app.cache.pages.metrics.hits.get() > before {
            return answer;
        }

        assert!(Instant::now() < deadline, "no page is ever kept");
    }
}

/// Reads until the answer is as wanted.
pub(super) async fn read_until(
    reader: &Actor,
    path: &str,
    is_wanted: impl Fn(&Answer) -> bool,
) -> Answer {
    let deadline = Instant::now() + SOON;

    loop {
        let answer = reader.get(path).await;
        if is_wanted(&answer) {
            return answer;
        }

        let status = answer.status;
        assert!(Instant::now() < deadline, "still {status} {}", answer.json);
    }
}

/// Sends the statements of requests to this database, while the events are followed as before.
pub(super) fn statements_to(url: &str) -> impl FnOnce(&mut App) + Send + use<> {
    let pool = Pool::new(url, 4, 0).unwrap();

    move |app| {
        app.database.primary = pool.clone().watching(app.database.freshness.clone());
        app.database.replica = pool;
    }
}

/// Follows the events through this URL, while requests use the database as before.
pub(super) fn events_from(url: &str) -> impl FnOnce(&mut App) + Send + use<> {
    let target = Target::parse(url).unwrap();

    move |app| app.database.target = target
}

pub(super) fn stale_for(limit: Duration) -> CacheConfig {
    CacheConfig {
        stale_limit: limit,
        ..CACHE
    }
}
