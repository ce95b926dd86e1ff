//! Reads one comment for moderators, with its findings, duplicates, decisions, revisions and
//! reports.

use std::sync::Arc;

use crate::app::App;
use crate::app::budget_hits::BudgetHits;
use crate::db::articles::posting_context::find_article_site;
use crate::db::comments::findings::{FindingRow, list_findings};
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, list_decisions_about};
use crate::db::moderation::detail::{
    DuplicateRow, ReportRow, RevisionRow, list_duplicates, list_reports, list_revisions,
};
use crate::db::moderation::queue::{ModeratedRow, find_moderated};
use crate::db::sites::site::find_policy;
use crate::domain::budgets::Budget;
use crate::domain::contact::keyed_contacts;
use crate::domain::ids::CommentId;
use crate::domain::keys::CommentKey;
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::blocking::compute;
use crate::flows::moderation::compare_texts::{
    ComparedText, TextComparison, diff_budget, note_differences,
};
use crate::flows::moderation::contact_uses::{ContactsToLookUp, others_since};
use crate::flows::moderation::shortening::{DetailList, DiffRoom, Shortened};
use crate::moderation::comparison::DuplicateLimits;
use crate::moderation::facts::SharedContact;

/// A comment with everything that moderators may know about it.
#[derive(Debug)]
pub(crate) struct Moderated {
    pub comment: ModeratedRow,
    /// The findings about all its texts.
    pub findings: Vec<FindingRow>,
    /// The contacts in the present text.
    pub contacts: Vec<SharedContact>,
    pub duplicates: Vec<Duplicate>,
    pub decisions: Vec<DecisionRow>,
    /// The last ones before the number that the request names.
    pub revisions: Vec<RevisionRow>,
    pub reports: Vec<ReportRow>,
    /// The lists that have less than there is.
    pub shortened: Shortened,
}

/// Another comment that is in the same group of duplicates, or that a finding names.
#[derive(Debug)]
pub(crate) struct Duplicate {
    pub comment: DuplicateRow,
    /// The comparison of that comment's text with the text of this one.
    pub comparison: TextComparison,
    /// How much later this comment was written; negative if it was written earlier.
    pub age_seconds: i64,
}

/// One comment in any status, with its last revisions before that number.
///
/// # Errors
/// `NotFound` if there is none.
pub(crate) async fn read_moderated(
    app: &App,
    _: &Moderator,
    comment: CommentId,
    revisions_before: i32,
) -> Result<Moderated> {
    let mut conn = app.database.primary.get().await?;
    let row = find_moderated(&mut conn, comment)
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let key = CommentKey {
        site: row.thread_comment.site_id,
        comment,
    };

    let findings = list_findings(&mut conn, key).await?;
    let decisions = list_decisions_about(&mut conn, key).await?;
    let revisions = list_revisions(&mut conn, key, revisions_before).await?;
    let reports = list_reports(&mut conn, key).await?;
    let noted = noted_comments(&findings, row.revision);
    let duplicates = list_duplicates(&mut conn, key, &noted).await?;
    let policy = find_policy(&mut conn, key.site).await?;
    let contacts = look_up_contacts(app, &mut conn, &row, &policy).await?;

    // Comparing texts takes longer than the reads. Other requests use the connection meanwhile.
    drop(conn);
    let budgets = Arc::clone(&app.budgets);
    let limits = DuplicateLimits::of(&policy);
    let shorten = move || {
        let mut shortened = Shortened::default();
        let mut moderated = Moderated {
            duplicates: compare_duplicates(&row, &limits, duplicates, &budgets, &mut shortened),
            comment: row,
            findings,
            contacts,
            decisions,
            revisions,
            reports,
            shortened,
        };
        moderated.shorten();
        if !moderated.shortened.is_empty() {
            budgets.note(Budget::PageBytes);
        }

        moderated
    };

    compute(shorten).await
}

impl Moderated {
    /// Leaves out what would make the answer larger than a page.
    fn shorten(&mut self) {
        let shortened = &mut self.shortened;

        shortened.findings(&mut self.findings);
        shortened.decisions(&mut self.decisions);
        shortened.revisions(&mut self.revisions);
        shortened.reports(&mut self.reports);
    }
}

async fn look_up_contacts(
    app: &App,
    conn: &mut Connection,
    row: &ModeratedRow,
    policy: &Policy,
) -> Result<Vec<SharedContact>> {
    let comment = &row.thread_comment;
    let site = find_article_site(conn, comment.article_id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let contacts = keyed_contacts(&comment.body, &site.salt);

    let look_up = ContactsToLookUp {
        site: site.site_id,
        salt: &site.salt,
        article: Some(comment.article_id),
        author_key: &row.author_key,
        contacts: &contacts,
        except: Some(comment.comment_id),
        since: others_since(policy, app.clock.now()),
    };
    look_up.look_up(conn).await
}

/// The comments that findings about the present text name.
fn noted_comments(findings: &[FindingRow], revision: i32) -> Vec<CommentId> {
    let about_present_text = findings
        .iter()
        .filter(|finding| finding.revision == revision);

    about_present_text
        .filter_map(|finding| finding.evidence.get("comment_id")?.as_str()?.parse().ok())
        .map(CommentId)
        .collect()
}

fn compare_duplicates(
    comment: &ModeratedRow,
    limits: &DuplicateLimits,
    duplicates: Vec<DuplicateRow>,
    budgets: &BudgetHits,
    shortened: &mut Shortened,
) -> Vec<Duplicate> {
    let text = ComparedText::of(comment);
    let written_at = comment.thread_comment.created_at;

    let mut budget = diff_budget();
    let mut room = DiffRoom::new();

    let duplicate = |other: DuplicateRow| {
        let has_room = room.has_room(&other.body, text.body());
        let mut comparison = ComparedText::new(&other.body, &other.author_key).compare_with(
            &text,
            limits,
            has_room.then_some(&mut budget),
        );
        comparison.diff = comparison.diff.filter(|diff| room.take(diff));
        if comparison.diff.is_none() {
            shortened.note(DetailList::Duplicates);
        }

        Duplicate {
            comparison,
            age_seconds: (written_at - other.created_at).num_seconds(),
            comment: other,
        }
    };

    let compared = duplicates.into_iter().map(duplicate).collect();
    note_differences(budgets, &budget);

    compared
}
