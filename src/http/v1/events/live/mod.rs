//! Answers that stay open: server-sent events (HTML, section 9.2), first those that the reader
//! missed, then new ones.

pub(super) mod block;
pub(super) mod session;

use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;

use crate::app::App;
use crate::app::live::{Channel, EncodedMessage, Listener, Received};
use crate::domain::budgets::MISSED_BYTES;
use crate::domain::event_position::EventPosition;
use crate::domain::refusal::Refusal;
use crate::flows::events::catch_up::{CaughtUp, Completeness, catch_up};
use crate::http::connection_deadlines::ConnectionDeadlines;
use crate::http::reply::cursor::CursorSeal;
use crate::http::state::HttpState;
use crate::http::stream_caps::Ticket;
use crate::http::v1::events::live::block::{block, heartbeat, retry};
use crate::http::v1::events::live::session::Session;
use crate::http::v1::events::views::{Beginning, encode};

/// Where a stream begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resume {
    Now,
    After(EventPosition),
    /// A position that this service did not issue: of another database, or no cursor at all.
    Unknown,
}

/// The stream of one reader. Thousands of them are idle, so it is small: the memory for catching up
/// is freed afterwards.
pub(super) struct LiveStream {
    app: Arc<App>,
    channel: Channel,
    listener: Listener,
    /// The session of a moderator; `None` for a stream for everybody.
    session: Option<Session>,
    ticket: Ticket,
    heartbeat: Duration,
    stage: Stage,
    /// What was received and not yet sent.
    batch: Option<PartOfBatch>,
    /// This reader was sent every event up to here.
    delivered: EventPosition,
}

/// Messages that all readers share, and how many of them this reader was sent.
struct PartOfBatch {
    messages: Arc<[EncodedMessage]>,
    sent: usize,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Opening(Resume),
    Arriving(Resume),
    /// The reader was too slow, and reads the events that it missed.
    Behind,
    Listening,
}

/// How long a reader waits for its turn to read the events that it missed.
const PATIENCE: Duration = Duration::from_secs(15);
const EVENT_STREAM: &str = "text/event-stream";
/// Makes proxies such as nginx pass on each event at once.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);
const LAST_EVENT_ID: &str = "last-event-id";

impl Resume {
    /// The position in the browser's `Last-Event-ID`, which is later than `after`, or else in
    /// `after`. An invalid `Last-Event-ID` is no fault of the page, so the stream begins with
    /// `reset`.
    ///
    /// # Errors
    /// `InvalidCursor` for an invalid `after`.
    pub(super) fn of(
        request: &HttpRequest,
        state: &HttpState,
        after: Option<&str>,
    ) -> Result<Self, Refusal> {
        let feed = CursorSeal::of_events(&state.app.secrets);

        if let Some(last) = request
            .headers()
            .get(LAST_EVENT_ID)
            .filter(|last| !last.is_empty())
        {
            let position = last
                .to_str()
                .ok()
                .and_then(|last| feed.open_position(last).ok());

            return Ok(position.map_or(Self::Unknown, Self::After));
        }

        after.map_or(Ok(Self::Now), |after| {
            feed.open_position(after).map(Self::After)
        })
    }
}

impl LiveStream {
    pub(super) fn new(state: &HttpState, channel: Channel, resume: Resume, ticket: Ticket) -> Self {
        Self {
            app: Arc::clone(&state.app),
            channel,
            listener: state.app.events.live.listen(channel),
            session: None,
            ticket,
            heartbeat: state.config.streams.heartbeat,
            stage: Stage::Opening(resume),
            batch: None,
            delivered: EventPosition::START,
        }
    }

    /// Ends the stream when this session ends.
    pub(super) fn within(self, session: Session) -> Self {
        Self {
            session: Some(session),
            ..self
        }
    }

    /// 200, with a body that continues until the reader disconnects, the session ends or the
    /// service stops.
    pub(super) fn respond(self, request: &HttpRequest) -> HttpResponse {
        if let Some(deadlines) = request.conn_data::<Rc<ConnectionDeadlines>>() {
            deadlines.stream_began();
        }

        let chunks = stream::unfold(self, |mut stream| async move {
            let chunk = stream.next().await?;
            Some((Ok::<_, Infallible>(chunk), stream))
        });

        HttpResponse::Ok()
            .content_type(EVENT_STREAM)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header(UNBUFFERED)
            .streaming(chunks)
    }

    /// The next part of the body; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let chunk = match self.stage {
                Stage::Opening(resume) => {
                    self.stage = Stage::Arriving(resume);
                    retry(self.ticket.number())
                }
                // Boxed, so that the thousands of idle streams need no memory for it.
                Stage::Arriving(resume) => Box::pin(self.arrive(resume)).await?,
                Stage::Behind => Box::pin(self.arrive(Resume::After(self.delivered))).await?,
                Stage::Listening => self.listen().await?,
            };

            if !chunk.is_empty() {
                return Some(chunk);
            }
        }
    }

    /// The events that the reader missed, and `ready` or `reset` where one is due.
    async fn arrive(&mut self, resume: Resume) -> Option<Bytes> {
        let caught_up = self.read_missed(resume).await?;

        let feed = CursorSeal::of_events(&self.app.secrets);
        let mut text: Vec<u8> = Vec::new();
        for message in encode(&feed, caught_up.messages).ok()? {
            text.extend_from_slice(&message.text);
        }

        // JSON may have made more of the texts than the database counted.
        let is_too_large = text.len() > MISSED_BYTES;
        if is_too_large {
            text = Vec::new();
        }

        let is_lost = is_too_large
            || resume == Resume::Unknown
            || caught_up.completeness == Completeness::Lost;
        if is_lost || !matches!(self.stage, Stage::Behind) {
            let name = if is_lost { "reset" } else { "ready" };
            let cursor = feed.seal_position(caught_up.at);
            let data = Beginning {
                total: caught_up.total,
            };
            text.extend_from_slice(&block(name, &cursor, &data).ok()?);
        }

        self.delivered = caught_up.at;
        self.stage = Stage::Listening;

        Some(text.into())
    }

    /// Reads what the reader missed, when it is this stream's turn to read. `None` ends the stream.
    async fn read_missed(&self, resume: Resume) -> Option<CaughtUp> {
        let waiting = async {
            if self.app.events.live.followed().await {
                self.app.events.live.turn().await
            } else {
                None
            }
        };
        let _turn = tokio::time::timeout(PATIENCE, waiting).await.ok()??;

        let after = match resume {
            Resume::After(position) => Some(position),
            Resume::Now | Resume::Unknown => None,
        };

        catch_up(&self.app, self.channel, after)
            .await
            .inspect_err(|error| tracing::warn!(error.what = %error, "a stream ends"))
            .ok()
    }

    /// Waits for the next messages, or for the time of a heartbeat.
    async fn listen(&mut self) -> Option<Bytes> {
        if let Some(message) = self.next_of_batch() {
            return Some(message);
        }

        tokio::select! {
            received = self.listener.receive() => match received {
                Received::Messages(messages) => self.take_batch(messages).await,
                Received::Lagged => {
                    self.stage = Stage::Behind;
                    Some(Bytes::new())
                }
                Received::Closed => None,
            },
            () = tokio::time::sleep(self.heartbeat) => self.send_heartbeat().await,
        }
    }

    /// Takes messages to send them one by one. `None` if the session has ended.
    async fn take_batch(&mut self, messages: Arc<[EncodedMessage]>) -> Option<Bytes> {
        let is_new = |message: &EncodedMessage| message.position > self.delivered;
        if messages.iter().any(is_new) && !Session::is_valid(&mut self.session, &self.app).await {
            return None;
        }

        self.batch = Some(PartOfBatch { messages, sent: 0 });

        Some(Bytes::new())
    }

    /// The next message of the batch that this reader does not have. It is shared with all other
    /// readers: a copy for each of thousands would be large.
    fn next_of_batch(&mut self) -> Option<Bytes> {
        let batch = self.batch.as_mut()?;
        let mut unsent = batch.messages.iter().enumerate().skip(batch.sent);

        let Some((at, message)) = unsent.find(|(_, it)| it.position > self.delivered) else {
            self.batch = None;
            return None;
        };
        let text = Arc::clone(&message.text);
        self.delivered = message.position;
        batch.sent = at.saturating_add(1);

        Some(Bytes::from_owner(text))
    }

    async fn send_heartbeat(&mut self) -> Option<Bytes> {
        if !Session::is_valid(&mut self.session, &self.app).await {
            return None;
        }

        // The cursor of a quiet thread advances, too, so that its reader can resume later.
        if let Some(reached) = self.listener.reached() {
            self.delivered = reached.max(self.delivered);
        }
        let feed = CursorSeal::of_events(&self.app.secrets);

        Some(heartbeat(&feed.seal_position(self.delivered)))
    }
}
