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

/// The server copies what a body yields into the buffer of its connection. So a large body is
/// yielded in pieces: one that is read slowly is copied piece by piece, and the rest is shared with
/// its other readers and the cache.
const PIECE: usize = 32 * 1024;

/// A body that tells its connection when it was handed over to the server.
pub(crate) struct PacedBody {
    content: Content,
    deadlines: Option<Rc<ConnectionDeadlines>>,
}

enum Content {
    /// What is left of a body that is in memory.
    Pieces(Bytes),
    Whole(BoxBody),
}

impl PacedBody {
    pub(crate) fn new(body: BoxBody, deadlines: Option<Rc<ConnectionDeadlines>>) -> Self {
        let content = match body.size() {
            BodySize::Sized(1..) => match body.try_into_bytes() {
                Ok(bytes) => Content::Pieces(bytes),
                Err(body) => Content::Whole(body),
            },
            _ => Content::Whole(body),
        };

        Self { content, deadlines }
    }
}

impl MessageBody for PacedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        match &self.content {
            Content::Pieces(rest) => rest.size(),
            Content::Whole(body) => body.size(),
        }
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        match &mut self.content {
            Content::Pieces(rest) if rest.is_empty() => Poll::Ready(None),
            Content::Pieces(rest) => {
                let piece = rest.split_to(rest.len().min(PIECE));
                Poll::Ready(Some(Ok(piece)))
            }
            Content::Whole(body) => body.as_pin_mut().poll_next(context),
        }
    }
}

impl Drop for PacedBody {
    fn drop(&mut self) {
        if let Some(deadlines) = &self.deadlines {
            deadlines.response_ended();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn pieces(mut body: PacedBody) -> Vec<Bytes> {
        let next = |body: &mut PacedBody| {
            let piece = std::future::poll_fn(|context| Pin::new(&mut *body).poll_next(context));
            piece.now_or_never().unwrap()
        };

        let mut pieces = Vec::new();
        while let Some(piece) = next(&mut body) {
            pieces.push(piece.unwrap());
        }

        pieces
    }

    #[test]
    fn a_large_body_is_yielded_in_pieces_that_are_shared_and_not_copied() {
        let whole = Bytes::from(vec![7; 3 * PIECE + 1]);
        let body = PacedBody::new(BoxBody::new(whole.clone()), None);
        let size = body.size();

        let pieces = pieces(body);

        assert_eq!(size, BodySize::Sized(u64::try_from(whole.len()).unwrap()));
        let lengths: Vec<usize> = pieces.iter().map(Bytes::len).collect();
        assert_eq!(lengths, [PIECE, PIECE, PIECE, 1]);
        let places = pieces.iter().map(|piece| piece.as_ptr());
        assert!(places.eq((0..4).map(|number| whole.slice(number * PIECE..).as_ptr())));
    }

    #[test]
    fn a_body_without_bytes_keeps_its_size() {
        let none = PacedBody::new(BoxBody::new(actix_web::body::None::new()), None);
        assert_eq!(none.size(), BodySize::None);

        let empty = PacedBody::new(BoxBody::new(Bytes::new()), None);
        assert_eq!(empty.size(), BodySize::Sized(0));
        assert!(pieces(empty).is_empty());
    }
}
