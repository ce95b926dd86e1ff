//! What do we count? OpenTelemetry's names for HTTP servers and database pools, in the form of
//! Prometheus.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::app::background::LoopRestarts;
use crate::error::{Error, Result};

/// Upper bounds in seconds, as the OpenTelemetry conventions advise for HTTP servers.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The counters of one process. Clones share them.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    durations: HistogramVec,
    active: IntGauge,
    streams: IntGauge,
    connections: IntGaugeVec,
    pages: IntCounterVec,
    page_bytes: IntGauge,
    restarts: IntCounterVec,
}

/// A pool's connections, for [`Metrics::render`].
pub struct PoolUsage {
    /// "primary" or "replica".
    pub pool: &'static str,
    pub used: usize,
    pub size: usize,
}

/// What became of requests for public pages, and what is kept of them, for [`Metrics::render`].
pub struct PageUsage {
    /// By outcome.
    pub counts: [(&'static str, u64); 4],
    pub bytes: u64,
}

impl Metrics {
    /// # Errors
    /// `Internal` when a name is refused, which a test would have shown.
    pub fn new() -> Result<Self> {
        Self::build().map_err(|fault| Error::internal("the metrics", fault))
    }

    fn build() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let durations = HistogramVec::new(
            HistogramOpts::new(
                "http_server_request_duration_seconds",
                "How long requests took, from the complete head to the answer's head.",
            )
            .buckets(BUCKETS.to_vec()),
            &[
                "http_request_method",
                "http_route",
                "http_response_status_code",
            ],
        )?;
        let active = IntGauge::new(
            "http_server_active_requests",
            "Requests that are being answered now.",
        )?;
        let streams = IntGauge::new(
            "http_server_live_streams",
            "Live streams that are open now.",
        )?;
        let connections = IntGaugeVec::new(
            Opts::new(
                "db_client_connections",
                "Database connections, by pool and state.",
            ),
            &["pool", "state"],
        )?;
        let pages = IntCounterVec::new(
            Opts::new(
                "moderato_pages_total",
                "Requests for public pages: shown from memory, read, read for want of proof, shown without it.",
            ),
            &["outcome"],
        )?;
        let page_bytes = IntGauge::new(
            "moderato_pages_bytes",
            "Bytes of public pages that are kept.",
        )?;
        let restarts = IntCounterVec::new(
            Opts::new(
                "moderato_background_restarts_total",
                "Restarts of background loops that died, by loop.",
            ),
            &["loop"],
        )?;
        registry.register(Box::new(restarts.clone()))?;
        registry.register(Box::new(pages.clone()))?;
        registry.register(Box::new(page_bytes.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(active.clone()))?;
        registry.register(Box::new(streams.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        Ok(Self {
            registry,
            durations,
            active,
            streams,
            connections,
            pages,
            page_bytes,
            restarts,
        })
    }

    /// Counts a request as active until the guard is dropped.
    pub fn request_began(&self) -> Active {
        self.active.inc();
        Active(self.active.clone())
    }

    /// Counts a live stream as open until the guard is dropped. Its request is answered with its
    /// head.
    pub fn stream_opened(&self) -> Active {
        self.streams.inc();
        Active(self.streams.clone())
    }

    /// Requests that are being answered now.
    pub fn active_requests(&self) -> usize {
        usize::try_from(self.active.get()).unwrap_or_default()
    }

    /// `route` is a template such as "/v1/articles/{article_id}", never a path.
    pub fn request_ended(
        &self,
        (method, route): (&Method, &str),
        status: StatusCode,
        duration: Duration,
    ) {
        let labels = [method_label(method), route, status.as_str()];
        self.durations
            .with_label_values(&labels)
            .observe(duration.as_secs_f64());
    }

    /// The registry for gauges and counters of other rooms.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Everything in the text format of Prometheus.
    ///
    /// # Errors
    /// `Internal` when the encoder refuses.
    pub fn render(
        &self,
        pools: &[PoolUsage],
        pages: &PageUsage,
        loops: &[LoopRestarts],
    ) -> Result<String> {
        for LoopRestarts { name, count } in loops {
            let counter = self.restarts.with_label_values(&[*name]);
            counter.inc_by(count.saturating_sub(counter.get()));
        }
        for (outcome, count) in pages.counts {
            let counter = self.pages.with_label_values(&[outcome]);
            counter.inc_by(count.saturating_sub(counter.get()));
        }
        self.page_bytes
            .set(i64::try_from(pages.bytes).unwrap_or(i64::MAX));
        for PoolUsage { pool, used, size } in pools {
            let gauge = |state: &str, value: usize| {
                self.connections
                    .with_label_values(&[*pool, state])
                    .set(i64::try_from(value).unwrap_or(i64::MAX));
            };
            gauge("used", *used);
            gauge("max", *size);
        }
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .map_err(|fault| Error::internal("the metrics", fault))
    }
}

/// Something that is counted as long as this is there.
pub struct Active(IntGauge);

impl Drop for Active {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A client may send any method, so only the known ones become labels.
pub fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ => "_OTHER",
    }
}
