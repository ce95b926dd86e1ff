//! Requests to a service, with or without a token.

use std::net::SocketAddr;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::answer::Answer;

/// A client of the service. Readers, authors and moderators are built on it.
#[derive(Debug, Clone)]
pub struct Actor {
    base: String,
    client: Client,
    token: Option<String>,
    ip: Option<String>,
}

impl Actor {
    /// A client without a token.
    pub(super) fn new(service: SocketAddr) -> Self {
        Self {
            base: format!("http://{service}"),
            client: Client::new(),
            token: None,
            ip: None,
        }
    }

    /// The same client with this token in `Authorization`.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same client with this address in `X-Forwarded-For`.
    pub fn with_ip(&self, ip: &str) -> Self {
        Self {
            ip: Some(ip.to_owned()),
            ..self.clone()
        }
    }

    /// The token of the client; empty without one.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// All pages of a list, whose path has a query.
    pub async fn pages(&self, path: &str) -> Vec<Value> {
        let mut pages = vec![self.get(path).await.ok()];

        while let Some(cursor) = pages.last().and_then(|page| page["next_cursor"].as_str()) {
            let next = format!("{path}&cursor={cursor}");
            pages.push(self.get(&next).await.ok());
        }

        pages
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Posts under an `Idempotency-Key`.
    pub async fn post_with_key(&self, key: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path);

        self.send(request.header("Idempotency-Key", key).json(body))
            .await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body))
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// The metrics in the text format of Prometheus.
    pub async fn metrics(&self) -> String {
        let answer = self.request(Method::GET, "/metrics").send().await;

        answer.unwrap().text().await.unwrap()
    }

    /// The value of one series of the metrics, such as `moderato_budget_hits_total{budget="x"}`; 0 if
    /// it is not there.
    pub async fn metric(&self, series: &str) -> u64 {
        let metrics = self.metrics().await;
        let line = metrics.lines().find_map(|line| line.strip_prefix(series));

        line.map_or(0, |value| value.trim().parse().unwrap())
    }

    /// A request that the test completes, for example with an `Idempotency-Key`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.base));

        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(ip) = &self.ip {
            request = request.header("X-Forwarded-For", ip);
        }

        request
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.unwrap()).await
    }
}
