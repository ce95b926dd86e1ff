//! A database full of comments, and the service's flows on it.

use std::time::{Duration, Instant};

use moderato::app::App;
use moderato::clock::Clock;
use moderato::db::sites::site::SiteRow;
use moderato::flows::duplicates::scan::sites_to_scan;
use tokio_postgres::Client;

use super::corpus::{BEGINNING, Site, Stored};
use super::fill::{Filling, Fingerprints, TABLES, fill};
use super::support::app::build_app;
use super::support::postgres::{Postgres, connect};
use super::support::rows::{self, insert_articles};

const COMMENTS_OF_ARTICLE: usize = 200;
/// So many of the stored comments are kept in memory.
const KEPT: usize = 20_000;

pub struct Fixture {
    pub app: App,
    pub sql: Client,
    pub site: Site,
    /// Some of what is stored, evenly spread.
    pub kept: Vec<Stored>,
    pub filling: Duration,
    postgres: Postgres,
}

impl Fixture {
    pub async fn prepare(comments: usize) -> Self {
        let postgres = Postgres::start().await;
        let url = postgres.create_database("comments").await;
        let app = build_app(&url, postgres.scratch().path(), clock()).await;
        let sql = connect(&url).await;

        let row = sites_to_scan(&app).await.unwrap().remove(0);

        let begun = Instant::now();
        let site = publish_articles(&sql, &row, comments).await;
        let indexes = rows::drop_indexes(&sql, &TABLES).await;
        let filling = Filling {
            name: "first",
            comments,
            fingerprints: Fingerprints::Written,
            keep_one_in: (comments / KEPT).max(1),
        };
        let kept = fill(&sql, &site, &filling).await;
        let seconds = begun.elapsed().as_secs_f64();
        eprintln!("{comments} comments after {seconds:.0} s");

        // With Postgres's default memory: it decides how full the pages of the index of keys get.
        rows::create_indexes(&sql, &indexes).await;
        sql.batch_execute("VACUUM ANALYZE").await.unwrap();

        Self {
            app,
            sql,
            site,
            kept,
            filling: begun.elapsed(),
            postgres,
        }
    }

    pub async fn stop(self) {
        self.app.database.primary.close();
        self.postgres.stop().await;
    }
}

/// Ten days after the first comment: inside every window of the policy.
fn clock() -> Clock {
    let now = i64::try_from(BEGINNING).unwrap() + 10 * 86_400_000;

    Clock::held_at(chrono::DateTime::from_timestamp_millis(now).unwrap())
}

/// Publishes the articles of a site that is to have so many comments.
pub async fn publish_articles(sql: &Client, row: &SiteRow, comments: usize) -> Site {
    let count = comments / COMMENTS_OF_ARTICLE + 1;
    let articles = insert_articles(sql, &row.name, &row.name, count).await;

    Site {
        id: row.site_id.into(),
        salt: row.salt.clone(),
        articles,
    }
}
