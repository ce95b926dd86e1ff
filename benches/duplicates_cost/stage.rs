//! On what is it measured? A database full of comments, and the service on it.

use std::time::{Duration, Instant};

use moderato::app::App;
use moderato::auth::keys::Keys;
use moderato::clock::Clock;
use moderato::config::DatabaseConfig;
use moderato::db::connection::migrate::run_migrations;
use moderato::db::sites::site::SiteRow;
use moderato::flows::duplicates::scan::{State, scan_batch, sites_to_scan};
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::fill::{BEGINNING, Site, Stored, With, drop_indexes, fill};

pub struct Stage {
    pub app: App,
    pub sql: Client,
    pub site: Site,
    /// Some of what is stored, evenly spread.
    pub kept: Vec<Stored>,
    pub filling: Duration,
    server: Server,
    folder: TempDir,
}

impl Stage {
    pub async fn set(comments: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Options::new(folder.path())).await.unwrap();
        run_migrations(server.url()).await.unwrap();
        let config = DatabaseConfig {
            url: Some(server.url().to_owned()),
            read_url: None,
            pg_bin: None,
            pg_mirror: None,
            connections: 16,
            threads: 0,
            event_days: 30,
        };
        let keys = Keys::open_or_create(folder.path()).unwrap();
        // Ten days after the first comment: inside every window of the policy.
        let now = i64::try_from(BEGINNING).unwrap() + 10 * 86_400_000;
        let clock = Clock::held_at(chrono::DateTime::from_timestamp_millis(now).unwrap());
        let app = App::build(&config, keys, clock).await.unwrap();
        let (sql, driver) = tokio_postgres::connect(server.url(), NoTls).await.unwrap();
        tokio::spawn(driver);
        let row = sites_to_scan(&app).await.unwrap().remove(0);
        let begun = Instant::now();
        let site = articles(&sql, &row, comments / 200 + 1).await;
        let indexes = drop_indexes(&sql).await;
        let kept = fill(
            &sql,
            &site,
            ("first", comments, With::Fingerprints),
            (comments / 20_000).max(1),
        )
        .await;
        eprintln!(
            "{comments} comments after {:.0} s",
            begun.elapsed().as_secs_f64()
        );
        // With the memory that Postgres has by itself: how full the pages of an index of keys
        // become hangs on it.
        for index in indexes {
            sql.batch_execute(&index).await.unwrap();
        }
        sql.batch_execute("VACUUM ANALYZE").await.unwrap();
        Self {
            app,
            sql,
            site,
            kept,
            filling: begun.elapsed(),
            server,
            folder,
        }
    }

    pub async fn number(&self, query: &str) -> i64 {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }

    pub async fn version(&self) -> String {
        self.sql
            .query_one("SHOW server_version", &[])
            .await
            .unwrap()
            .get(0)
    }

    pub async fn storage(&self) {
        let bytes = self
            .number("SELECT pg_total_relation_size('fingerprints')")
            .await;
        let rows = self.number("SELECT count(*) FROM fingerprints").await;
        println!(
            "| fingerprints with their indexes, built at once | {:.2} GB per million |",
            bytes as f64 / rows as f64 / 1_000.0
        );
    }

    /// Which of them takes how much, on standard error.
    pub async fn sizes(&self) {
        let list = "SELECT relname || ': ' || pg_relation_size(oid) / 1000 || ' kB' FROM pg_class \
            WHERE relname LIKE 'fingerprints%'";
        for row in self.sql.query(list, &[]).await.unwrap() {
            eprintln!("{}", row.get::<_, String>(0));
        }
    }

    /// Scans a second site, whose comments came without fingerprints.
    pub async fn scan(&self, comments: usize) {
        let copy = "INSERT INTO sites (site_id, name, salt, policy, created_at, updated_at, fingerprint_version) \
            SELECT gen_random_uuid(), 'imported', sha256(salt), policy, now(), now(), 0 FROM sites";
        self.sql.batch_execute(copy).await.unwrap();
        let sites = sites_to_scan(&self.app).await.unwrap();
        let row = sites
            .into_iter()
            .find(|site| site.name == "imported")
            .unwrap();
        let site = articles(&self.sql, &row, comments / 200 + 1).await;
        fill(
            &self.sql,
            &site,
            ("second", comments, With::Nothing),
            comments,
        )
        .await;
        self.sql.batch_execute("ANALYZE comments").await.unwrap();
        let lanes = std::thread::available_parallelism().unwrap().get();
        let begun = Instant::now();
        let progress = loop {
            let progress = scan_batch(&self.app, &row, lanes).await.unwrap();
            if progress.state == State::Finished {
                break progress;
            }
        };
        println!(
            "| scan of {} imported comments | {:.1} s, {} put into groups |",
            progress.done,
            begun.elapsed().as_secs_f64(),
            progress.grouped
        );
    }

    pub async fn end(self) {
        self.app.writes.close();
        self.server.stop().await.unwrap();
        self.folder.close().unwrap();
    }
}

async fn articles(sql: &Client, row: &SiteRow, count: usize) -> Site {
    let insert = format!(
        "INSERT INTO articles (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
         SELECT '{}', md5('{0}' || n)::uuid, 'article-' || n, 'An article', '', '', now(), now(), now() \
         FROM generate_series(1, {count}) n RETURNING article_id::text",
        row.site_id
    );
    let rows = sql.query(&insert, &[]).await.unwrap();
    let articles = rows
        .iter()
        .map(|row| Uuid::parse_str(row.get(0)).unwrap())
        .collect();
    Site {
        site: row.site_id.0,
        salt: row.salt.clone(),
        articles,
    }
}
