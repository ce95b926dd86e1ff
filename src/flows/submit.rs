//! A reader posts a comment: prepare, judge, write, all or nothing.

use std::net::IpAddr;

use serde_json::json;

use crate::app::App;
use crate::db::comments::{CommentRow, ParentRow, find_parent};
use crate::db::connect::Connection;
use crate::db::events::NewEvent;
use crate::db::findings::insert_findings;
use crate::db::new_comment::insert_new_comment;
use crate::db::thread_page::{PlaceRow, find_own};
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::pseudonym::{SiteSalt, address_key};
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::domain::status::Status;
use crate::error::{Error, Result};
use crate::flows::challenge::{self, Answer};
use crate::flows::gather::{Circumstances, Gathered, Signed, find_its_home, gather};
use crate::flows::group::{Newcomer, join_group};
use crate::flows::once::{Once, Reply};
use crate::flows::verdict_rows::finding_rows;
use crate::moderation::draft::{Draft, PreparedComment};
use crate::moderation::facts::AuthorRole;
use crate::moderation::verdict::{Verdict, judge};

/// What somebody sends in.
#[derive(Debug, Clone)]
pub struct Submission {
    pub article: ArticleId,
    pub parent: Option<CommentId>,
    pub draft: Draft,
    pub challenge: Option<Answer>,
    pub address: Option<IpAddr>,
    /// The moderator who writes, if one does: they are staff, and shown as such.
    pub moderator: Option<Moderator>,
}

/// What came of it, as the author sees it.
#[derive(Debug, Clone)]
pub struct Submitted {
    pub place: PlaceRow,
    pub guest_token: String,
}

/// Everything but the text.
struct Envelope {
    parent: Option<CommentId>,
    challenge: Option<Answer>,
    address: Option<IpAddr>,
    moderator: Option<Moderator>,
}

/// Stores a comment with its verdict, or nothing.
///
/// # Errors
/// The refusals of the contract's `POST /v1/articles/{article_id}/comments`.
pub async fn submit(app: &App, submission: Submission, once: Once<'_, Submitted>) -> Result<Reply> {
    let Submission {
        article,
        parent,
        draft,
        challenge,
        address,
        moderator,
    } = submission;
    let home = find_its_home(app, article).await?;
    let scope = (home.site_id, app.clock.now());
    let signed = Signed::new(draft.prepare(), (article, home))?;
    let envelope = Envelope {
        parent,
        challenge,
        address,
        moderator,
    };
    app.writes
        .transaction(async |conn: &mut Connection| {
            let work = async |conn: &mut Connection| accept(conn, app, &signed, &envelope).await;
            once.run(conn, scope, work).await
        })
        .await
}

async fn accept(
    conn: &mut Connection,
    app: &App,
    signed: &Signed,
    envelope: &Envelope,
) -> Result<Submitted> {
    let standing = if envelope.moderator.is_some() {
        AuthorRole::Staff
    } else {
        AuthorRole::Reader
    };
    let parent = match envelope.parent {
        Some(parent) => Some(
            find_parent(conn, signed.site(), signed.article, parent)
                .await?
                .ok_or(Refusal::ParentNotFound)?,
        ),
        None => None,
    };
    let given = Circumstances {
        now: app.clock.now(),
        standing,
        parent: parent.clone(),
        edited: None,
    };
    let Gathered { facts, crowded } = gather(conn, signed, given).await?;
    if standing == AuthorRole::Reader {
        challenge::check(
            conn,
            app,
            facts.policy.challenge,
            envelope.challenge.as_ref(),
        )
        .await?;
    }
    let verdict = judge(&signed.prepared, &facts)?;
    let row = comment_row(app, signed, envelope, (parent, &verdict))?;
    let comment = CommentId(row.comment_id);
    write(conn, app, signed, (&row, &verdict, &crowded)).await?;
    // Only one that is shown at once has a number, which has to be counted.
    let place = if row.visible {
        find_own(conn, comment).await?
    } else {
        Some(PlaceRow::waiting(row))
    };
    let place =
        place.ok_or_else(|| Error::internal("reading a new comment back", "it is not there"))?;
    Ok(Submitted {
        place,
        guest_token: app.secrets.guest_token(comment),
    })
}

fn comment_row(
    app: &App,
    signed: &Signed,
    envelope: &Envelope,
    (parent, verdict): (Option<ParentRow>, &Verdict),
) -> Result<CommentRow> {
    let PreparedComment {
        author, body, html, ..
    } = &signed.prepared;
    // The id first: its time is not after the stored one.
    let comment_id = app.clock.new_id();
    let status = verdict.outcome.status();
    let (mut path, depth) = parent
        .as_ref()
        .map_or((Vec::new(), 0), |p| (p.path.clone(), p.depth + 1));
    path.extend(comment_id.as_bytes());
    let salt = SiteSalt::new(signed.home.salt.clone());
    Ok(CommentRow {
        site_id: signed.home.site_id,
        comment_id,
        article_id: signed.article.0,
        parent_id: parent.map(|parent| parent.comment_id),
        path,
        depth,
        status: status.as_str(),
        visible: status == Status::Approved,
        author_name: author.name.as_str().to_owned(),
        author_email: author.email.expose().to_owned(),
        author_website: author
            .website
            .as_ref()
            .map(|website| website.as_str().to_owned()),
        author_key: signed.author_key.clone(),
        author_ip_hash: envelope.address.map(|address| address_key(address, &salt)),
        moderator_id: envelope
            .moderator
            .as_ref()
            .map(|moderator| moderator.id().0),
        body: body.as_str().to_owned(),
        html: html.clone(),
        policy_version: verdict.policy_version,
        created_at: app.clock.now(),
    })
}

/// The rows of a new comment: itself, what it is known by, why it stands where it stands, and that
/// it came.
async fn write(
    conn: &mut Connection,
    app: &App,
    signed: &Signed,
    (row, verdict, crowded): (&CommentRow, &Verdict, &[i32]),
) -> Result<()> {
    let comment = CommentId(row.comment_id);
    let event = NewEvent {
        site_id: row.site_id,
        kind: EventKind::CommentSubmitted,
        article_id: Some(row.article_id),
        comment_id: Some(row.comment_id),
        payload: json!({ "status": row.status, "version": 1 }),
    };
    let fingerprint = signed.fingerprint_row((comment, row.created_at), crowded);
    insert_new_comment(conn, row, (&fingerprint, &event)).await?;
    insert_findings(conn, &finding_rows(signed.site(), (comment, 1), verdict)).await?;
    let newcomer = Newcomer {
        site: signed.site(),
        article_id: row.article_id,
        comment_id: row.comment_id,
        created_at: row.created_at,
        matches: &verdict.matches,
    };
    join_group(conn, &app.clock, &newcomer).await?;
    Ok(())
}
