//! Old names, for the files that do not use the actors with verbs yet. This file is deleted with
//! the last use.

use moderato::app::App;
use moderato::config::{CacheConfig, HttpConfig};
use moderato::domain::role::Role;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::database::database;
use super::instance::{Instance, InstanceConfig, http_config};
use super::service::Service;

pub use super::actor::Actor;
pub use super::answer::Answer;
pub use super::instance::{CACHE, Instance as TestApp, noon};
pub use super::paths::comments;

/// Old: [`Answer`] with a status that is a number.
pub struct OldAnswer {
    pub status: u16,
    pub json: Value,
}

/// Old: use [`Service::options`].
impl Instance {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut HttpConfig)) -> Self {
        Self::start_on(database().await, change).await
    }

    pub async fn start_on(database_url: String, change: impl FnOnce(&mut HttpConfig)) -> Self {
        Self::start_changed(database_url, CACHE, (change, |_| {})).await
    }

    pub async fn start_changed(
        database_url: String,
        cache: CacheConfig,
        (change, rewire): (impl FnOnce(&mut HttpConfig), impl FnOnce(&mut App)),
    ) -> Self {
        let mut http = http_config();
        change(&mut http);
        let config = InstanceConfig {
            database_url,
            cache,
            http,
        };

        Self::run(config, rewire).await
    }

    pub fn reader(&self) -> Actor {
        self.actor()
    }

    pub async fn admin(&self) -> Actor {
        self.staff("Grace Hopper", Role::Admin).await
    }

    pub async fn moderator(&self, name: &str) -> Actor {
        self.staff(name, Role::Moderator).await
    }

    pub fn bearer(&self, token: &str) -> Actor {
        self.actor().with_token(token)
    }
}

/// Old: use [`super::admin::Admin::publish`] and [`super::author::Author::post`].
impl Actor {
    pub async fn article(&self, title: &str) -> String {
        let body = json!({ "title": title, "body": "A body." });
        let article = self.post("/v1/admin/articles", &body).await.created();

        article["id"].as_str().unwrap().to_owned()
    }

    pub async fn comment(&self, article: &str, name: &str, body: &str) -> Value {
        let answer = self.post(&comments(article), &comment(name, body)).await;

        answer.created()
    }
}

/// Old: use [`Service::reader`] and [`Service::author`].
impl Service {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.reader().request(method, path)
    }

    pub async fn send(&self, request: RequestBuilder) -> OldAnswer {
        let answer = self.reader().send(request).await;

        OldAnswer {
            status: answer.status.as_u16(),
            json: answer.json,
        }
    }

    pub async fn post(&self, name: &str, body: &str, parent: Option<&str>) -> (String, String) {
        let author = json!({ "name": name, "email": format!("{name}@example.org") });
        let comment = json!({ "author": author, "body": body, "parent_id": parent });
        let request = self.request(Method::POST, &comments(&self.article));
        let answer = self.send(request.json(&comment)).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        let text = |value: &Value| value.as_str().unwrap().to_owned();

        (
            text(&answer.json["comment"]["id"]),
            text(&answer.json["guest_token"]),
        )
    }
}

/// Old: use [`super::author::Author::comment`].
pub fn comment(name: &str, body: &str) -> Value {
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));

    json!({ "author": { "name": name, "email": email }, "body": body })
}
