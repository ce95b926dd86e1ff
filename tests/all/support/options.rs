//! What a test may choose before its service starts.

use moderato::app::App;
use moderato::config::{CacheConfig, HttpConfig};
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::database::{connect, database};
use super::instance::{CACHE, Instance, InstanceConfig, http_config};
use super::service::Service;

/// The article that authors and readers are at.
enum ArticleOption {
    New,
    Existing(String),
    None,
}

/// The options of a service, see [`Service::options`].
pub struct ServiceOptions {
    database_url: Option<String>,
    policy: Value,
    article: ArticleOption,
    cache: CacheConfig,
    http: HttpConfig,
    rewire: Box<dyn FnOnce(&mut App) + Send>,
}

impl ServiceOptions {
    /// A new database, one article, the default policy, and trust in the `X-Forwarded-For`
    /// of this machine, so that a test can be several readers.
    pub(super) fn new() -> Self {
        let mut http = http_config();
        http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];

        Self {
            database_url: None,
            policy: json!({}),
            article: ArticleOption::New,
            cache: CACHE,
            http,
            rewire: Box::new(|_| {}),
        }
    }

    /// The members of the policy that differ from the default.
    pub fn policy(mut self, policy: Value) -> Self {
        self.policy = policy;
        self
    }

    /// No article: [`Service::article`] stays empty.
    pub fn without_article(mut self) -> Self {
        self.article = ArticleOption::None;
        self
    }

    /// This database, on which other instances may run.
    pub fn database(mut self, url: &str) -> Self {
        self.database_url = Some(url.to_owned());
        self
    }

    /// The database and the article of another instance.
    pub fn beside(mut self, service: &Service) -> Self {
        self.article = ArticleOption::Existing(service.article.clone());
        self.database(service.database_url())
    }

    pub fn cache(mut self, cache: CacheConfig) -> Self {
        self.cache = cache;
        self
    }

    /// Changes the settings of the HTTP layer.
    pub fn http(mut self, change: impl FnOnce(&mut HttpConfig)) -> Self {
        change(&mut self.http);
        self
    }

    /// Changes what lies below the HTTP layer, such as a pool.
    pub fn app(mut self, rewire: impl FnOnce(&mut App) + Send + 'static) -> Self {
        self.rewire = Box::new(rewire);
        self
    }

    pub async fn start(self) -> Service {
        let database_url = match self.database_url {
            Some(url) => url,
            None => database().await,
        };

        let config = InstanceConfig {
            database_url,
            cache: self.cache,
            http: self.http,
        };
        let instance = Instance::run(config, self.rewire).await;

        let sql = connect(&instance.database_url).await;
        write_policy(&sql, &self.policy).await;
        let article = match self.article {
            ArticleOption::New => write_article(&sql, "one", "One").await,
            ArticleOption::Existing(id) => id,
            ArticleOption::None => String::new(),
        };

        Service::new(instance, sql, article)
    }
}

async fn write_policy(sql: &Client, policy: &Value) {
    let change = format!("UPDATE sites SET policy = policy || '{policy}'::jsonb");
    sql.batch_execute(&change).await.unwrap();
}

/// Writes an article of the default site; its id.
pub(super) async fn write_article(sql: &Client, slug: &str, title: &str) -> String {
    let insert = "INSERT INTO articles \
        (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
        SELECT site_id, gen_random_uuid(), $1, $2, '', '', now(), now(), now() FROM sites \
        RETURNING article_id::text";

    sql.query_one(insert, &[&slug, &title])
        .await
        .unwrap()
        .get(0)
}
