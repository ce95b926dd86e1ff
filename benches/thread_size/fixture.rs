//! A database with one long thread and other lists around it, and the service's flows on it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use moderato::app::App;
use moderato::clock::Clock;
use moderato::domain::ids::{ArticleId, CommentId};
use tokio_postgres::Client;
use uuid::Uuid;

use super::large::Filling;
use super::support::app::{build_app, settle_lists};
use super::support::postgres::{Postgres, connect};
use super::support::rows::{self, DEFAULT_SITE, insert_articles};

/// How many rows there are of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Approved comments of the thread.
    pub comments: i64,
    pub pending: i64,
    /// To one comment of another thread.
    pub replies: i64,
    pub articles: usize,
    pub groups: i64,
}

impl Size {
    pub const SMALL: Self = Self {
        comments: 100,
        pending: 100,
        replies: 100,
        articles: 30,
        groups: 30,
    };

    pub fn large(comments: i64) -> Self {
        Self {
            comments,
            pending: comments / 100,
            replies: comments / 10,
            articles: usize::try_from(comments / 100).unwrap(),
            groups: comments / 20,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} comments, {} pending, {} replies",
            self.comments, self.pending, self.replies
        )
    }
}

pub struct Fixture {
    pub app: Arc<App>,
    pub sql: Client,
    pub size: Size,
    /// The article with the thread.
    pub article: ArticleId,
    /// The comment with the replies, under another article.
    pub crowded: CommentId,
    pub articles: Vec<Uuid>,
}

/// The times of the first comments, in milliseconds: they order the ids of what is filled in.
const APPROVED_FROM: i64 = 1_780_000_000_000;
const PENDING_FROM: i64 = 1_785_000_000_000;
const OTHER_THREAD_FROM: i64 = 1_787_000_000_000;
const REPLIES_FROM: i64 = 1_788_000_000_000;

/// Each post is published at once.
const NO_MODERATION: &str = "UPDATE sites SET policy = policy || '{\"mode\": \"none\"}'";

const DECISIONS_AND_GROUPS: &str = "\
    INSERT INTO decisions (site_id, decision_id, article_id, comment_id, action, status_before, status_after, version, \
      created_at) SELECT site_id, comment_id, article_id, comment_id, 'approve', 'pending', 'approved', 2, now() \
    FROM comments; \
    INSERT INTO duplicate_groups (site_id, duplicate_group_id, original_comment_id, state, size, first_at, last_at) \
    SELECT site_id, comment_id, comment_id, 'open', 3, now(), now() FROM comments WHERE depth = 0 LIMIT COUNT; \
    INSERT INTO duplicate_members (site_id, comment_id, duplicate_group_id, article_id, created_at) \
    SELECT c.site_id, c.comment_id, g.duplicate_group_id, c.article_id, now() FROM duplicate_groups g JOIN comments c \
      ON c.site_id = g.site_id AND substr(encode(c.path, 'hex'), 1, 32)::uuid = g.duplicate_group_id \
    WHERE c.depth < 3 ON CONFLICT DO NOTHING";

impl Fixture {
    pub async fn prepare(postgres: &Postgres, database: &str, size: Size) -> Self {
        let begun = Instant::now();
        let url = postgres.create_database(database).await;
        let app = build_app(&url, postgres.scratch().path(), Clock::system()).await;
        let sql = connect(&url).await;

        sql.batch_execute(NO_MODERATION).await.unwrap();
        let articles = insert_articles(&sql, DEFAULT_SITE, "article", size.articles).await;
        let [article, other] = [articles[0], articles[1]];
        fill_comments(&sql, article, other, size).await;
        let more = DECISIONS_AND_GROUPS.replace("COUNT", &size.groups.to_string());
        sql.batch_execute(&more).await.unwrap();
        let crowded = first_comment(&sql, other).await;

        settle_lists(&app).await;
        sql.batch_execute("VACUUM ANALYZE").await.unwrap();
        let seconds = begun.elapsed().as_secs_f64();
        eprintln!("{database}: {size} after {seconds:.0} s");

        Self {
            app: Arc::new(app),
            sql,
            size,
            article: ArticleId(article),
            crowded,
            articles,
        }
    }
}

async fn fill_comments(sql: &Client, article: Uuid, other: Uuid, size: Size) {
    let (article, other) = (article.to_string(), other.to_string());

    let filling = |article, first, count| Filling {
        article,
        first,
        count,
    };

    filling(&article, APPROVED_FROM, size.comments)
        .insert(sql, "approved")
        .await;
    filling(&article, PENDING_FROM, size.pending)
        .insert(sql, "pending")
        .await;
    filling(&other, OTHER_THREAD_FROM, 900)
        .insert(sql, "approved")
        .await;
    filling(&other, REPLIES_FROM, size.replies)
        .insert_replies(sql)
        .await;
}

async fn first_comment(sql: &Client, article: Uuid) -> CommentId {
    let query = format!(
        "SELECT comment_id::text FROM comments WHERE article_id = '{article}' ORDER BY comment_id LIMIT 1"
    );
    let id = rows::text(sql, &query).await;

    CommentId(Uuid::parse_str(&id).unwrap())
}
