//! The state that extractors, handlers and the layer share. One process has one; each worker has a
//! clone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_http::{ConnectionType, ResponseHead};
use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::app::App;
use crate::clock::Clock;
use crate::config::HttpConfig;
use crate::error::Result;
use crate::http::caching::coding::Codings;
use crate::http::caching::known_urls::KnownUrls;
use crate::http::connection_caps::ConnectionCaps;
use crate::http::forwarding::UntrustedForwarding;
use crate::http::metrics::Metrics;
use crate::http::problem::Problem;
use crate::http::quotas::Quotas;
use crate::http::routes::Routes;
use crate::http::stream_caps::Streams;

/// The settings and the state of the HTTP side. Clones share the state.
#[derive(Clone)]
pub(crate) struct HttpState {
    pub app: Arc<App>,
    pub config: Arc<HttpConfig>,
    pub quotas: Arc<Quotas>,
    pub streams: Streams,
    pub forwarding: Arc<UntrustedForwarding>,
    pub connections: ConnectionCaps,
    pub codings: Arc<Codings>,
    pub known_urls: Arc<KnownUrls>,
    pub metrics: Metrics,
    pub draining: Draining,
    pub routes: &'static Routes,
    /// The OpenAPI document as it is served.
    pub document: &'static str,
}

/// Whether the service has begun to stop. Clones share one flag.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draining(Arc<AtomicBool>);

impl HttpState {
    /// The state of a process that serves `routes`, which `document` describes.
    ///
    /// # Errors
    /// `Internal` when the metrics cannot be set up.
    pub(crate) fn new(
        config: HttpConfig,
        app: Arc<App>,
        routes: &'static Routes,
        document: &'static str,
    ) -> Result<Self> {
        let metrics = Metrics::new()?;

        Ok(Self {
            codings: Arc::new(Codings::new(app.cache.config.codings())),
            known_urls: Arc::new(KnownUrls::new(app.cache.config.addresses())),
            app,
            quotas: Arc::new(Quotas::default()),
            forwarding: Arc::default(),
            streams: Streams::new(config.streams, metrics.clone()),
            connections: ConnectionCaps::new(&config),
            config: Arc::new(config),
            metrics,
            draining: Draining::default(),
            routes,
            document,
        })
    }

    /// The state of the process that serves this request.
    ///
    /// # Errors
    /// 500 when no state is registered, which is a fault of the service.
    pub(crate) fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        match request.app_data::<Data<Self>>() {
            Some(state) => Ok(state),
            None => {
                tracing::error!("the shared state is not registered");
                Err(Problem::internal())
            }
        }
    }

    /// Whether more than seven eighths of the allowed connections are busy with requests. The rest
    /// is kept for answers that say so.
    pub(crate) fn is_overloaded(&self) -> bool {
        let connections = self.config.connection_limit;
        self.metrics.active_requests() > connections.saturating_sub(connections.div_ceil(8))
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// The URL of the service for clients, without a trailing slash. Empty for relative URLs.
    pub(crate) fn public_url(&self) -> &str {
        self.config.public_url.as_deref().unwrap_or_default()
    }
}

impl Draining {
    /// Makes readiness answer 503 from now on. This cannot be undone.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Makes every answer from now on the last one of its connection. A proxy then opens its next
    /// connection to another instance, and keeps none here that is closed when it uses it.
    pub(crate) fn announce(&self, response: &mut ResponseHead) {
        if self.has_begun() {
            response.set_connection_type(ConnectionType::Close);
        }
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
