//! Does the service know whether it can serve, and what its sites allow? Against a database of its
//! own.

use std::sync::Arc;
use std::time::Duration;

use moderato::app::App;
use moderato::clock::Clock;
use moderato::config::DatabaseConfig;
use moderato::db::connection::migrate::{revert_migrations, run_migrations};
use moderato::flows::sites::origins::refresh_origins;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tokio::time::timeout;

use super::wire::ask;
use super::{Service, settings};

#[tokio::test(flavor = "multi_thread")]
async fn the_service_is_ready_while_its_database_answers_and_is_current() {
    let folder = tempfile::Builder::new()
        .prefix("moderato-test-")
        .tempdir()
        .unwrap();
    let postgres = Server::start(Options::new(folder.path())).await.unwrap();
    let url = postgres.url().to_owned();
    run_migrations(&url).await.unwrap();
    let database = DatabaseConfig {
        url: Some(url.clone()),
        read_url: None,
        pg_bin: None,
        pg_mirror: None,
        connections: 2,
        threads: 2,
        event_days: 30,
    };
    let app = Arc::new(
        App::build(&database, crate::support::database::keys(), Clock::system())
            .await
            .unwrap(),
    );
    let service = Service::with_app(settings(), app);
    let ready = async || {
        let answer = ask(service.address, "GET /health/ready", "");
        timeout(Duration::from_secs(10), answer)
            .await
            .expect("an answer in time")
    };
    assert_eq!(ready().await.json()["status"], "ok");

    let origin = "GET /openapi.json\nOrigin: https://blog.example";
    assert_eq!(
        ask(service.address, origin, "")
            .await
            .header("access-control-allow-origin"),
        None
    );
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let change = "UPDATE sites SET policy = policy || '{\"origins\": [\"https://blog.example\"]}'";
    client.execute(change, &[]).await.unwrap();
    refresh_origins(&service.app).await.unwrap();
    let answer = ask(service.address, origin, "").await;
    assert_eq!(
        answer.header("access-control-allow-origin"),
        Some("https://blog.example")
    );

    revert_migrations(&url).await.unwrap();
    ready().await.problem(503, "unavailable");
    run_migrations(&url).await.unwrap();
    assert_eq!(ready().await.status, 200);

    postgres.stop().await.unwrap();
    ready().await.problem(503, "unavailable");
    assert_eq!(
        ask(service.address, "GET /health/live", "").await.status,
        200
    );
}
