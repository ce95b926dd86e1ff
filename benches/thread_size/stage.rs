//! On what is it measured? A database with one long thread, and others around it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use moderato::app::App;
use moderato::auth::keys::Keys;
use moderato::clock::Clock;
use moderato::config::DatabaseConfig;
use moderato::db::connection::migrate::run_migrations;
use moderato::db::counts::checkpoints::ListPosition;
use moderato::domain::ids::{ArticleId, CommentId};
use moderato::flows::upkeep::add_checkpoints::add_checkpoints;
use moderato::flows::upkeep::fold_changes::{Progress, fold_changes};
use moderato::postgres::supervise::Server;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::large::{fill, fill_replies};

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Approved comments of the thread.
    pub comments: i64,
    pub pending: i64,
    /// To one comment of it.
    pub replies: i64,
    pub articles: i64,
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

    pub const fn large(comments: i64) -> Self {
        let tenth = comments / 10;
        Self {
            comments,
            pending: comments / 100,
            replies: tenth,
            articles: tenth / 10,
            groups: tenth / 2,
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

pub struct Stage {
    pub app: Arc<App>,
    pub sql: Client,
    pub size: Size,
    /// The one with the thread.
    pub article: ArticleId,
    /// The comment with the replies, under another article.
    pub crowded: CommentId,
    pub articles: Vec<Uuid>,
}

const ARTICLES: &str = "\
    INSERT INTO articles (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
    SELECT site_id, md5('article ' || n)::uuid, 'article-' || n, 'An article', 'A body.', '', now(), now(), now() \
    FROM sites, generate_series(1, COUNT) n RETURNING article_id::text";

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

impl Stage {
    pub async fn set(server: &Server, (name, folder): (&str, &Path), size: Size) -> Self {
        let begun = Instant::now();
        let (address, _) = server.url().rsplit_once('/').unwrap();
        connect(server.url())
            .await
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        let url = format!("{address}/{name}");
        run_migrations(&url).await.unwrap();
        let config = DatabaseConfig {
            url: Some(url.clone()),
            read_url: None,
            pg_bin: None,
            pg_mirror: None,
            connections: 16,
            threads: 0,
            event_days: 30,
        };
        let app = App::build(
            &config,
            Keys::open_or_create(folder).unwrap(),
            Clock::system(),
        )
        .await
        .unwrap();
        let sql = connect(&url).await;
        sql.batch_execute("UPDATE sites SET policy = policy || '{\"mode\": \"none\"}'")
            .await
            .unwrap();
        let made = sql
            .query(&ARTICLES.replace("COUNT", &size.articles.to_string()), &[])
            .await
            .unwrap();
        let articles: Vec<Uuid> = made
            .iter()
            .map(|row| Uuid::parse_str(row.get(0)).unwrap())
            .collect();
        let [article, other] = [articles[0], articles[1]];
        fill(
            &sql,
            &article.to_string(),
            (1_780_000_000_000, size.comments),
            "approved",
        )
        .await;
        fill(
            &sql,
            &article.to_string(),
            (1_785_000_000_000, size.pending),
            "pending",
        )
        .await;
        fill(
            &sql,
            &other.to_string(),
            (1_787_000_000_000, 900),
            "approved",
        )
        .await;
        fill_replies(&sql, &other.to_string(), (1_788_000_000_000, size.replies)).await;
        let more = DECISIONS_AND_GROUPS.replace("COUNT", &size.groups.to_string());
        sql.batch_execute(&more).await.unwrap();
        let stage = Self {
            app: Arc::new(app),
            sql,
            size,
            article: ArticleId(article),
            crowded: CommentId(Uuid::nil()),
            articles,
        };
        let crowded = format!(
            "SELECT comment_id::text FROM comments WHERE article_id = '{other}' ORDER BY comment_id LIMIT 1"
        );
        let crowded = CommentId(Uuid::parse_str(&stage.text(&crowded).await).unwrap());
        let stage = Self { crowded, ..stage };
        stage.mark().await;
        stage.sql.batch_execute("VACUUM ANALYZE").await.unwrap();
        eprintln!(
            "{name}: {size} after {:.0} s",
            begun.elapsed().as_secs_f64()
        );
        stage
    }

    /// What the loops of a service do in the background.
    async fn mark(&self) {
        let mut after = Some(ListPosition::START);
        while let Some(place) = after {
            after = add_checkpoints(&self.app, place).await.unwrap();
        }
        while fold_changes(&self.app).await.unwrap() == Progress::Some {}
    }

    pub async fn text(&self, query: &str) -> String {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }
}

async fn connect(url: &str) -> Client {
    let (sql, driver) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(driver);
    sql
}
