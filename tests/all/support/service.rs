//! How does a test get a service with one article under a policy of its choice?

use std::sync::Arc;

use chrono::Duration;
use moderato::app::App;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::app::{Actor, TestApp};
use super::database::connect;

/// A service with one article, and a connection to look at what it wrote.
pub struct Service {
    pub sql: Client,
    pub article: String,
    reader: Actor,
    app: TestApp,
}

/// An answer: its status and its JSON (null where there is none).
pub struct Answer {
    pub status: u16,
    pub json: Value,
}

impl Service {
    /// Starts with the policy's default but for `policy`. It believes a client's `X-Forwarded-For`,
    /// so that a test can be several readers.
    pub async fn start(policy: Value) -> Self {
        let app =
            TestApp::start_with(|http| http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()])
                .await;
        let sql = connect(&app.database_url).await;
        let article = prepare(&sql, &policy).await;
        Self {
            sql,
            article,
            reader: app.reader(),
            app,
        }
    }

    /// Another instance on the same database, with the same article.
    pub async fn beside(&self) -> Self {
        let url = self.app.database_url.clone();
        let app = TestApp::start_on(url, |_| {}).await;
        let sql = connect(&app.database_url).await;
        Self {
            sql,
            article: self.article.clone(),
            reader: app.reader(),
            app,
        }
    }

    /// The same service seen from another article of its site.
    pub async fn under_another_article(&self) -> String {
        let article = ARTICLE.replace("'one', 'One'", "gen_random_uuid()::text, 'Another'");
        let made = format!("{article} RETURNING article_id::text");
        self.sql.query_one(&made, &[]).await.unwrap().get(0)
    }

    pub fn database_url(&self) -> &str {
        &self.app.database_url
    }

    pub fn app(&self) -> Arc<App> {
        Arc::clone(&self.app.app)
    }

    /// A moderator who has just signed in.
    pub async fn moderator(&self, name: &str) -> Actor {
        self.app.moderator(name).await
    }

    /// An admin who has just signed in.
    pub async fn admin(&self) -> Actor {
        self.app.admin().await
    }

    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.reader.request(method, path)
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = self.reader.send(request).await;
        Answer {
            status: answer.status.as_u16(),
            json: answer.json,
        }
    }

    /// Posts a comment, and returns its id and its guest token.
    pub async fn post(&self, name: &str, body: &str, parent: Option<&str>) -> (String, String) {
        let answer = self.try_post(name, body, parent).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (
            text(&answer.json["comment"]["id"]),
            text(&answer.json["guest_token"]),
        )
    }

    pub async fn try_post(&self, name: &str, body: &str, parent: Option<&str>) -> Answer {
        self.try_post_to(&self.article, (name, body, parent)).await
    }

    /// Posts under any article.
    pub async fn try_post_to(
        &self,
        article: &str,
        (name, body, parent): (&str, &str, Option<&str>),
    ) -> Answer {
        let author = json!({ "name": name, "email": format!("{name}@example.org") });
        let comment = json!({ "author": author, "body": body, "parent_id": parent });
        let path = format!("/v1/articles/{article}/comments");
        self.send(self.request(Method::POST, &path).json(&comment))
            .await
    }

    pub async fn number(&self, query: &str) -> i64 {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }

    pub async fn text(&self, query: &str) -> String {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }
}

async fn prepare(sql: &Client, policy: &Value) -> String {
    let change = format!("UPDATE sites SET policy = policy || '{policy}'::jsonb; {ARTICLE}");
    sql.batch_execute(&change).await.unwrap();
    sql.query_one("SELECT article_id::text FROM articles", &[])
        .await
        .unwrap()
        .get(0)
}

const ARTICLE: &str = "INSERT INTO articles \
    (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
    SELECT site_id, gen_random_uuid(), 'one', 'One', '', '', now(), now(), now() FROM sites";
