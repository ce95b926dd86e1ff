//! What do extractors and layers share? One value for each process, cloned into every worker.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::clock::Clock;
use crate::config::HttpConfig;
use crate::http::problem::Problem;

/// The edge's settings and state. Clones share the state.
#[derive(Clone)]
pub struct Edge {
    pub config: Arc<HttpConfig>,
    pub clock: Clock,
    pub draining: Draining,
}

/// Whether the service is on its way out. Clones share one answer.
#[derive(Debug, Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Edge {
    pub fn new(config: HttpConfig, clock: Clock) -> Self {
        Self { config: Arc::new(config), clock, draining: Draining::default() }
    }

    /// The edge that serves this request. The server registers it, so its absence is a fault of ours.
    pub fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        match request.app_data::<Data<Self>>() {
            Some(edge) => Ok(edge),
            None => {
                tracing::error!("the edge is not registered");
                Err(Problem::internal())
            }
        }
    }

    /// The address that clients know, without a trailing slash; empty: relative URLs.
    pub fn public_url(&self) -> &str {
        self.config.public_url.as_deref().unwrap_or_default()
    }
}

impl Draining {
    /// From now on readiness answers 503. There is no way back.
    pub fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
