//! Metrics: OpenTelemetry's names for HTTP servers and database pools, in the text format of
//! Prometheus.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::core::Collector;
use prometheus::{
    HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

use crate::app::background::LoopRestarts;
use crate::error::{Error, Result};

/// The upper bounds of the histogram in seconds, as the OpenTelemetry conventions advise for HTTP
/// servers.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The counters and gauges of one process. Clones share them.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Registry,
    durations: HistogramVec,
    active: IntGauge,
    streams: IntGauge,
    connections: IntGaugeVec,
    pages: IntCounterVec,
    page_bytes: IntGauge,
    restarts: IntCounterVec,
    impairments: IntCounterVec,
    budgets: IntCounterVec,
    compared_letters: IntCounter,
    refused: IntCounter,
    refused_connections: IntCounter,
}

/// What is counted elsewhere, for [`Metrics::render`].
pub(crate) struct Readings<'a> {
    pub pools: &'a [PoolUsage],
    pub pages: &'a PageUsage,
    pub loops: &'a [LoopRestarts],
    /// Faults by what they say that the database lacks.
    pub impairments: &'a [(&'static str, u64)],
    /// How often each budget cut the work of a request.
    pub budgets: &'a [(&'static str, u64)],
    /// Letters that texts were compared with.
    pub compared_letters: u64,
    /// Requests refused because too many waited for the database.
    pub refused: usize,
}

/// The connections of one pool, for [`Metrics::render`].
pub(crate) struct PoolUsage {
    /// "primary" or "replica".
    pub pool: &'static str,
    /// Connections in use.
    pub used: usize,
    /// The highest number of connections.
    pub size: usize,
}

/// The use of the cache of public pages, for [`Metrics::render`].
pub(crate) struct PageUsage {
    /// Requests by outcome.
    pub counts: [(&'static str, u64); 4],
    /// The size of the cached pages, compressed forms included.
    pub bytes: u64,
}

impl Metrics {
    /// Registers all metrics.
    ///
    /// # Errors
    /// `Internal` when the registry refuses a name, which every test would show.
    pub(crate) fn new() -> Result<Self> {
        Self::build().map_err(|fault| Error::internal("the metrics", fault))
    }

    fn build() -> prometheus::Result<Self> {
        let registry = Registry::new();

        let durations = HistogramVec::new(
            HistogramOpts::new(
                "http_server_request_duration_seconds",
                "Duration of requests in seconds, from the complete request head to the response head.",
            )
            .buckets(BUCKETS.to_vec()),
            &[
                "http_request_method",
                "http_route",
                "http_response_status_code",
            ],
        )?;
        let active = IntGauge::new("http_server_active_requests", "Requests in progress.")?;
        let streams = IntGauge::new("http_server_live_streams", "Open live streams.")?;
        let connections = IntGaugeVec::new(
            Opts::new(
                "db_client_connections",
                "Database connections by pool: used, and the maximum.",
            ),
            &["pool", "state"],
        )?;
        let pages = IntCounterVec::new(
            Opts::new(
                "moderato_pages_total",
                "Requests for public pages by outcome: hits (served from the cache), misses (read from the database), \
                 bypasses (read because the cache could not tell whether its page is current), stale (an old page \
                 served because the database did not answer).",
            ),
            &["outcome"],
        )?;
        let page_bytes = IntGauge::new(
            "moderato_pages_bytes",
            "Size of the cached public pages in bytes, compressed forms included.",
        )?;
        let restarts = IntCounterVec::new(
            Opts::new(
                "moderato_background_restarts_total",
                "Restarts of background loops that died, by loop.",
            ),
            &["loop"],
        )?;
        let impairments = IntCounterVec::new(
            Opts::new(
                "moderato_database_impairments_total",
                "Faults that say what the database lacks, by kind: disk_full, out_of_memory, storage_fault, \
                 insufficient_resources, too_many_sessions.",
            ),
            &["kind"],
        )?;
        let budgets = IntCounterVec::new(
            Opts::new(
                "moderato_budget_hits_total",
                "Requests whose work or answer was cut, by budget: compared_letters, compared_bytes, \
                 folded_characters, differences, event_comment, event_batch, missed_events, page_bytes, edits_of_comment.",
            ),
            &["budget"],
        )?;
        let compared_letters = IntCounter::new(
            "moderato_compared_letters_total",
            "Letters of stored comments that new texts were compared with.",
        )?;
        let refused = IntCounter::new(
            "moderato_refused_requests_total",
            "Requests refused at once because too many waited for the database.",
        )?;

        let refused_connections = IntCounter::new(
            "moderato_refused_connections_total",
            "Connections refused because their address had too many.",
        )?;

        let collectors: [Box<dyn Collector>; 12] = [
            Box::new(refused_connections.clone()),
            Box::new(impairments.clone()),
            Box::new(budgets.clone()),
            Box::new(compared_letters.clone()),
            Box::new(refused.clone()),
            Box::new(restarts.clone()),
            Box::new(pages.clone()),
            Box::new(page_bytes.clone()),
            Box::new(durations.clone()),
            Box::new(active.clone()),
            Box::new(streams.clone()),
            Box::new(connections.clone()),
        ];
        for collector in collectors {
            registry.register(collector)?;
        }

        Ok(Self {
            registry,
            durations,
            active,
            streams,
            connections,
            pages,
            page_bytes,
            restarts,
            impairments,
            budgets,
            compared_letters,
            refused,
            refused_connections,
        })
    }

    /// Counts a request as active until the guard is dropped.
    pub(crate) fn request_began(&self) -> Active {
        self.active.inc();
        Active(self.active.clone())
    }

    /// Counts a live stream as open until the guard is dropped. Its request counts as answered when
    /// the head of the response is sent.
    pub(crate) fn stream_opened(&self) -> Active {
        self.streams.inc();
        Active(self.streams.clone())
    }

    /// Counts a connection that was refused because its address had too many.
    pub(crate) fn connection_refused(&self) {
        self.refused_connections.inc();
    }

    /// The number of requests in progress.
    pub(crate) fn active_requests(&self) -> usize {
        usize::try_from(self.active.get()).unwrap_or_default()
    }

    /// Records an answered request. `route` is a template, such as
    /// "/v1/articles/{article_id}", and never a path.
    pub(crate) fn request_ended(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        duration: Duration,
    ) {
        let labels = [method_label(method), route, status.as_str()];

        self.durations
            .with_label_values(&labels)
            .observe(duration.as_secs_f64());
    }

    /// All metrics in the text format of Prometheus.
    ///
    /// # Errors
    /// `Internal` when the encoder fails.
    pub(crate) fn render(&self, readings: &Readings<'_>) -> Result<String> {
        let Readings {
            pools,
            pages,
            loops,
            impairments,
            budgets,
            compared_letters,
            refused,
        } = readings;

        for LoopRestarts { name, count } in *loops {
            raise(&self.restarts.with_label_values(&[*name]), *count);
        }
        for (outcome, count) in pages.counts {
            raise(&self.pages.with_label_values(&[outcome]), count);
        }
        for (kind, count) in *impairments {
            raise(&self.impairments.with_label_values(&[*kind]), *count);
        }
        for (budget, count) in *budgets {
            raise(&self.budgets.with_label_values(&[*budget]), *count);
        }
        raise(&self.compared_letters, *compared_letters);
        raise(&self.refused, u64::try_from(*refused).unwrap_or(u64::MAX));

        self.page_bytes
            .set(i64::try_from(pages.bytes).unwrap_or(i64::MAX));

        for PoolUsage { pool, used, size } in *pools {
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

/// Raises a counter to a count that is kept elsewhere.
fn raise(counter: &IntCounter, count: u64) {
    counter.inc_by(count.saturating_sub(counter.get()));
}

/// Counts one item in a gauge until it is dropped.
pub(crate) struct Active(IntGauge);

impl Drop for Active {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The label of a method. A client may send any method, so unknown ones share a label.
pub(crate) fn method_label(method: &Method) -> &'static str {
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
