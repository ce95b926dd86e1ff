//! An author changes their comment: the new text goes through the whole moderation, as if it were
//! new.
//!
//! Only its place is not judged again, since it does not change: a comment whose parent was hidden
//! meanwhile can still be corrected. An edit never publishes what waits, and what moderators turned
//! down stays as they saw it.

use chrono::Duration;

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::articles::find_home;
use crate::db::connect::Connection;
use crate::db::findings::insert_findings;
use crate::db::fingerprints::upsert_fingerprint;
use crate::db::group_changes::delete_separation;
use crate::db::own_comments::{OwnRow, TextRow, find_own_row, insert_text_revision, update_text};
use crate::db::places::LockedComment;
use crate::db::thread_page::{PlaceRow, find_own};
use crate::domain::comment::{Author, AuthorName, CommentBody, EmailAddress, Website};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::domain::refusal::{Invalid, Noun, Refusal};
use crate::domain::status::edited;
use crate::error::{Error, Result};
use crate::flows::carry_out::{Branches, Deed, carry_out, lock_branches};
use crate::flows::gather::{
    Circumstances, Edited, Gathered, Signed, gather, read_status, text_salt,
};
use crate::flows::group::Newcomer;
use crate::flows::regroup::regroup;
use crate::flows::reported::note_reports;
use crate::flows::verdict_rows::finding_rows;
use crate::moderation::draft::PreparedText;
use crate::moderation::facts::AuthorRole;
use crate::moderation::verdict::{Verdict, judge};
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::Skeleton;

/// A comment in the hands of its author.
struct Own<'a> {
    branches: &'a Branches,
    locked: &'a LockedComment,
    row: OwnRow,
}

/// Gives the author's comment a new text, and returns it as its author sees it. The present text
/// changes nothing.
///
/// # Errors
/// `EditWindowClosed`, `InvalidTransition` for a comment that is rejected, spam or withdrawn,
/// `NotFound` when it was deleted with its article; else the refusals of posting.
pub async fn edit(app: &App, author: Authorship, body: CommentBody) -> Result<PlaceRow> {
    let text = PreparedText::of(body);
    let comment = author.comment();
    app.writes
        .transaction(async |conn: &mut Connection| {
            let branches = lock_branches(conn, &[comment]).await?;
            let locked = branches
                .find(comment)
                .ok_or(Refusal::NotFound(Noun::Comment))?;
            let row = find_own_row(conn, SiteId(locked.site_id), comment).await?;
            let row = row.ok_or(Refusal::NotFound(Noun::Comment))?;
            change(
                conn,
                app,
                &Own {
                    branches: &branches,
                    locked,
                    row,
                },
                text,
            )
            .await?;
            let place = find_own(conn, comment).await?;
            place
                .ok_or_else(|| Error::internal("reading an edited comment back", "it is not there"))
        })
        .await
}

async fn change(conn: &mut Connection, app: &App, own: &Own<'_>, text: PreparedText) -> Result<()> {
    let article = ArticleId(own.locked.article_id);
    let home = find_home(conn, article)
        .await?
        .ok_or(Refusal::NotFound(Noun::Article))?;
    let is_same = text.body.as_str() == own.row.body;
    let signed = Signed::new(text.signed_by(stored_author(&own.row)?), (article, home))?;
    let standing = if own.row.moderator_id.is_some() {
        AuthorRole::Staff
    } else {
        AuthorRole::Reader
    };
    let before = Fingerprint::of(&Skeleton::of(&own.row.body), &text_salt(&signed.home.salt)?);
    let edited = Some(Edited {
        comment: CommentId(own.locked.comment_id),
        before,
    });
    let given = Circumstances {
        now: app.clock.now(),
        standing,
        parent: None,
        edited,
    };
    let Gathered { facts, crowded } = gather(conn, &signed, given).await?;
    check_open(app, own, &facts.policy)?;
    if is_same {
        return Ok(());
    }
    let verdict = judge(&signed.prepared, &facts)?;
    write(conn, app, own, (&signed, &verdict, &crowded)).await
}

/// Whether the comment may still be edited at all: its status first, since no waiting would help
/// there.
fn check_open(app: &App, own: &Own<'_>, policy: &Policy) -> Result<()> {
    let status = read_status(&own.locked.status)?;
    edited(status, status).ok_or(Refusal::InvalidTransition { status })?;
    let window = Duration::seconds(i64::from(policy.edit_window_seconds));
    if app.clock.now() >= own.row.created_at + window {
        return Err(Refusal::EditWindowClosed.into());
    }
    Ok(())
}

async fn write(
    conn: &mut Connection,
    app: &App,
    own: &Own<'_>,
    (signed, verdict, crowded): (&Signed, &Verdict, &[i32]),
) -> Result<()> {
    let (site, comment) = (signed.site(), CommentId(own.locked.comment_id));
    let text = text_row(app, own, (signed, verdict));
    insert_text_revision(conn, &text).await?;
    update_text(conn, &text).await?;
    upsert_fingerprint(
        conn,
        &signed.fingerprint_row((comment, own.row.created_at), crowded),
    )
    .await?;
    insert_findings(conn, &finding_rows(site, (comment, text.revision), verdict)).await?;
    note_reports(conn, site, (comment, text.revision)).await?;
    let member = Newcomer {
        site,
        article_id: own.locked.article_id,
        comment_id: comment.0,
        created_at: own.row.created_at,
        matches: &verdict.matches,
    };
    delete_separation(conn, site, comment).await?;
    regroup(conn, &app.clock, &member).await?;
    let status = read_status(&own.locked.status)?;
    let after =
        edited(status, verdict.outcome.status()).ok_or(Refusal::InvalidTransition { status })?;
    let deed = Deed {
        action: "edit",
        ..Deed::default()
    };
    carry_out(
        conn,
        &app.clock,
        (own.branches, &deed),
        &[(own.locked, after)],
    )
    .await?;
    Ok(())
}

fn text_row(app: &App, own: &Own<'_>, (signed, verdict): (&Signed, &Verdict)) -> TextRow {
    TextRow {
        site_id: own.locked.site_id,
        comment_id: own.locked.comment_id,
        revision: own.row.revision + 1,
        body: signed.prepared.body.as_str().to_owned(),
        html: signed.prepared.html.clone(),
        policy_version: verdict.policy_version,
        edited_at: app.clock.now(),
    }
}

/// The author as the comment was signed.
fn stored_author(row: &OwnRow) -> Result<Author> {
    let unreadable = |fault: Invalid| Error::internal("a stored author", fault.detail);
    let website = row
        .author_website
        .as_deref()
        .map(|website| Website::parse(website, ""))
        .transpose();
    Ok(Author {
        name: AuthorName::parse(&row.author_name, "").map_err(unreadable)?,
        email: EmailAddress::parse(&row.author_email, "").map_err(unreadable)?,
        website: website.map_err(unreadable)?,
    })
}
