//! An article goes with everything under it, but for decisions, which nothing removes, and events,
//! which go by their age.
//!
//! Statements go in the order of this file: the comments and the article are held first, so that
//! nobody is at work on one and nothing arrives meanwhile.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{
    articles, comments, duplicate_groups, duplicate_members, duplicate_separations, findings,
    fingerprints, reports, revisions,
};
use crate::domain::ids::{ArticleId, SiteId};
use crate::error::Result;

/// Holds the article's comments until the transaction ends, in the order of their ids, and tells
/// how many there are. By `articles_id_idx` and `comments_article_queue_idx`.
pub async fn lock_comments(conn: &mut Connection, article: ArticleId) -> Result<i64> {
    let statement = "SELECT count(*) AS comments FROM (SELECT 1 FROM comments \
         WHERE (site_id, article_id) = (SELECT site_id, article_id FROM articles WHERE article_id = $1) \
         ORDER BY comment_id FOR NO KEY UPDATE) held";
    let row: Held = sql_query(statement)
        .bind::<SqlUuid, _>(article.0)
        .get_result(conn)
        .await?;
    Ok(row.comments)
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = BigInt)]
    comments: i64,
}

/// The site of the article, which is held until the transaction ends: it does not change and no
/// comment arrives. By `articles_id_idx`.
pub async fn lock_article(conn: &mut Connection, article: ArticleId) -> Result<Option<Uuid>> {
    Ok(articles::table
        .filter(articles::article_id.eq(article.0))
        .select(articles::site_id)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// How many comments of any status the article has; by `comments_article_queue_idx`.
pub async fn count_comments(
    conn: &mut Connection,
    (site, article): (SiteId, ArticleId),
) -> Result<i64> {
    Ok(comments::table
        .filter(comments::site_id.eq(site.0))
        .filter(comments::article_id.eq(article.0))
        .count()
        .get_result(conn)
        .await?)
}

/// Lets the statements of this transaction take longer: a hundred thousand comments do not go in
/// five seconds.
pub async fn allow_long_statements(conn: &mut Connection) -> Result<()> {
    Ok(conn
        .batch_execute("SET LOCAL statement_timeout = '60s'")
        .await?)
}

/// The groups with a comment of the article, in the order of their ids, held until the transaction
/// ends: a group that others are joining has its new member before it is counted again. By
/// `duplicate_members_article_idx`.
pub async fn lock_groups(
    conn: &mut Connection,
    (site, article): (SiteId, ArticleId),
) -> Result<Vec<Uuid>> {
    let of_article = duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::article_id.eq(article.0))
        .select(duplicate_members::duplicate_group_id);
    Ok(duplicate_groups::table
        .filter(duplicate_groups::site_id.eq(site.0))
        .filter(duplicate_groups::duplicate_group_id.eq_any(of_article))
        .order(duplicate_groups::duplicate_group_id)
        .select(duplicate_groups::duplicate_group_id)
        .for_update()
        .load(conn)
        .await?)
}

/// Takes the article's comments out of their groups.
pub async fn delete_members(
    conn: &mut Connection,
    (site, article): (SiteId, ArticleId),
) -> Result<()> {
    let members = duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::article_id.eq(article.0));
    diesel::delete(members).execute(conn).await?;
    Ok(())
}

/// The comments' rows in one table, by `comments_article_queue_idx` and the table's primary or
/// unique key.
macro_rules! delete_of_comments {
    ($conn:ident, $site:ident, $article:ident, $($table:ident),+) => {$({
        let of_article = comments::table
            .filter(comments::site_id.eq($site.0))
            .filter(comments::article_id.eq($article.0))
            .select(comments::comment_id);
        let rows = $table::table.filter($table::site_id.eq($site.0)).filter($table::comment_id.eq_any(of_article));
        diesel::delete(rows).execute($conn).await?;
    })+};
}

/// Removes the article's comments with their texts, findings, fingerprints and reports.
pub async fn delete_comments(
    conn: &mut Connection,
    (site, article): (SiteId, ArticleId),
) -> Result<()> {
    delete_of_comments!(
        conn,
        site,
        article,
        duplicate_separations,
        findings,
        fingerprints,
        reports,
        revisions
    );
    let rows = comments::table
        .filter(comments::site_id.eq(site.0))
        .filter(comments::article_id.eq(article.0));
    diesel::delete(rows).execute(conn).await?;
    Ok(())
}

/// Removes the counts of the article and of replies to its comments; by the primary keys.
pub async fn delete_tallies(
    conn: &mut Connection,
    (site, article): (SiteId, ArticleId),
) -> Result<()> {
    for table in ["tally_changes", "tally_marks"] {
        let statement = format!(
            "DELETE FROM {table} WHERE site_id = $1 AND (list_id = $2 OR list_id IN (\
               SELECT comment_id FROM comments WHERE site_id = $1 AND article_id = $2))"
        );
        prepared(statement)
            .bind(site.0)
            .bind(article.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Removes the article itself; by the primary key.
pub async fn delete_article(
    conn: &mut Connection,
    (site, article): (SiteId, ArticleId),
) -> Result<()> {
    diesel::delete(articles::table.find((site.0, article.0)))
        .execute(conn)
        .await?;
    Ok(())
}
