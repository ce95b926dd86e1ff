//! Edits a comment for its author: the new text goes through the whole moderation, as if it were
//! new.
//!
//! Only the parent is not checked again, since the place does not change: a comment whose parent
//! was hidden meanwhile can still be corrected. An edit never publishes a comment that waits, and a
//! comment that moderators rejected keeps the text that they saw.

use chrono::Duration;

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::articles::posting_context::find_article_site;
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
use crate::domain::comment::{Author, AuthorName, CommentBody, Website};
use crate::domain::contact::keyed_contacts;
use crate::domain::email::EmailAddress;
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::edited;
use crate::error::{Error, Result};
use crate::flows::comments::facts::{
    CommentFacts, Edited, FactsContext, FingerprintedComment, read_facts,
};
use crate::flows::comments::finding_rows::finding_rows;
use crate::flows::comments::report_finding::write_report_finding;
use crate::flows::duplicates::join::NewMember;
use crate::flows::duplicates::regroup::regroup;
use crate::flows::moderation::apply::{AuditedAction, Branches, Cause, Change, lock_branches};
use crate::moderation::draft::PreparedText;
use crate::moderation::facts::AuthorRole;
use crate::moderation::verdict::{Verdict, judge};
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
/// `Gone` for an erased comment; `EditWindowClosed`; `InvalidTransition` for a comment that is rejected, spam or withdrawn;
/// `NotFound` if it was deleted with its article; else the refusals of posting.
pub(crate) async fn edit(
    app: &App,
    author: Authorship,
    body: CommentBody,
) -> Result<ThreadCommentRow> {
    let text = PreparedText::of(body);
    let comment = author.comment();

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let branches = lock_branches(conn, &[comment]).await?;
            let locked = branches
                .find(comment)
                .ok_or(Refusal::NotFound(Noun::Comment))?;
            let row = find_editable(conn, locked.key()).await?;
            let stored = StoredComment {
                branches: &branches,
                locked,
                row: row.ok_or(Refusal::NotFound(Noun::Comment))?,
            };

            change(conn, app, &stored, text).await?;

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
    text: PreparedText,
) -> Result<()> {
    let article = stored.locked.article_id;
    let site = find_article_site(conn, article)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?;
    let is_same = text.body.as_str() == stored.row.body;
    let contacts_before = keyed_contacts(&stored.row.body, &site.salt);
    let before = Fingerprint::of(
        &Skeleton::of(&stored.row.body),
        &site.salt.of_fingerprints(),
    );
    let comment =
        FingerprintedComment::new(text.signed_by(stored_author(&stored.row)), article, site);

    let context = FactsContext {
        now: app.clock.now(),
        author_role: stored.author_role(),
        parent_id: stored.row.parent_id,
        parent: None,
        edited: Some(Edited {
            comment: stored.locked.comment_id,
            before,
            contacts_before,
        }),
    };
    let facts = read_facts(conn, &comment, context).await?;

    check_open(app, stored, &facts.facts.policy)?;
    if is_same {
        return Ok(());
    }

    let verdict = judge(&comment.prepared, &facts.facts)?;
    write(conn, app, stored, &comment, &verdict, &facts).await
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
