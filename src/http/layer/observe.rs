//! The observation of a request: one log line, one measurement, and the moment its answer has left.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Instant;

use crate::http::connection_deadlines::ConnectionDeadlines;
use crate::http::extract::request_id::RequestId;
use crate::http::metrics::{Active, Metrics, method_label};
use crate::http::routes::{Route, UNMATCHED};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;

/// A request under way.
pub(crate) struct Observation<'a> {
    began: Instant,
    method: Method,
    route: &'static str,
    metrics: &'a Metrics,
    _active: Active,
}

impl<'a> Observation<'a> {
    /// Starts the clock.
    pub(crate) fn begin(
        method: &Method,
        route: Option<&'static Route>,
        metrics: &'a Metrics,
    ) -> Self {
        let route = route.map_or(UNMATCHED, |route| &route.template);
        let _active = metrics.request_began();
        Self {
            began: Instant::now(),
            method: method.clone(),
            route,
            metrics,
            _active,
        }
    }

    pub(crate) const fn began(&self) -> Instant {
        self.began
    }

    /// Counts and logs the answer. The template of the path is logged, never the path or the query,
    /// which may hold what people wrote.
    pub(crate) fn end(self, status: StatusCode, id: &RequestId) {
        let duration = self.began.elapsed();

        self.metrics
            .request_ended(&self.method, self.route, status, duration);

        tracing::info!(
            request.id = id.as_str(),
            http.method = method_label(&self.method),
            http.route = self.route,
            http.status = status.as_u16(),
            duration_ms = duration.as_secs_f64() * 1_000.0,
            "answered"
        );
    }
}

/// A body that tells its connection when it was handed over to the server.
pub(crate) struct PacedBody {
    body: BoxBody,
    deadlines: Option<Rc<ConnectionDeadlines>>,
}

impl PacedBody {
    pub(crate) fn new(body: BoxBody, deadlines: Option<Rc<ConnectionDeadlines>>) -> Self {
        Self { body, deadlines }
    }
}

impl MessageBody for PacedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(context)
    }
}

impl Drop for PacedBody {
    fn drop(&mut self) {
        if let Some(deadlines) = &self.deadlines {
            deadlines.response_ended();
        }
    }
}
