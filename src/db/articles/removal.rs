//! Removing an article with everything under it, but for decisions, which are never removed, and
//! events, which expire by their age.
//!
//! Run the statements in the order of this file: with the comments and the article locked first,
//! no other transaction changes a comment or adds one meanwhile.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde::Serialize;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{
    articles, comment_search, comments, contacts, duplicate_groups, duplicate_members,
    duplicate_separations, findings, fingerprints, reports, revisions,
};
use crate::domain::ids::{ArticleId, DuplicateGroupId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::error::Result;

/// Locks the article's comments until the transaction ends, in the order of their ids, and returns
/// their number. By `articles_id_idx` and `comments_article_queue_idx`.
pub(crate) async fn lock_comments(conn: &mut Connection, article: ArticleId) -> Result<i64> {
    let row: LockedComments = sql_query(include_str!("lock_comments.sql"))
        .bind::<SqlUuid, _>(article)
        .get_result(conn)
        .await?;

    Ok(row.comments)
}

#[derive(QueryableByName)]
struct LockedComments {
    #[diesel(sql_type = BigInt)]
    comments: i64,
}

/// Locks the article until the transaction ends, so that it does not change and no comment is
/// added, and returns its site. By `articles_id_idx`.
pub(crate) async fn lock_article(
    conn: &mut Connection,
    article: ArticleId,
) -> Result<Option<SiteId>> {
    Ok(articles::table
        .filter(articles::article_id.eq(article))
        .select(articles::site_id)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// The number of comments of any status of the article; by `comments_article_queue_idx`.
pub(crate) async fn count_comments(conn: &mut Connection, article: ArticleKey) -> Result<i64> {
    Ok(comments::table
        .filter(comments::site_id.eq(article.site))
        .filter(comments::article_id.eq(article.article))
        .count()
        .get_result(conn)
        .await?)
}

/// Lets the statements of this transaction take up to a minute: deleting a hundred thousand
/// comments takes longer than the usual five seconds.
pub(crate) async fn allow_long_statements(conn: &mut Connection) -> Result<()> {
    Ok(conn
        .batch_execute("SET LOCAL statement_timeout = '60s'")
        .await?)
}

/// Locks the groups with a comment of the article until the transaction ends, in the order of their
/// ids: a transaction that adds a member commits before the group is counted again. By
/// `duplicate_members_article_idx`.
pub(crate) async fn lock_groups(
    conn: &mut Connection,
    article: ArticleKey,
) -> Result<Vec<DuplicateGroupId>> {
    let of_article = duplicate_members::table
        .filter(duplicate_members::site_id.eq(article.site))
        .filter(duplicate_members::article_id.eq(article.article))
        .select(duplicate_members::duplicate_group_id);

    Ok(duplicate_groups::table
        .filter(duplicate_groups::site_id.eq(article.site))
        .filter(duplicate_groups::duplicate_group_id.eq_any(of_article))
        .order(duplicate_groups::duplicate_group_id)
        .select(duplicate_groups::duplicate_group_id)
        .for_update()
        .load(conn)
        .await?)
}

/// Takes the article's comments out of their groups.
pub(crate) async fn delete_members(conn: &mut Connection, article: ArticleKey) -> Result<()> {
    let members = duplicate_members::table
        .filter(duplicate_members::site_id.eq(article.site))
        .filter(duplicate_members::article_id.eq(article.article));

    diesel::delete(members).execute(conn).await?;

    Ok(())
}

/// Deletes the counts of the article and of the replies to its comments; by the primary keys.
pub(crate) async fn delete_tallies(conn: &mut Connection, article: ArticleKey) -> Result<()> {
    let statements = [
        include_str!("delete_tally_changes.sql"),
        include_str!("delete_tally_marks.sql"),
    ];

    for statement in statements {
        prepared(statement)
            .bind(article.site)
            .bind(article.article)
            .execute(conn)
            .await?;
    }

    Ok(())
}

/// Deletes the rows of the article's comments in each table, by `comments_article_queue_idx` and
/// the table's primary or unique key.
macro_rules! delete_of_comments {
    ($conn:ident, $article:ident, $removed:ident, $($table:ident),+ $(,)?) => {$({
        let of_article = comments::table
            .filter(comments::site_id.eq($article.site))
            .filter(comments::article_id.eq($article.article))
            .select(comments::comment_id);
        let rows = $table::table
            .filter($table::site_id.eq($article.site))
            .filter($table::comment_id.eq_any(of_article));

        let deleted = diesel::delete(rows).execute($conn).await?;
        $removed.0.insert(stringify!($table), deleted);
    })+};
}

/// The numbers of rows that were deleted with an article, by table.
#[derive(Debug, Default, Serialize)]
pub(crate) struct RemovedRows(BTreeMap<&'static str, usize>);

/// Deletes the article's comments with their texts, search forms, contacts, findings, fingerprints
/// and reports.
pub(crate) async fn delete_comments(
    conn: &mut Connection,
    article: ArticleKey,
) -> Result<RemovedRows> {
    let mut removed = RemovedRows::default();
    delete_of_comments!(
        conn,
        article,
        removed,
        comment_search,
        contacts,
        duplicate_separations,
        findings,
        fingerprints,
        reports,
        revisions,
    );

    let rows = comments::table
        .filter(comments::site_id.eq(article.site))
        .filter(comments::article_id.eq(article.article));

    let deleted = diesel::delete(rows).execute(conn).await?;
    removed.0.insert("comments", deleted);

    Ok(removed)
}

/// Deletes the article itself; by the primary key.
pub(crate) async fn delete_article(conn: &mut Connection, article: ArticleKey) -> Result<()> {
    diesel::delete(articles::table.find((article.site, article.article)))
        .execute(conn)
        .await?;

    Ok(())
}
