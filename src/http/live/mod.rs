//! How does an answer stay open? Server-sent events (HTML, section 9.2): what was missed, then what
//! happens.

pub mod block;
pub mod caps;
pub mod session;

use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;

use crate::app::App;
use crate::app::live::{Channel, Heard, Line, Listener};
use crate::domain::event_position::EventPosition;
use crate::domain::refusal::Refusal;
use crate::flows::catch_up::{Memory, catch_up};
use crate::http::cursor::CursorSeal;
use crate::http::edge::Edge;
use crate::http::live::block::{block, heartbeat, retry};
use crate::http::live::caps::Ticket;
use crate::http::live::session::Session;
use crate::http::pace::Pace;
use crate::http::v1::live_views::{Beginning, lines};

/// From where a reader wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    Now,
    After(EventPosition),
    /// From somewhere that we do not know: another database, or no cursor at all.
    Unknown,
}

/// One reader who stays. Idle ones are many, so it is small; what arriving takes is given back.
pub struct LiveStream {
    app: Arc<App>,
    channel: Channel,
    listener: Listener,
    /// Of a moderator.
    session: Option<Session>,
    ticket: Ticket,
    heartbeat: Duration,
    stage: Stage,
    /// Everything up to here has been told to this reader.
    told: EventPosition,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Opening(Resume),
    Arriving(Resume),
    /// It listened too slowly, and reads what it missed.
    Behind,
    Listening,
}

/// How long a reader waits for its turn to read what it missed.
const PATIENCE: Duration = Duration::from_secs(15);
const EVENT_STREAM: &str = "text/event-stream";
/// For proxies such as nginx: pass on what comes, at once.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);
const LAST_EVENT_ID: &str = "last-event-id";

impl Resume {
    /// The browser's `Last-Event-ID` first, since that is later than the address that it began
    /// with. One that does not open is no fault of the page: it is told to read again, while a
    /// wrong `after` is refused.
    ///
    /// # Errors
    /// `InvalidCursor` for an `after` that is none.
    pub fn of(request: &HttpRequest, edge: &Edge, after: Option<&str>) -> Result<Self, Refusal> {
        let feed = CursorSeal::of_events(&edge.app.secrets);
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
    pub fn new(edge: &Edge, channel: Channel, (resume, ticket): (Resume, Ticket)) -> Self {
        Self {
            app: Arc::clone(&edge.app),
            channel,
            listener: edge.app.live.listen(channel),
            session: None,
            ticket,
            heartbeat: edge.config.streams.heartbeat,
            stage: Stage::Opening(resume),
            told: EventPosition::START,
        }
    }

    /// Only for as long as the session of this moderator stands.
    pub fn within(self, session: Session) -> Self {
        Self {
            session: Some(session),
            ..self
        }
    }

    /// 200, and an answer that goes on until the reader leaves, the session ends or the service
    /// does.
    pub fn respond(self, request: &HttpRequest) -> HttpResponse {
        if let Some(pace) = request.conn_data::<Rc<Pace>>() {
            pace.stream_began();
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

    /// What is sent next; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let chunk = match self.stage {
                Stage::Opening(resume) => {
                    self.stage = Stage::Arriving(resume);
                    retry(self.ticket.number())
                }
                // Boxed, so that the thousands that only listen need no room for it.
                Stage::Arriving(resume) => Box::pin(self.arrive(resume)).await?,
                Stage::Behind => Box::pin(self.arrive(Resume::After(self.told))).await?,
                Stage::Listening => self.listen().await?,
            };
            if !chunk.is_empty() {
                return Some(chunk);
            }
        }
    }

    /// What was missed, and how the reader begins.
    async fn arrive(&mut self, resume: Resume) -> Option<Bytes> {
        let waiting = async {
            if self.app.live.followed().await {
                self.app.live.turn().await
            } else {
                None
            }
        };
        let turn = tokio::time::timeout(PATIENCE, waiting).await.ok()??;
        let after = match resume {
            Resume::After(position) => Some(position),
            Resume::Now | Resume::Unknown => None,
        };
        let caught = catch_up(&self.app, self.channel, after).await;
        drop(turn);
        let caught = caught
            .inspect_err(|error| tracing::warn!(error.what = %error, "a stream ends"))
            .ok()?;
        let feed = CursorSeal::of_events(&self.app.secrets);
        let mut text: Vec<u8> = Vec::new();
        for line in lines(&feed, caught.news).ok()? {
            text.extend_from_slice(&line.text);
        }
        let is_lost = resume == Resume::Unknown || caught.memory == Memory::Lost;
        if is_lost || !matches!(self.stage, Stage::Behind) {
            let name = if is_lost { "reset" } else { "ready" };
            let cursor = feed.seal_position(caught.at);
            text.extend_from_slice(
                &block(
                    name,
                    &cursor,
                    &Beginning {
                        total: caught.total,
                    },
                )
                .ok()?,
            );
        }
        self.told = caught.at;
        self.stage = Stage::Listening;
        Some(text.into())
    }

    async fn listen(&mut self) -> Option<Bytes> {
        tokio::select! {
            heard = self.listener.hear() => match heard {
                Heard::Lines(lines) => {
                    let chunk = join(&lines, self.told);
                    if !chunk.is_empty() && !Session::stands(&mut self.session, &self.app).await {
                        return None;
                    }
                    self.told = lines.last().map_or(self.told, |last| last.position.max(self.told));
                    Some(chunk)
                }
                Heard::TooMuch => {
                    self.stage = Stage::Behind;
                    Some(Bytes::new())
                }
                Heard::End => None,
            },
            () = tokio::time::sleep(self.heartbeat) => {
                if !Session::stands(&mut self.session, &self.app).await {
                    return None;
                }
                // However quiet the thread is, its reader's place does not grow old.
                self.told = self.listener.reached().map_or(self.told, |reached| reached.max(self.told));
                Some(heartbeat(&CursorSeal::of_events(&self.app.secrets).seal_position(self.told)))
            }
        }
    }
}

/// The lines after `told`, as one piece. A single one is shared with all other readers.
fn join(lines: &[Line], told: EventPosition) -> Bytes {
    let mut new = lines.iter().filter(|line| line.position > told);
    match (new.next(), new.next()) {
        (None, _) => Bytes::new(),
        (Some(only), None) => Bytes::from_owner(Arc::clone(&only.text)),
        (Some(first), Some(second)) => {
            let texts = [first, second]
                .into_iter()
                .chain(new)
                .map(|line| &*line.text);
            texts.collect::<Vec<&[u8]>>().concat().into()
        }
    }
}
