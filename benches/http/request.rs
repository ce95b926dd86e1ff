//! A GET request that a side of a comparison sends again and again.

use reqwest::{Client, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone)]
pub struct Request {
    pub url: String,
    pub headers: Vec<Header>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Header {
    pub name: String,
    pub value: String,
}

impl Header {
    pub fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}

impl Request {
    /// A request without headers.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            headers: Vec::new(),
        }
    }

    pub async fn send(&self, client: &Client) -> Response {
        let mut request = client.get(&self.url);
        for header in &self.headers {
            request = request.header(&header.name, &header.value);
        }

        request.send().await.unwrap()
    }
}
