//! What do extractors and layers share? One value for each process, cloned into every worker.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::app::App;
use crate::clock::Clock;
use crate::config::HttpConfig;
use crate::error::Result;
use crate::http::caching::coding::Codings;
use crate::http::caching::known_urls::KnownUrls;
use crate::http::metrics::Metrics;
use crate::http::problem::Problem;
use crate::http::quotas::Quotas;
use crate::http::routes::Routes;
use crate::http::stream_caps::Streams;

/// The edge's settings and state. Clones share the state.
#[derive(Clone)]
pub struct HttpState {
    pub app: Arc<App>,
    pub config: Arc<HttpConfig>,
    pub quotas: Arc<Quotas>,
    pub streams: Streams,
    pub codings: Arc<Codings>,
    pub known_urls: Arc<KnownUrls>,
    pub metrics: Metrics,
    pub draining: Draining,
    pub routes: &'static Routes,
}

/// Whether the service is on its way out. Clones share one answer.
#[derive(Debug, Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl HttpState {
    /// # Errors
    /// `Internal` when the metrics cannot be set up.
    pub fn new(config: HttpConfig, app: Arc<App>, routes: &'static Routes) -> Result<Self> {
        Ok(Self {
            codings: Arc::new(Codings::new(app.cache.config.codings())),
            known_urls: Arc::new(KnownUrls::new(app.cache.config.addresses())),
            app,
            config: Arc::new(config),
            quotas: Arc::new(Quotas::default()),
            streams: Streams::default(),
            metrics: Metrics::new()?,
            draining: Draining::default(),
            routes,
        })
    }

    /// The edge that serves this request.
    ///
    /// # Errors
    /// 500 where none is registered, which would be a fault of ours.
    pub fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        match request.app_data::<Data<Self>>() {
            Some(state) => Ok(state),
            None => {
                tracing::error!("the shared state is not registered");
                Err(Problem::internal())
            }
        }
    }

    /// Whether nearly as many requests are being answered as there may be connections. The last
    /// eighth of those is kept for saying so.
    pub fn is_overloaded(&self) -> bool {
        let connections = self.config.connection_limit;
        self.metrics.active_requests() > connections.saturating_sub(connections.div_ceil(8))
    }

    pub fn clock(&self) -> &Clock {
        &self.app.clock
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
