//! What did the service answer? Status, headers and bytes as they came, for the bare server to
//! repeat.

use std::path::Path;

use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What every HTTP server writes itself.
const OWN: [&str; 4] = ["date", "content-length", "connection", "transfer-encoding"];

impl Answer {
    pub async fn to(url: &str, headers: &[(String, String)]) -> Self {
        let mut request = reqwest::Client::new().get(url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()));
        let headers = headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub fn header(&self, wanted: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    }

    pub fn write(&self, folder: &Path, name: &str) {
        std::fs::write(folder.join(name), serde_json::to_vec(self).unwrap()).unwrap();
    }

    pub fn read_all(folder: &Path) -> Vec<(String, Self)> {
        let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
        let answer = |entry: std::fs::DirEntry| {
            let bytes = std::fs::read(entry.path()).unwrap();
            (
                entry.file_name().into_string().unwrap(),
                serde_json::from_slice(&bytes).unwrap(),
            )
        };
        entries.map(answer).collect()
    }
}
