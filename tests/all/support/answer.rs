//! The answer to a request, and what a test may expect of it.

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::author::Posted;

/// An answer: its status, its headers and its JSON (null where there is none).
#[derive(Debug)]
#[must_use = "an answer is judged: `ok`, `created`, `refused` or an assertion of the test"]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    path: String,
}

impl Answer {
    pub(super) async fn of(response: Response) -> Self {
        let status = response.status();
        let headers = response.headers().clone();
        let path = response.url().path().to_owned();

        // A live stream has no end to wait for.
        let is_stream = headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream");
        let json = if is_stream {
            Value::Null
        } else {
            serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default()
        };

        Self {
            status,
            headers,
            json,
            path,
        }
    }

    /// The JSON of an answer 200.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.expect(StatusCode::OK)
    }

    /// The JSON of an answer 201.
    #[track_caller]
    pub fn created(self) -> Value {
        self.expect(StatusCode::CREATED)
    }

    /// Holds that the answer is 204.
    #[track_caller]
    pub fn no_content(self) {
        self.expect(StatusCode::NO_CONTENT);
    }

    /// The comment of an answer 201 to a submission.
    #[track_caller]
    pub fn posted(self) -> Posted {
        Posted::of(&self.created())
    }

    /// The problem of a refusal with this status and this code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let path = &self.path;
        let answered = (self.status.as_u16(), self.code());
        assert_eq!(answered, (status, code), "{path}: {}", self.json);

        self.json
    }

    /// The problem of a refusal 422 whose first error lies at this JSON pointer.
    #[track_caller]
    pub fn invalid(self, pointer: &str) -> Value {
        let problem = self.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");

        problem
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.path, self.json);

        self.json
    }

    /// The code of a problem document, empty for anything else.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}
