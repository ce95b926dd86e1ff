//! Pages that name themselves by their address.

mod reading;
mod registering;
mod several_sites;

use serde_json::json;

use crate::support::service::Service;

/// A page of a listed origin.
const PAGE: &str = "https://blog.example/sleep-and-memory";

/// A service without articles whose site lists an origin and publishes every comment.
async fn start() -> Service {
    let policy = json!({ "mode": "none", "origins": ["https://blog.example"] });

    Service::options()
        .without_article()
        .policy(policy)
        .start()
        .await
}
