//! Statistics: what arrived, what was decided, what waits.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::moderation::activity::MOST_WAITING;
use crate::domain::rights::Moderator;
use crate::domain::status::Status;
use crate::domain::time_span::Bucket;
use crate::flows::moderation::activity::{Activity, ActivityQuery, read_activity};
use crate::http::extract::command::Authorised;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::state::HttpState;
use crate::http::time::{milliseconds, optional_milliseconds};

/// The length of a span of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BucketName {
    Hour,
    #[default]
    Day,
}

/// Which statistics.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StatisticsQuery {
    /// The name of a site. Absent: all sites.
    site: Option<String>,
    /// A time in the first span. Default: a day before `to` by hour, 30 days by day.
    from: Option<DateTime<Utc>>,
    /// The end: the last span holds the moment before it. Default: now.
    to: Option<DateTime<Utc>>,
    /// Spans of an hour (up to 31 days) or of a day (up to 366), in UTC.
    #[serde(default)]
    #[param(inline)]
    bucket: BucketName,
}

/// What arrived, what was decided, and what waits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Statistics {
    /// The site; null for all sites.
    site: Option<String>,
    #[schema(inline)]
    bucket: BucketName,
    /// The beginning of the first span.
    #[serde(serialize_with = "milliseconds")]
    from: DateTime<Utc>,
    /// The end of the last span.
    #[serde(serialize_with = "milliseconds")]
    to: DateTime<Utc>,
    #[schema(inline)]
    backlog: Backlog,
    /// All spans, the oldest first.
    #[schema(inline)]
    series: Vec<Span>,
    #[schema(inline)]
    totals: Totals,
    /// How many of the comments that arrived have each kind of finding.
    #[schema(inline)]
    findings: Vec<Found>,
}

/// The comments that wait now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Backlog {
    #[schema(minimum = 0, maximum = 100_000)]
    comments: i64,
    /// Whether there may be more of them: no more are counted.
    is_cut: bool,
    #[serde(serialize_with = "optional_milliseconds")]
    oldest_at: Option<DateTime<Utc>>,
    #[schema(minimum = 0)]
    oldest_age_seconds: Option<i64>,
}

/// One span of time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Span {
    #[serde(serialize_with = "milliseconds")]
    at: DateTime<Utc>,
    #[schema(inline)]
    arrivals: Arrivals,
    #[schema(inline)]
    decisions: Decisions,
}

/// The comments that arrived, by their present status.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(super) struct Arrivals {
    #[schema(minimum = 0)]
    total: i64,
    #[schema(minimum = 0)]
    pending: i64,
    #[schema(minimum = 0)]
    approved: i64,
    #[schema(minimum = 0)]
    rejected: i64,
    #[schema(minimum = 0)]
    spam: i64,
    #[schema(minimum = 0)]
    withdrawn: i64,
}

/// The decisions of moderators, and what authors did with their comments.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(super) struct Decisions {
    #[schema(minimum = 0)]
    approved: i64,
    #[schema(minimum = 0)]
    rejected: i64,
    #[schema(minimum = 0)]
    spam: i64,
    /// Put back into the queue.
    #[schema(minimum = 0)]
    held: i64,
    #[schema(minimum = 0)]
    undone: i64,
    /// All of the above, which moderators decided.
    #[schema(minimum = 0)]
    by_hand: i64,
    /// By their authors.
    #[schema(minimum = 0)]
    edited: i64,
    #[schema(minimum = 0)]
    withdrawn: i64,
}

/// The sums over all spans.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Totals {
    #[schema(inline)]
    arrivals: Arrivals,
    #[schema(inline)]
    decisions: Decisions,
    /// Null if nothing arrived.
    #[schema(inline)]
    shares: Option<Shares>,
}

/// Shares of the comments that arrived, 0 to 1.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shares {
    /// Pending.
    #[schema(minimum = 0, maximum = 1)]
    held: f64,
    /// Approved.
    #[schema(minimum = 0, maximum = 1)]
    published: f64,
    /// Rejected or spam.
    #[schema(minimum = 0, maximum = 1)]
    rejected: f64,
}

/// The comments with a kind of finding.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    #[schema(example = "near_duplicate")]
    code: String,
    #[schema(minimum = 1)]
    comments: i64,
}

problems!(GetStatisticsProblems = STORED, TOKEN, QUERY, [NotFound]);

/// Read statistics
///
/// What arrived and what was decided, by hour or by day; the findings; and what waits now. Spans are
/// whole and in UTC. Comments of articles that were removed do not count, their decisions do.
#[utoipa::path(
    operation_id = "get_statistics",
    tag = "moderation",
    security(("moderator_token" = [])),
    params(StatisticsQuery),
    responses(
        (status = 200, description = "The statistics.", body = Statistics,
            example = json!(example_statistics())),
        GetStatisticsProblems,
    ),
)]
#[get("/v1/admin/stats")]
pub(crate) async fn get_statistics(
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<StatisticsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Query(query) = authorised.input;
    let wanted = ActivityQuery {
        site: query.site.clone(),
        from: query.from,
        to: query.to,
        bucket: query.bucket.into(),
    };

    let activity = read_activity(&state.app, &authorised.actor, wanted).await?;

    Ok(HttpResponse::Ok().json(Statistics::new(query.site, query.bucket, &activity)))
}

impl Statistics {
    fn new(site: Option<String>, bucket: BucketName, activity: &Activity) -> Self {
        let numbered = activity.spans.starts().iter().zip(1..);
        let series: Vec<Span> = numbered
            .map(|(at, number)| Span::of(*at, number, activity))
            .collect();
        let arrivals = Arrivals::of(activity, None);

        Self {
            site,
            bucket,
            from: series.first().map_or(activity.now, |span| span.at),
            to: activity.spans.end().unwrap_or(activity.now),
            backlog: Backlog {
                comments: activity.backlog.comments,
                is_cut: activity.backlog.comments >= MOST_WAITING,
                oldest_at: activity.backlog.oldest_at,
                oldest_age_seconds: activity
                    .backlog
                    .oldest_at
                    .map(|at| (activity.now - at).num_seconds().max(0)),
            },
            series,
            totals: Totals {
                shares: Shares::of(&arrivals),
                arrivals,
                decisions: Decisions::of(activity, None),
            },
            findings: activity
                .found
                .iter()
                .map(|found| Found {
                    code: found.code.clone(),
                    comments: found.comments,
                })
                .collect(),
        }
    }
}

impl Span {
    fn of(at: DateTime<Utc>, number: i64, activity: &Activity) -> Self {
        Self {
            at,
            arrivals: Arrivals::of(activity, Some(number)),
            decisions: Decisions::of(activity, Some(number)),
        }
    }
}

impl Arrivals {
    /// Of one span, or of all.
    fn of(activity: &Activity, span: Option<i64>) -> Self {
        let mut sums = Self::default();

        let rows = activity.arrivals.iter();
        for row in rows.filter(|row| span.is_none_or(|span| row.span == span)) {
            sums.total += row.comments;
            match row.status {
                Status::Pending => sums.pending += row.comments,
                Status::Approved => sums.approved += row.comments,
                Status::Rejected => sums.rejected += row.comments,
                Status::Spam => sums.spam += row.comments,
                Status::Withdrawn => sums.withdrawn += row.comments,
            }
        }

        sums
    }
}

impl Decisions {
    /// Of one span, or of all.
    fn of(activity: &Activity, span: Option<i64>) -> Self {
        let mut sums = Self::default();

        let rows = activity.decisions.iter();
        for row in rows.filter(|row| span.is_none_or(|span| row.span == span)) {
            sums.by_hand += row.by_moderators;
            match row.action.as_str() {
                "approve" => sums.approved += row.decisions,
                "reject" => sums.rejected += row.decisions,
                "spam" => sums.spam += row.decisions,
                "hold" => sums.held += row.decisions,
                "undo" => sums.undone += row.decisions,
                "edit" => sums.edited += row.decisions,
                "withdraw" => sums.withdrawn += row.decisions,
                _ => {}
            }
        }

        sums
    }
}

impl Shares {
    fn of(arrivals: &Arrivals) -> Option<Self> {
        let share = |part: i64| ratio(part, arrivals.total);

        Some(Self {
            held: share(arrivals.pending)?,
            published: share(arrivals.approved)?,
            rejected: share(arrivals.rejected + arrivals.spam)?,
        })
    }
}

/// A part of a total to four digits; `None` of nothing.
fn ratio(part: i64, total: i64) -> Option<f64> {
    let ten_thousandths = part.checked_mul(10_000)?.checked_div(total)?;
    let ten_thousandths = i32::try_from(ten_thousandths).ok()?;

    Some(f64::from(ten_thousandths) / 10_000.0)
}

impl From<BucketName> for Bucket {
    fn from(name: BucketName) -> Self {
        match name {
            BucketName::Hour => Self::Hour,
            BucketName::Day => Self::Day,
        }
    }
}

/// Statistics for the example of the OpenAPI document.
fn example_statistics() -> Value {
    let arrivals = json!({
        "total": 40, "pending": 3, "approved": 30, "rejected": 4, "spam": 2, "withdrawn": 1,
    });
    let decisions = json!({
        "approved": 12, "rejected": 4, "spam": 2, "held": 0, "undone": 1, "by_hand": 19,
        "edited": 3, "withdrawn": 1,
    });

    json!({
        "site": "default", "bucket": "day",
        "from": "2026-11-23T00:00:00.000Z", "to": "2026-11-24T00:00:00.000Z",
        "backlog": {"comments": 3, "is_cut": false, "oldest_at": "2026-11-23T21:15:00.000Z",
            "oldest_age_seconds": 4_500},
        "series": [{"at": "2026-11-23T00:00:00.000Z", "arrivals": arrivals, "decisions": decisions}],
        "totals": {"arrivals": arrivals, "decisions": decisions,
            "shares": {"held": 0.075, "published": 0.75, "rejected": 0.15}},
        "findings": [{"code": "near_duplicate", "comments": 2}],
    })
}
