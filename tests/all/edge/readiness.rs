//! The service knows whether it can serve, and which origins its sites allow: with a Postgres that
//! the test stops.

use std::sync::Arc;
use std::time::Duration;

use moderato::app::App;
use moderato::clock::Clock;
use moderato::db::connection::migrate::{revert_migrations, run_migrations};
use moderato::flows::sites::origins::refresh_origins;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tokio::time::timeout;

use super::service::{EdgeService, settings};
use crate::support::database::{connect, keys};
use crate::support::instance::database_config;

#[tokio::test(flavor = "multi_thread")]
async fn the_service_is_ready_while_its_database_answers_and_is_migrated() {
    let folder = tempfile::Builder::new()
        .prefix("moderato-test-")
        .tempdir()
        .unwrap();
    let postgres = Server::start(Options::new(folder.path())).await.unwrap();
    let url = postgres.url().to_owned();
    run_migrations(&url).await.unwrap();
    let database = database_config(&url);
    let app = App::build(&database, keys(), Clock::system());
    let service = EdgeService::run(settings(), Arc::new(app.await.unwrap()));
    let ready = async || {
        let answer = service.ask("GET /health/ready");
        timeout(Duration::from_secs(10), answer)
            .await
            .expect("an answer in time")
    };

    assert_eq!(ready().await.json()["status"], "ok");

    // An origin is allowed from the next refresh on.
    let from_blog = "GET /openapi.json\nOrigin: https://blog.example";
    let before = service.ask(from_blog).await;
    assert_eq!(before.header("access-control-allow-origin"), None);
    let change = "UPDATE sites SET policy = policy || '{\"origins\": [\"https://blog.example\"]}'";
    connect(&url).await.execute(change, &[]).await.unwrap();
    refresh_origins(&service.app).await.unwrap();
    let after = service.ask(from_blog).await;
    assert_eq!(
        after.header("access-control-allow-origin"),
        Some("https://blog.example")
    );

    revert_migrations(&url).await.unwrap();
    ready().await.refused(503, "unavailable");

    run_migrations(&url).await.unwrap();
    assert_eq!(ready().await.status, 200);

    postgres.stop().await.unwrap();
    ready().await.refused(503, "unavailable");
    let live = service.ask("GET /health/live").await;
    assert_eq!(live.status, 200);
}
