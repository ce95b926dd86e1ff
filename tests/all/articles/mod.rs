//! Articles, the numbers of their comments, the policies of their sites, and the demo.

mod demo;
mod policies;
mod publishing;
mod reading;
mod removal;

use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::app::{Actor, TestApp};
use crate::support::database::connect;

/// A service with an admin, and a connection to look at what it wrote.
pub struct Press {
    pub app: TestApp,
    pub sql: Client,
    pub admin: Actor,
}

impl Press {
    pub async fn start() -> Self {
        let app = TestApp::start().await;
        let sql = connect(&app.database_url).await;
        let admin = app.admin().await;
        Self { app, sql, admin }
    }

    /// Publishes an article that must be taken, and answers it.
    pub async fn publish(&self, article: Value) -> Value {
        self.admin
            .post("/v1/admin/articles", &article)
            .await
            .expect(reqwest::StatusCode::CREATED)
    }

    pub async fn number(&self, query: &str) -> i64 {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }
}

/// A small article under this title.
pub fn article(title: &str) -> Value {
    json!({ "title": title, "body": "We remember more after a night of sleep." })
}

pub fn id(value: &Value) -> String {
    let id = value["id"].as_str().unwrap();
    assert!(Uuid::parse_str(id).is_ok());
    id.to_owned()
}
