//! Reads what arrived and what was decided in a time, and what waits now.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::moderation::activity::{
    ArrivalsRow, BacklogRow, DecisionsRow, FoundRow, IdSpans, find_backlog, list_arrivals,
    list_decided, list_found,
};
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::domain::time_span::{Bucket, TimeSpans};
use crate::error::{Error, Result};
use crate::flows::sites::named::find_site_of_list;
use crate::moderation::finding::CODES;

/// Which statistics.
#[derive(Debug, Clone)]
pub(crate) struct ActivityQuery {
    /// The name of a site; `None`: all sites.
    pub site: Option<String>,
    pub from: Option<DateTime<Utc>>,
    /// `None`: now.
    pub to: Option<DateTime<Utc>>,
    pub bucket: Bucket,
}

/// The statistics of one snapshot.
#[derive(Debug)]
pub(crate) struct Activity {
    pub now: DateTime<Utc>,
    pub spans: TimeSpans,
    pub arrivals: Vec<ArrivalsRow>,
    pub decisions: Vec<DecisionsRow>,
    pub found: Vec<FoundRow>,
    pub backlog: BacklogRow,
}

/// The statistics of a site, or of all sites.
///
/// # Errors
/// `Invalid` for a time that is too long; `NotFound` for an unknown site.
pub(crate) async fn read_activity(
    app: &App,
    _: &Moderator,
    query: ActivityQuery,
) -> Result<Activity> {
    let now = app.clock.now();
    let to = query.to.unwrap_or(now);
    let from = query.from.unwrap_or_else(|| query.bucket.usual_start(to));
    let spans = TimeSpans::between(from, to, query.bucket)
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;

    let edges = spans.edges_as_ids();
    let (Some((last, starts)), Some((first, ends))) = (edges.split_last(), edges.split_first())
    else {
        return Err(Error::internal("spans of time", "there are none"));
    };
    let ids = IdSpans { starts, ends };

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let site = find_site_of_list(conn, query.site.as_deref()).await?;

            Ok(Activity {
                now,
                arrivals: list_arrivals(conn, site, ids).await?,
                decisions: list_decided(conn, site, ids).await?,
                found: list_found(conn, site, *first, *last, &CODES).await?,
                backlog: find_backlog(conn, site).await?,
                spans,
            })
        })
        .await
}
