//! Posts a comment: prepares it, judges it and writes it, all or nothing.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::db::comments::findings::insert_findings;
use crate::db::comments::insert::{NewCommentRow, insert_new_comment};
use crate::db::comments::parent::{ParentRow, find_parent};
use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::insert_contacts;
use crate::db::events::append::NewEvent;
use crate::db::moderation::search_rows::SearchTexts;
use crate::db::threads::comment::ThreadCommentRow;
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::pseudonym::ip_hash;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::blocking::compute_on;
use crate::flows::comments::challenge::{self, Answer};
use crate::flows::comments::facts::{
    CommentFacts, FactsContext, FingerprintedComment, find_article_site_cached, gather_facts,
};
use crate::flows::comments::finding_rows::finding_rows;
use crate::flows::comments::judging::{Judged, judge_comment};
use crate::flows::duplicates::join::{NewMember, join_group};
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::moderation::draft::{Draft, PreparedComment};
use crate::moderation::facts::AuthorRole;
use crate::moderation::verdict::{Verdict, judge_alone};

/// A comment on its way in.
#[derive(Debug, Clone)]
pub struct Submission {
    pub article: ArticleId,
    pub parent: Option<CommentId>,
    pub draft: Draft,
    pub challenge: Option<Answer>,
    pub client_ip: Option<IpAddr>,
    /// The moderator who writes it, if one does: the comment is shown as staff's.
    pub moderator: Option<Moderator>,
}

/// The stored comment as its author sees it.
#[derive(Debug, Clone)]
pub struct Submitted {
    pub comment: ThreadCommentRow,
    pub guest_token: String,
}

/// Stores a comment with its verdict.
///
/// # Errors
/// The refusals of `POST /v1/articles/{article_id}/comments`; then nothing is stored.
pub async fn submit(
    app: &App,
    submission: Submission,
    idempotent: Idempotent<'_, Submitted>,
) -> Result<Reply> {
    let site = find_article_site_cached(app, submission.article).await?;
    let site_id = site.site_id;
    let draft = submission.draft.clone();
    let prepare = move || {
        let prepared = draft.prepare();
        FingerprintedComment::new(prepared, submission.article, site)
    };
    let comment = Arc::new(compute_on(submission.draft.body.size(), prepare).await?);

    let work = async |conn: &mut Connection| accept(conn, app, &submission, &comment).await;
    idempotency::transaction(app, site_id, idempotent, work).await
}

/// Judges a comment and writes it. `comment` is the submission's, under its article.
pub(in crate::flows) async fn accept(
    conn: &mut Connection,
    app: &App,
    submission: &Submission,
    comment: &Arc<FingerprintedComment>,
) -> Result<Submitted> {
    let author_role = if submission.moderator.is_some() {
        AuthorRole::Staff
    } else {
        AuthorRole::Reader
    };

    let parent = match submission.parent {
        Some(parent) => Some(
            find_parent(conn, comment.article_key(), parent)
                .await?
                .ok_or(Refusal::ParentNotFound)?,
        ),
        None => None,
    };
    let context = FactsContext {
        now: app.clock.now(),
        author_role,
        parent_id: submission.parent,
        parent: parent.clone(),
        edited: None,
    };
    let gathered = gather_facts(conn, comment, context).await?;

    if author_role == AuthorRole::Reader {
        let wanted = gathered.facts.policy.challenge;
        challenge::check(conn, app, wanted, submission.challenge.as_ref()).await?;
    }
    judge_alone(&comment.prepared, &gathered.facts)?;

    let facts = gathered.compare(conn, comment).await?;
    let Judged { facts, verdict } = judge_comment(app, comment, facts).await?;

    let row = comment_row(app, submission, comment, parent.as_ref(), &verdict);
    write(conn, app, comment, &row, &verdict, &facts).await?;

    Ok(Submitted {
        guest_token: app.secrets.guest_token(row.comment_id),
        comment: row.into_own_comment(),
    })
}

fn comment_row(
    app: &App,
    submission: &Submission,
    comment: &FingerprintedComment,
    parent: Option<&ParentRow>,
    verdict: &Verdict,
) -> NewCommentRow {
    let PreparedComment { author, body, .. } = &comment.prepared;

    // The id before the time: so the time in the id is not after the stored one.
    let comment_id = CommentId(app.clock.new_id());
    let status = verdict.outcome.status();
    let (mut path, depth) = parent.map_or((Vec::new(), 0), |parent| {
        (parent.path.clone(), parent.depth + 1)
    });
    path.extend(comment_id.as_bytes());

    NewCommentRow {
        site_id: comment.site.site_id,
        comment_id,
        article_id: comment.article,
        parent_id: parent.map(|parent| parent.comment_id),
        path,
        depth,
        status,
        visible: status == Status::Approved,
        author_name: author.name.as_str().to_owned(),
        author_email: author.email.expose().to_owned(),
        author_website: author
            .website
            .as_ref()
            .map(|website| website.as_str().to_owned()),
        author_key: comment.author_key.clone(),
        author_ip_hash: submission
            .client_ip
            .map(|client_ip| ip_hash(client_ip, &comment.site.salt)),
        moderator_id: submission.moderator.as_ref().map(Moderator::id),
        body: body.as_str().to_owned(),
        html: body.html().to_owned(),
        policy_version: verdict.policy_version,
        created_at: app.clock.now(),
        search: SearchTexts::of(body.as_str(), author.name.as_str()),
    }
}

/// Writes the rows of a new comment: the comment, its fingerprint, its event, its findings, its
/// contacts, and its place in a group of duplicates.
async fn write(
    conn: &mut Connection,
    app: &App,
    comment: &FingerprintedComment,
    row: &NewCommentRow,
    verdict: &Verdict,
    facts: &CommentFacts,
) -> Result<()> {
    let payload = json!({ "status": row.status.as_str(), "version": 1 });
    let kind = EventKind::CommentSubmitted;
    let event = NewEvent::of_comment(kind, row.key(), row.article_id, payload);
    let fingerprint = comment.fingerprint_row(row.comment_id, row.created_at, &facts.crowded);
    insert_new_comment(conn, row, &fingerprint, &event).await?;

    insert_findings(conn, &finding_rows(row.key(), 1, verdict)).await?;
    let source = comment.contact_source(row.comment_id, row.created_at, facts.facts.author.role);
    insert_contacts(conn, source, &comment.contacts).await?;

    let member = NewMember {
        site: row.site_id,
        article_id: row.article_id,
        comment_id: row.comment_id,
        created_at: row.created_at,
        matches: &verdict.matches,
    };
    join_group(conn, &app.clock, &member).await?;

    Ok(())
}
