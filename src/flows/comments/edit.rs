//! Edits a comment for its author: the new text goes through the whole moderation, as if it were
//! new.
//!
//! Only the parent is not checked again, since the place does not change: a comment whose parent
//! was hidden meanwhile can still be corrected. An edit never publishes a comment that waits, and a
//! comment that moderators rejected keeps the text that they saw.

use std::sync::Arc;

use chrono::Duration;

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::articles::posting_context::{ArticleSite, find_article_site, find_posting_context};
use crate::db::comments::edit::{
    EditableRow, NewRevision, find_editable, insert_revision, update_text,
};
use crate::db::comments::findings::insert_findings;
use crate::db::comments::status_changes::LockedComment;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::replace_contacts;
use crate::db::duplicates::fingerprints::upsert_fingerprint;
use crate::db::duplicates::separations::delete_separation;
use crate::db::moderation::search_rows::{SearchTexts, upsert_search_texts};
use crate::db::threads::comment::{ThreadCommentRow, find_own_comment};
use crate::domain::budgets::{Budget, EDITS_OF_A_COMMENT};
use crate::domain::comment::{Author, AuthorName, CommentBody, Website};
use crate::domain::contact::keyed_contacts;
use crate::domain::email::EmailAddress;
use crate::domain::keys::ArticleKey;
use crate::domain::policy::Policy;
use crate::domain::proof::Proof;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::edited;
use crate::error::{Error, Result};
use crate::flows::accounts::recognise::check_active;
use crate::flows::blocking::compute_on;
use crate::flows::comments::facts::{
    CommentFacts, Edited, FactsContext, FingerprintedComment, gather_facts,
};
use crate::flows::comments::finding_rows::finding_rows;
use crate::flows::comments::judging::{Judged, judge_comment};
use crate::flows::comments::report_finding::write_report_finding;
use crate::flows::duplicates::join::NewMember;
use crate::flows::duplicates::regroup::regroup;
use crate::flows::moderation::apply::{AuditedAction, Branches, Cause, Change, lock_branches};
use crate::moderation::draft::PreparedText;
use crate::moderation::facts::AuthorRole;
use crate::moderation::verdict::{Verdict, judge_alone};
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::Skeleton;

/// The stored comment, locked with its ancestors.
struct StoredComment<'a> {
    branches: &'a Branches,
    locked: &'a LockedComment,
    row: EditableRow,
}

/// Gives the author's comment a new text, and returns the comment as its author sees it. The same
/// text again changes nothing.
///
/// # Errors
/// `Unauthenticated` for a comment by staff whose account is closed; `Gone` for an erased comment;
/// `EditWindowClosed`; `EditedTooOften`; `InvalidTransition` for a comment that is rejected, spam or
/// withdrawn;
/// `NotFound` if it was deleted with its article; else the refusals of posting.
pub(crate) async fn edit(
    app: &App,
    author: Authorship,
    body: CommentBody,
) -> Result<ThreadCommentRow> {
    let comment = author.comment();

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let branches = lock_branches(conn, &[comment]).await?;
            let locked = branches
                .find(comment)
                .ok_or(Refusal::NotFound(Noun::Comment))?;
            let row = find_editable(conn, locked.key())
                .await?
                .ok_or(Refusal::NotFound(Noun::Comment))?;
            check_active(conn, row.moderator_id).await?;

            let stored = StoredComment {
                branches: &branches,
                locked,
                row,
            };

            change(conn, app, &stored, body).await?;

            find_own_comment(conn, comment)
                .await?
                .ok_or_else(|| Error::internal("reading an edited comment back", "it is not there"))
        })
        .await
}

async fn change(
    conn: &mut Connection,
    app: &App,
    stored: &StoredComment<'_>,
    body: CommentBody,
) -> Result<()> {
    let site = find_article_site(conn, stored.locked.article_id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?;

    // What needs no other text comes first: a refused edit takes no locks and compares nothing.
    check_open(app, stored, &find_policy(conn, stored, &site).await?)?;
    if body.as_str() == stored.row.body {
        return Ok(());
    }
    check_quota(app, stored)?;

    let Texts { comment, edited } = fingerprint_texts(stored, body, site).await?;
    let comment = Arc::new(comment);
    let context = FactsContext {
        now: app.clock.now(),
        author_role: stored.author_role(),
        proof: Proof::of_network(None)
            .with_own_comment(stored.locked.comment_id, stored.row.author_ip_hash.clone()),
        parent_id: stored.row.parent_id,
        parent: None,
        edited: Some(edited),
    };
    let gathered = gather_facts(conn, app, &comment, context).await?;
    judge_alone(&comment.prepared, &gathered.facts)?;

    let facts = gathered.compare(conn, &comment).await?;
    let Judged { facts, verdict } = judge_comment(app, &comment, facts).await?;

    write(conn, app, stored, &comment, &verdict, &facts).await
}

/// The new text, and what the present one is found by.
struct Texts {
    comment: FingerprintedComment,
    edited: Edited,
}

async fn fingerprint_texts(
    stored: &StoredComment<'_>,
    body: CommentBody,
    site: ArticleSite,
) -> Result<Texts> {
    let article = stored.locked.article_id;
    let comment = stored.locked.comment_id;
    let author = stored_author(&stored.row);
    let before = stored.row.body.clone();
    let size = body
        .size()
        .saturating_add(u64::try_from(before.len()).unwrap_or(u64::MAX));

    let fingerprint = move || Texts {
        edited: Edited {
            comment,
            before: Fingerprint::of(&Skeleton::of(&before), &site.salt.of_fingerprints()),
            contacts_before: keyed_contacts(&before, &site.salt),
        },
        comment: FingerprintedComment::new(PreparedText::of(body).signed_by(author), article, site),
    };

    compute_on(size, fingerprint).await
}

async fn find_policy(
    conn: &Connection,
    stored: &StoredComment<'_>,
    site: &ArticleSite,
) -> Result<Policy> {
    let key = ArticleKey {
        site: site.site_id,
        article: stored.locked.article_id,
    };
    let context = find_posting_context(conn, key).await?;

    Ok(context.ok_or(Refusal::NotFound(Noun::Article))?.policy)
}

impl StoredComment<'_> {
    const fn author_role(&self) -> AuthorRole {
        if self.row.moderator_id.is_some() {
            AuthorRole::Staff
        } else {
            AuthorRole::Reader
        }
    }
}

/// Checks that the comment may still be edited. The status goes first: if it forbids the edit, the
/// edit window does not matter.
fn check_open(app: &App, stored: &StoredComment<'_>, policy: &Policy) -> Result<()> {
    if stored.row.erased_at.is_some() {
        return Err(Refusal::Gone.into());
    }
    let status = stored.locked.status;
    edited(status, status).ok_or(Refusal::InvalidTransition { status })?;

    let window = Duration::seconds(i64::from(policy.edit_window_seconds));
    if app.clock.now() >= stored.row.created_at + window {
        return Err(Refusal::EditWindowClosed.into());
    }

    Ok(())
}

/// Checks that the comment has room for another revision, of which each is kept.
fn check_quota(app: &App, stored: &StoredComment<'_>) -> Result<()> {
    if stored.row.revision <= EDITS_OF_A_COMMENT {
        return Ok(());
    }

    app.budgets.note(Budget::EditsOfComment);
    Err(Refusal::EditedTooOften {
        edits: EDITS_OF_A_COMMENT,
    }
    .into())
}

/// Writes the new revision with its fingerprint, contacts and findings, then the group and the status that
/// follow from them.
async fn write(
    conn: &mut Connection,
    app: &App,
    stored: &StoredComment<'_>,
    comment: &FingerprintedComment,
    verdict: &Verdict,
    facts: &CommentFacts,
) -> Result<()> {
    let key = stored.locked.key();
    let text = text_row(app, stored, comment, verdict);
    insert_revision(conn, &text).await?;
    update_text(conn, &text).await?;
    let search = SearchTexts::of(&text.body, &stored.row.author_name);
    upsert_search_texts(conn, key, &search).await?;

    let created_at = stored.row.created_at;
    let fingerprint = comment.fingerprint_row(key.comment, created_at, &facts.crowded);
    upsert_fingerprint(conn, &fingerprint).await?;

    let source = comment.contact_source(key.comment, created_at, stored.author_role());
    replace_contacts(conn, source, &comment.contacts).await?;

    insert_findings(conn, &finding_rows(key, text.revision, verdict)).await?;
    write_report_finding(conn, key, text.revision).await?;

    let member = NewMember {
        site: key.site,
        article_id: stored.locked.article_id,
        comment_id: key.comment,
        created_at,
        matches: &verdict.matches,
    };
    delete_separation(conn, key).await?;
    regroup(conn, &app.clock, &member).await?;

    let status = stored.locked.status;
    let status_after =
        edited(status, verdict.outcome.status()).ok_or(Refusal::InvalidTransition { status })?;
    let cause = Cause::by_author(AuditedAction::Edit);
    let change = Change {
        comment: stored.locked,
        status_after,
    };
    stored
        .branches
        .apply(conn, &app.clock, &cause, &[change])
        .await?;

    Ok(())
}

fn text_row(
    app: &App,
    stored: &StoredComment<'_>,
    comment: &FingerprintedComment,
    verdict: &Verdict,
) -> NewRevision {
    NewRevision {
        site_id: stored.locked.site_id,
        comment_id: stored.locked.comment_id,
        revision: stored.row.revision + 1,
        body: comment.prepared.body.as_str().to_owned(),
        html: comment.prepared.body.html().to_owned(),
        policy_version: verdict.policy_version,
        edited_at: app.clock.now(),
    }
}

/// The author as stored with the comment, perhaps by rules that have changed since.
fn stored_author(row: &EditableRow) -> Author {
    Author {
        name: AuthorName::from_stored(row.author_name.clone()),
        email: EmailAddress::from_stored(&row.author_email),
        website: row.author_website.clone().map(Website::from_stored),
    }
}
