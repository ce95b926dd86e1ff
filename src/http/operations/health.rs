//! Liveness, readiness and metrics, for those who operate the service.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Database;
use crate::app::cache_metrics::CacheMetrics;
use crate::db::connection::thread_pools::Usage;
use crate::error::Error;
use crate::flows::upkeep::readiness::check_readiness;
use crate::http::metrics::{PageUsage, PoolUsage};
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::state::HttpState;

/// The time in which the database must answer a readiness check.
const READY_WITHIN: Duration = Duration::from_secs(1);

/// The answer of a health check that succeeds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

problems!(LiveProblems =);
problems!(ReadyProblems = [Unavailable]);
problems!(MetricsProblems =);

/// Liveness
///
/// Answers while the process can serve. It does not use the database, so an unavailable database
/// does not lead to a restart.
#[utoipa::path(
    operation_id = "get_liveness",
    tag = "operations",
    responses((status = 200, description = "The process is alive.", body = Health, example = json!({"status": "ok"})), LiveProblems),
)]
#[get("/health/live")]
pub(crate) async fn live() -> Json<Health> {
    OK
}

/// Readiness
///
/// Answers 503 while the database does not answer within a second, while its schema is older than
/// this version of the service, while a background loop keeps failing, and after the service was
/// told to stop.
#[utoipa::path(
    operation_id = "get_readiness",
    tag = "operations",
    responses((status = 200, description = "The service can answer requests.", body = Health, example = json!({"status": "ok"})), ReadyProblems),
)]
#[get("/health/ready")]
pub(crate) async fn ready(state: Data<HttpState>) -> Result<Json<Health>, Problem> {
    if state.draining.has_begun() {
        return Err(Problem::unavailable());
    }

    // A check that takes too long runs on: ending its query would close a connection of the pool.
    let app = Arc::clone(&state.app);
    let check = actix_web::rt::spawn(async move { check_readiness(&app).await });

    match tokio::time::timeout(READY_WITHIN, check).await {
        Ok(Ok(outcome)) => outcome.map(|()| OK).map_err(|error| not_ready(&error)),
        Ok(Err(fault)) => Err(Error::internal("the readiness check", fault).into()),
        Err(_) => Err(Problem::unavailable()),
    }
}

/// Metrics
///
/// In the text format of Prometheus. Routes appear as templates such as
/// `/v1/articles/{article_id}`, so the number of series is bounded.
#[utoipa::path(
    operation_id = "get_metrics",
    tag = "operations",
    responses(
        (status = 200, description = "All metrics.", body = String, content_type = "text/plain",
            example = "http_server_active_requests 1\n"),
        MetricsProblems,
    ),
)]
#[get("/metrics")]
pub(crate) async fn metrics(state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let Database {
        primary, replica, ..
    } = &state.app.database;
    let pages = &state.app.cache.pages;

    let usage = |pool, Usage { used, size }| PoolUsage { pool, used, size };
    let mut pools = vec![usage("primary", primary.usage())];
    if !replica.is_same(primary) {
        pools.push(usage("replica", replica.usage()));
    }

    let CacheMetrics {
        hits,
        misses,
        bypasses,
        stale,
    } = &pages.metrics;
    let counts = [
        ("hits", hits),
        ("misses", misses),
        ("bypasses", bypasses),
        ("stale", stale),
    ];
    let pages = PageUsage {
        counts: counts.map(|(outcome, count)| (outcome, count.get())),
        bytes: pages.bytes().saturating_add(state.codings.bytes()),
    };
    let restarts = state.app.background.restarts();
    let text = state.metrics.render(&pools, &pages, &restarts)?;
    let format = (
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    );

    Ok(HttpResponse::Ok().insert_header(format).body(text))
}

fn not_ready(error: &Error) -> Problem {
    let cause = error.source().map(ToString::to_string);
    tracing::warn!(error.what = %error, error.cause = cause, "not ready");
    Problem::unavailable()
}
