//! An article goes with everything under it, but for decisions, which nothing removes, and events, which go by their age.
//!
//! Statements go in the order of this file: the comments and the article are held first, so that nobody is at work on one
//! and nothing arrives meanwhile.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::prepared::prepared;
use crate::db::schema::{
    articles, comments, duplicate_groups, duplicate_members, duplicate_separations, findings, fingerprints,
    reports, revisions,
};
use crate::domain::ids::{ArticleId, SiteId};
use crate::error::Result;

/// Holds the article's comments until the transaction ends, in the order of their ids, and tells how many there are. By
/// `articles_id_idx` and `comments_article_queue_idx`.
pub async fn lock_comments(conn: &mut Connection, article: ArticleId) -> Result<i64> {
    let statement = "SELECT count(*) AS comments FROM (SELECT 1 FROM comments \
         WHERE (site_id, article_id) = (SELECT site_id, article_id FROM articles WHERE article_id = $1) \
         ORDER BY comment_id FOR NO KEY UPDATE) held";
    let row: Held = sql_query(statement).bind::<SqlUuid, _>(article.0).get_result(conn).await?;
    Ok(row.comments)
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = BigInt)]
    comments: i64,
}

/// The site of the article, which is held until the transaction ends: it does not change and no comment arrives. By
/// `articles_id_idx`.
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
pub async fn count_comments(conn: &mut Connection, (site, article): (SiteId, ArticleId)) -> Result<i64> {
    Ok(comments::table
        .filter(comments::site_id.eq(site.0))
        .filter(comments::article_id.eq(article.0))
        .count()
        .get_result(conn)
        .await?)
}

/// Lets the statements of this transaction take longer: a hundred thousand comments do not go in five seconds.
pub async fn allow_long_statements(conn: &mut Connection) -> Result<()> {
    Ok(conn.batch_execute("SET LOCAL statement_timeout = '60s'").await?)
}

/// The groups with a comment of the article, in the order of their ids, held until the transaction ends: a group
/// that others are joining has its new member before it is counted again. By `duplicate_members_article_idx`.
pub async fn lock_groups(conn: &mut Connection, (site, article): (SiteId, ArticleId)) -> Result<Vec<Uuid>> {
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
pub async fn delete_members(conn: &mut Connection, (site, article): (SiteId, ArticleId)) -> Result<()> {
    let members = duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::article_id.eq(article.0));
    diesel::delete(members).execute(conn).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Group {
    #[diesel(sql_type = SqlUuid)]
    duplicate_group_id: Uuid,
}

/// Counts the groups that still have two members or more, with the oldest of them as the original, and answers
/// which these are.
pub async fn recount_groups(conn: &mut Connection, site: SiteId, groups: &[Uuid]) -> Result<Vec<Uuid>> {
    let statement = "UPDATE duplicate_groups g SET size = m.size, original_comment_id = m.oldest, \
           version = g.version + 1 \
         FROM (SELECT duplicate_group_id, count(*)::integer AS size, \
             (array_agg(comment_id ORDER BY comment_id))[1] AS oldest FROM duplicate_members \
           WHERE site_id = $1 AND duplicate_group_id = ANY($2) \
           GROUP BY duplicate_group_id HAVING count(*) > 1) m \
         WHERE g.site_id = $1 AND g.duplicate_group_id = m.duplicate_group_id \
         RETURNING g.duplicate_group_id";
    let kept: Vec<Group> =
        sql_query(statement).bind::<SqlUuid, _>(site.0).bind::<Array<SqlUuid>, _>(groups).load(conn).await?;
    Ok(kept.into_iter().map(|group| group.duplicate_group_id).collect())
}

/// Empties what members of these groups say about a text that is gone: a match that is no member any more, and,
/// for a group's new original, its match with the earlier one.
pub async fn clear_matches(conn: &mut Connection, site: SiteId, groups: &[Uuid]) -> Result<()> {
    let statement = "UPDATE duplicate_members m SET matched_comment_id = NULL, \
           kind = CASE WHEN g.original_comment_id = m.comment_id THEN NULL ELSE m.kind END, \
           similarity = CASE WHEN g.original_comment_id = m.comment_id THEN NULL ELSE m.similarity END, \
           containment = CASE WHEN g.original_comment_id = m.comment_id THEN NULL ELSE m.containment END, \
           same_author = CASE WHEN g.original_comment_id = m.comment_id THEN NULL ELSE m.same_author END \
         FROM duplicate_groups g \
         WHERE m.site_id = $1 AND m.duplicate_group_id = ANY($2) \
           AND g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id \
           AND (g.original_comment_id = m.comment_id OR NOT EXISTS (SELECT 1 FROM duplicate_members o \
             WHERE o.site_id = m.site_id AND o.comment_id = m.matched_comment_id))";
    sql_query(statement).bind::<SqlUuid, _>(site.0).bind::<Array<SqlUuid>, _>(groups).execute(conn).await?;
    Ok(())
}

/// Dissolves these groups.
pub async fn delete_groups(conn: &mut Connection, site: SiteId, groups: &[Uuid]) -> Result<()> {
    let members = duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::duplicate_group_id.eq_any(groups));
    diesel::delete(members).execute(conn).await?;
    let rows = duplicate_groups::table
        .filter(duplicate_groups::site_id.eq(site.0))
        .filter(duplicate_groups::duplicate_group_id.eq_any(groups));
    diesel::delete(rows).execute(conn).await?;
    Ok(())
}

/// The comments' rows in one table, by `comments_article_queue_idx` and the table's primary or unique key.
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
pub async fn delete_comments(conn: &mut Connection, (site, article): (SiteId, ArticleId)) -> Result<()> {
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
    let rows =
        comments::table.filter(comments::site_id.eq(site.0)).filter(comments::article_id.eq(article.0));
    diesel::delete(rows).execute(conn).await?;
    Ok(())
}

/// Removes the counts of the article and of replies to its comments; by the primary keys.
pub async fn delete_tallies(conn: &mut Connection, (site, article): (SiteId, ArticleId)) -> Result<()> {
    for table in ["tally_changes", "tally_marks"] {
        let statement = format!(
            "DELETE FROM {table} WHERE site_id = $1 AND (list_id = $2 OR list_id IN (\
               SELECT comment_id FROM comments WHERE site_id = $1 AND article_id = $2))"
        );
        prepared(statement).bind::<SqlUuid, _>(site.0).bind::<SqlUuid, _>(article.0).execute(conn).await?;
    }
    Ok(())
}

/// Removes the article itself; by the primary key.
pub async fn delete_article(conn: &mut Connection, (site, article): (SiteId, ArticleId)) -> Result<()> {
    diesel::delete(articles::table.find((site.0, article.0))).execute(conn).await?;
    Ok(())
}
