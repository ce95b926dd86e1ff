//! Posts a comment: prepares it, judges it and writes it, all or nothing.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::comments::authorship::find_author;
use crate::db::comments::findings::insert_findings;
use crate::db::comments::insert::{NewCommentRow, insert_new_comment};
use crate::db::comments::parent::{ParentRow, find_parent};
use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::insert_contacts;
use crate::db::events::append::NewEvent;
use crate::db::moderation::search_rows::SearchTexts;
use crate::db::threads::comment::{ThreadCommentRow, find_own_comment};
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::CommentKey;
use crate::domain::proof::Proof;
use crate::domain::pseudonym::ip_hash;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::blocking::compute_on;
use crate::flows::comments::challenge::{Answer, Answered, answer_challenge};
use crate::flows::comments::facts::{
    CommentFacts, FactsContext, FingerprintedComment, find_article_site_cached, gather_facts,
};
use crate::flows::comments::finding_rows::finding_rows;
use crate::flows::comments::judging::{Judged, judge_comment};
use crate::flows::duplicates::join::{NewMember, join_group};
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};
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
    pub writer: Writer,
}

/// Who writes a comment, by the token of the request.
#[derive(Debug, Clone)]
pub enum Writer {
    /// A reader, perhaps with the guest token of an earlier comment: it shows that comment to be
    /// theirs.
    Reader(Option<Authorship>),
    /// The comment is shown as staff's.
    Staff(Moderator),
}

impl Writer {
    const fn role(&self) -> AuthorRole {
        match self {
            Self::Reader(_) => AuthorRole::Reader,
            Self::Staff(_) => AuthorRole::Staff,
        }
    }

    /// The moderator who writes, if one does.
    pub(crate) const fn moderator(&self) -> Option<&Moderator> {
        match self {
            Self::Reader(_) => None,
            Self::Staff(moderator) => Some(moderator),
        }
    }
}

/// The stored comment as its author sees it.
#[derive(Debug, Clone)]
pub struct Submitted {
    pub comment: ThreadCommentRow,
    pub guest_token: String,
}

impl Recallable for Submitted {
    type Receipt = CommentId;

    fn receipt(&self) -> CommentId {
        self.comment.comment_id
    }

    /// A comment that its author withdrew is gone: its text is not sent again.
    async fn recall(conn: &mut Connection, app: &App, comment: CommentId) -> Result<Option<Self>> {
        let stored = find_own_comment(conn, comment)
            .await?
            .filter(|stored| stored.status != Status::Withdrawn && !stored.is_erased);

        Ok(stored.map(|stored| Self {
            comment: ThreadCommentRow {
                number: None,
                ..stored
            },
            guest_token: app.secrets.guest_token(comment),
        }))
    }
}

/// The scope of the idempotency keys of an author under an article. `author` is a pseudonym.
pub(crate) fn create_comment_scope(article: ArticleId, author: &str) -> String {
    format!("create_comment {article} {author}")
}

/// The scope of the idempotency keys of an author under pages, which may have no article yet.
pub(crate) fn create_page_comment_scope(author: &str) -> String {
    format!("create_page_comment {author}")
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

    let answered = answer(app, &submission).await?;
    let work =
        async |conn: &mut Connection| accept(conn, app, &submission, &comment, answered).await;
    idempotency::transaction(app, site_id, idempotent, work).await
}

/// Checks and spends the challenge that was answered, if one was. Before the transaction of the post:
/// a refusal there must not give the challenge back.
pub(in crate::flows) async fn answer(app: &App, submission: &Submission) -> Result<Answered> {
    match &submission.challenge {
        Some(answer) => answer_challenge(app, submission.article, answer).await,
        None => Ok(Answered::Not),
    }
}

/// Judges a comment and writes it. `comment` is the submission's, under its article.
pub(in crate::flows) async fn accept(
    conn: &mut Connection,
    app: &App,
    submission: &Submission,
    comment: &Arc<FingerprintedComment>,
    answered: Answered,
) -> Result<Submitted> {
    // Locked first, and missed last: without the answer to a challenge nobody learns what is there.
    let parent = match submission.parent {
        Some(parent) => find_parent(conn, comment.article_key(), parent).await?,
        None => None,
    };

    let author_role = submission.writer.role();
    let context = FactsContext {
        now: app.clock.now(),
        author_role,
        proof: proof(conn, submission, comment).await?,
        parent_id: submission.parent,
        parent: parent.clone(),
        edited: None,
    };
    let gathered = gather_facts(conn, app, comment, context).await?;

    if author_role == AuthorRole::Reader {
        answered.check(gathered.facts.policy.challenge)?;
    }
    if submission.parent.is_some() && parent.is_none() {
        return Err(Refusal::ParentNotFound.into());
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

/// What the writer has beside an email: the network, and an earlier comment under the same email
/// whose guest token came with the request. A token of another author shows nothing about this one,
/// and neither does a comment by staff.
async fn proof(
    conn: &mut Connection,
    submission: &Submission,
    comment: &FingerprintedComment,
) -> Result<Proof> {
    let network = submission
        .client_ip
        .map(|client_ip| ip_hash(client_ip, &comment.site.salt));
    let proof = Proof::of_network(network);
    let Writer::Reader(Some(guest)) = &submission.writer else {
        return Ok(proof);
    };

    let key = CommentKey {
        site: comment.site.site_id,
        comment: guest.comment(),
    };
    let author = find_author(conn, key).await?;
    let own = author
        .filter(|author| author.author_key == comment.author_key && author.moderator_id.is_none());

    Ok(match own {
        Some(author) => proof.with_own_comment(key.comment, author.author_ip_hash),
        None => proof,
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
        moderator_id: submission.writer.moderator().map(Moderator::id),
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
