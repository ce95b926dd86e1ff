//! The queue of comments that wait for a moderator.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::moderation::queue::{AuthorFilter, QueueFilter};
use crate::domain::email::EmailAddress;
use crate::domain::id_span::IdSpan;
use crate::domain::page::PageRequest;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::moderation::queue::{Queued, read_queue};
use crate::http::extract::body::{BODY_LIMIT, Body};
use crate::http::extract::command::Authorised;
use crate::http::extract::length;
use crate::http::extract::limited::Metered;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::moderation::views::{
    FindingView, ModeratedComment, example_finding, example_moderated_with,
};
use crate::http::v1::threads::order::Order;
use crate::text::search_form::SearchForm;

/// The status of the comments to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QueueStatus {
    #[default]
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
    /// Comments in any status.
    All,
}

/// Which comments of the queue to read.
// No `Debug`: it may hold an email address.
#[derive(Deserialize, Validate, IntoParams, ToSchema)]
#[schema(as = QueueSearch)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueueQuery {
    #[serde(default)]
    #[param(inline)]
    #[schema(inline)]
    pub status: QueueStatus,
    /// The code of a finding about the present text, such as near_duplicate.
    #[validate(length(max = 100, message = "Give the code of a finding."))]
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    pub finding: Option<String>,
    /// Comments under this article, by id.
    pub article_id: Option<Uuid>,
    /// The name of a site.
    #[validate(length(max = 100, message = "Give the name of a site."))]
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    pub site: Option<String>,
    /// The author's whole email address, or a part of the name, which is folded as `q` is; up to 320
    /// characters. Proxies log URLs: search for an email address by `POST
    /// /v1/admin/comments/searches`.
    #[validate(
        length(min = 1, message = "Give at least one character."),
        custom(function = "length::author_search")
    )]
    #[param(min_length = 1)]
    #[schema(min_length = 1)]
    pub author: Option<String>,
    /// A part of the text as it was written, Markdown included; up to 200 characters. Case, accents,
    /// width, kana syllabary, Arabic vowel signs, Hebrew points, invisible characters and the kind
    /// of white space, quotation marks and dashes make no difference: `кофе` finds `Кофе`, and
    /// `cafe` finds `CAFÉ`. It must have at least one character that is left after this. Parts of
    /// three characters and more, or of one in Han, kana, Hangul and emoji, are found by an index.
    /// Shorter parts, and some that are in many comments, are looked for in a few thousand comments
    /// at a time: then a page has fewer items than `limit`, perhaps none, and `next_cursor`
    /// continues the search.
    #[validate(
        length(min = 1, message = "Give at least one character."),
        custom(function = "length::search")
    )]
    #[param(min_length = 1)]
    #[schema(min_length = 1)]
    pub q: Option<String>,
    /// Comments that were created at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Comments that were created before this time.
    pub to: Option<DateTime<Utc>>,
    #[serde(default)]
    #[param(inline)]
    #[schema(inline)]
    pub sort: Order,
    #[serde(default)]
    #[param(inline)]
    #[schema(inline)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    #[validate(length(max = 200, message = "Give the `next_cursor` of the previous page."))]
    #[param(max_length = 200)]
    #[schema(max_length = 200)]
    pub cursor: Option<String>,
}

/// A comment of the queue with the findings about its present text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueuedComment {
    #[serde(flatten)]
    pub comment: ModeratedComment,
    pub findings: Vec<FindingView>,
}

problems!(ListQueueProblems = STORED, TOKEN, LIST);
problems!(
    SearchQueueProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [InvalidCursor]
);

/// Read the queue
///
/// By default, the comments that wait for a moderator, oldest first. If an email address is searched
/// for, there is no `Link`, which would repeat it.
#[utoipa::path(
    operation_id = "list_moderated_comments",
    tag = "moderation",
    params(QueueQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A page of the queue.", body = Page<QueuedComment>,
            example = json!(example_queue())),
        ListQueueProblems,
    ),
)]
#[get("/v1/admin/comments")]
pub(crate) async fn list_moderated_comments(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<QueueQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;
    let page = query.read(&state, &moderator).await?;

    if query.names_address() {
        return Ok(HttpResponse::Ok().json(page));
    }
    page.respond(&request)
}

/// Search the queue
///
/// The same as `GET /v1/admin/comments` with the parameters in a body, so that what is searched for,
/// such as an email address, is in no URL and in no log of a proxy. Send `next_cursor` as `cursor` for
/// the next page.
#[utoipa::path(
    operation_id = "search_moderated_comments",
    tag = "moderation",
    security(("moderator_token" = [])),
    request_body(
        content = QueueQuery,
        extensions(("x-max-bytes" = json!(BODY_LIMIT))),
        example = json!({"status": "all", "author": "ada@example.org"}),
    ),
    responses(
        (status = 200, description = "A page of the queue.", body = Page<QueuedComment>,
            example = json!(example_queue())),
        SearchQueueProblems,
    ),
)]
#[post("/v1/admin/comments/searches")]
pub(crate) async fn search_moderated_comments(
    state: Data<HttpState>,
    authorised: Authorised<Metered<Moderator, Administration>, Body<QueueQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(moderator, _),
        input: body,
    } = authorised;

    let page = body.value.read(&state, &moderator).await?;

    Ok(HttpResponse::Ok().json(page))
}

impl QueueQuery {
    async fn read(
        &self,
        state: &HttpState,
        moderator: &Moderator,
    ) -> Result<Page<QueuedComment>, Problem> {
        let (filter, sort) = (self.filter()?, self.sort.into());
        let filters = self.filters();
        let list = CursorSeal::new(&state.app.secrets, "moderated_comments", &filters);

        let page = PageRequest {
            after: list.open_id(self.cursor.as_deref())?,
            limit: self.limit.into(),
        };
        let page = read_queue(&state.app, moderator, &filter, sort, page).await?;

        Ok(Page {
            items: page.items.into_iter().map(QueuedComment::from).collect(),
            next_cursor: page.next.map(|last| list.seal_id(last)),
        })
    }

    /// Whether an email address may be in the URL: also a part of one, or one that is misspelt.
    fn names_address(&self) -> bool {
        let searched = [&self.author, &self.q];

        searched.into_iter().flatten().any(|it| it.contains('@'))
    }

    fn filter(&self) -> Result<QueueFilter, Refusal> {
        let text = self.q.as_deref().map(|text| searched(text, "q"));
        let author = self.author.as_deref().map(author_filter);
        let created =
            IdSpan::between(self.from, self.to).map_err(|fault| Refusal::Invalid(vec![fault]))?;

        Ok(QueueFilter {
            status: self.status.one(),
            article: self.article_id.map(Into::into),
            site: self.site.clone(),
            finding: self.finding.clone(),
            author: author.transpose()?,
            text: text.transpose()?,
            created,
        })
    }

    /// All that selects and sorts the list, which its cursors belong to.
    fn filters(&self) -> String {
        let Self {
            status,
            finding,
            article_id,
            site,
            author,
            q,
            from,
            to,
            sort,
            limit: _,
            cursor: _,
        } = self;

        format!(
            "{status:?} {finding:?} {article_id:?} {site:?} {author:?} {q:?} {from:?} {to:?} {sort:?}"
        )
    }
}

/// A whole email address, else a part of a name.
fn author_filter(author: &str) -> Result<AuthorFilter, Refusal> {
    match EmailAddress::parse(author, "author") {
        Ok(email) => Ok(AuthorFilter::Email(email)),
        Err(_) => searched(author, "author").map(AuthorFilter::Name),
    }
}

fn searched(part: &str, parameter: &str) -> Result<SearchForm, Refusal> {
    let form = SearchForm::of(part);
    if form.is_empty() {
        let detail = "Give at least one character other than white space, marks and invisible \
                      characters.";
        return Err(Refusal::invalid(parameter, "too_short", detail));
    }

    Ok(form)
}

impl QueueStatus {
    /// The single status, or `None` for all.
    const fn one(self) -> Option<Status> {
        match self {
            Self::Pending => Some(Status::Pending),
            Self::Approved => Some(Status::Approved),
            Self::Rejected => Some(Status::Rejected),
            Self::Spam => Some(Status::Spam),
            Self::Withdrawn => Some(Status::Withdrawn),
            Self::All => None,
        }
    }
}

impl From<Queued> for QueuedComment {
    fn from(queued: Queued) -> Self {
        let findings = queued.findings.into_iter().map(FindingView::from).collect();

        Self {
            comment: queued.comment.into(),
            findings,
        }
    }
}

fn example_queue() -> Value {
    let comment = example_moderated_with(json!({"findings": [example_finding()]}));

    json!({"items": [comment], "next_cursor": null})
}
