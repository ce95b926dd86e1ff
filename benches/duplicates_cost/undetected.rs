//! The submission of a comment without detection, as the reference for `flows::submit`: the same
//! reads in one round trip and the same rows in one statement, in one transaction, but no locks on
//! keys, no look-up and no comparison.

use chrono::{DateTime, Utc};
use diesel_async::RunQueryDsl;
use moderato::app::App;
use moderato::db::articles::posting_context::find_posting_context;
use moderato::db::comments::insert::{
    NEW_COMMENT, NewCommentRow, insert_new_comment, with_comment,
};
use moderato::db::connection::connect::Connection;
use moderato::db::events::append::NewEvent;
use moderato::db::moderation::search_rows::SearchTexts;
use moderato::domain::event::EventKind;
use moderato::domain::ids::{ArticleId, CommentId};
use moderato::domain::keys::{ArticleKey, CommentKey};
use moderato::domain::pseudonym::author_key;
use moderato::domain::status::Status;
use moderato::error::Result;
use moderato::flows::comments::facts::{FingerprintedComment, find_article_site_cached};
use moderato::moderation::draft::{Draft, PreparedComment};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fingerprint {
    Written,
    Missing,
}

/// A comment to store.
struct NewComment {
    article: ArticleKey,
    author_key: Vec<u8>,
    id: CommentId,
    created_at: DateTime<Utc>,
}

/// Stores a comment.
///
/// # Errors
/// `NotFound` without the article, `Internal` if the database fails.
pub async fn submit_undetected(
    app: &App,
    article: ArticleId,
    draft: Draft,
    fingerprint: Fingerprint,
) -> Result<()> {
    let prepared = draft.prepare();
    let site = find_article_site_cached(app, article).await?;
    let key = ArticleKey {
        site: site.site_id,
        article,
    };
    let author_key = author_key(&prepared.author.email, &site.salt);
    let fingerprinted = match fingerprint {
        Fingerprint::Written => Some(FingerprintedComment::new(prepared.clone(), article, site)),
        Fingerprint::Missing => None,
    };

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let conn = &*conn;
            find_posting_context(conn, key).await?;

            let comment = NewComment {
                article: key,
                author_key,
                id: CommentId(app.clock.new_id()),
                created_at: app.clock.now(),
            };
            let row = comment.row(prepared);
            let event = submitted_event(&row);

            match &fingerprinted {
                Some(comment) => {
                    let fingerprint = comment.fingerprint_row(row.comment_id, row.created_at, &[]);
                    insert_new_comment(conn, &row, &fingerprint, &event).await
                }
                None => insert_without_fingerprint(conn, &row, &event).await,
            }
        })
        .await
}

/// Runs the statement of `insert_new_comment` without its part for fingerprints.
async fn insert_without_fingerprint(
    mut conn: &Connection,
    row: &NewCommentRow,
    event: &NewEvent,
) -> Result<()> {
    let (begin, rest) = NEW_COMMENT.split_once(", fingerprint AS (").unwrap();
    let (_, end) = rest.split_once("$25, $18)\n)").unwrap();
    let end = end.replace("$26", "$22").replace("$27", "$23");

    with_comment(format!("{begin} {end}"), row)
        .bind(event.kind)
        .bind(&event.payload)
        .execute(&mut conn)
        .await?;

    Ok(())
}

impl NewComment {
    fn row(self, prepared: PreparedComment) -> NewCommentRow {
        let search = SearchTexts::of(prepared.body.as_str(), prepared.author.name.as_str());

        NewCommentRow {
            site_id: self.article.site,
            comment_id: self.id,
            article_id: self.article.article,
            parent_id: None,
            path: self.id.0.as_bytes().to_vec(),
            depth: 0,
            status: Status::Pending,
            visible: false,
            author_name: prepared.author.name.as_str().to_owned(),
            author_email: prepared.author.email.expose().to_owned(),
            author_website: None,
            author_key: self.author_key,
            author_ip_hash: None,
            moderator_id: None,
            body: prepared.body.as_str().to_owned(),
            html: prepared.body.html().to_owned(),
            policy_version: 1,
            created_at: self.created_at,
            search,
        }
    }
}

fn submitted_event(row: &NewCommentRow) -> NewEvent {
    let comment = CommentKey {
        site: row.site_id,
        comment: row.comment_id,
    };
    let payload = serde_json::json!({ "status": row.status.as_str(), "version": 1 });

    NewEvent::of_comment(
        EventKind::CommentSubmitted,
        comment,
        row.article_id,
        payload,
    )
}
