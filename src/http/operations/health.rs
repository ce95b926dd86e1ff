//! Liveness, readiness and metrics, for those who operate the service.

use actix_web::http::header;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Database;
use crate::app::cache_metrics::CacheMetrics;
use crate::db::connection::thread_pools::Usage;
use crate::flows::upkeep::readiness::{Unready, check_readiness};
use crate::http::metrics::{PageUsage, PoolUsage, Readings};
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::state::HttpState;

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
/// this version of the service, for ten seconds after it refused a write because its disk is full
/// or it lacks other resources, while a background loop keeps failing, and after the service was
/// told to stop. `detail` gives the reason.
#[utoipa::path(
    operation_id = "get_readiness",
    tag = "operations",
    responses((status = 200, description = "The service can answer requests.", body = Health, example = json!({"status": "ok"})), ReadyProblems),
)]
#[get("/health/ready")]
pub(crate) async fn ready(state: Data<HttpState>) -> Result<Json<Health>, Problem> {
    if state.draining.has_begun() {
        return Err(Problem::not_ready("it is stopping"));
    }

    let checked = check_readiness(&state.app).await;

    checked.map(|()| OK).map_err(|reason| not_ready(&reason))
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
    let readings = Readings {
        pools: &pools,
        pages: &pages,
        loops: &state.app.background.restarts(),
        impairments: &primary.impairments().counts().collect::<Vec<_>>(),
        budgets: &state.app.budgets.counts().collect::<Vec<_>>(),
        compared_letters: state.app.budgets.compared_letters(),
        refused: primary.refused(),
    };
    let text = state.metrics.render(&readings)?;
    let format = (
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    );

    Ok(HttpResponse::Ok().insert_header(format).body(text))
}

fn not_ready(reason: &Unready) -> Problem {
    let cause = std::error::Error::source(reason).map(ToString::to_string);
    tracing::warn!(error.what = %reason, error.cause = cause, "not ready");

    Problem::not_ready(&reason.to_string())
}
