//! An answer of the service: status, headers and bytes, for the bare server to repeat.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::request::{Header, Request};

#[derive(Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The path under which the bare server repeats it.
    pub name: String,
    pub status: u16,
    pub headers: Vec<Header>,
    pub body: Vec<u8>,
}

/// The headers that every HTTP server writes itself.
const OWN: [&str; 4] = ["date", "content-length", "connection", "transfer-encoding"];

impl Answer {
    pub async fn of(request: &Request, name: &str) -> Self {
        let response = request.send(&reqwest::Client::new()).await;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()))
            .map(|(name, value)| Header::new(name.as_str(), value.to_str().unwrap()))
            .collect();

        Self {
            name: name.to_owned(),
            status,
            headers,
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|header| header.name == name)
            .map(|header| header.value.as_str())
    }

    pub fn write(&self, folder: &Path) {
        let bytes = serde_json::to_vec(self).unwrap();
        fs::write(folder.join(&self.name), bytes).unwrap();
    }

    /// All answers that were written to the folder.
    pub fn read_all(folder: &Path) -> Vec<Self> {
        let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);

        entries
            .map(|entry| fs::read(entry.path()).unwrap())
            .map(|bytes| serde_json::from_slice(&bytes).unwrap())
            .collect()
    }
}
