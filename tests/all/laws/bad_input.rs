//! Bad input is refused on every operation of the document, with a clear problem and an unchanged
//! database.

use reqwest::RequestBuilder;
use serde_json::{Map, Value, json};

use super::operations::{Operation, UNKNOWN_ID, operations};
use super::roles::{Accounts, Role};
use crate::support::answer::Answer;
use crate::support::author::Posted;
use crate::support::reader::Reader;
use crate::support::service::Service;

/// The code of most problems of a query.
const BAD: &str = "validation_failed";

/// A service with a row for every kind of id that a path may name.
struct Fixture {
    service: Service,
    reader: Reader,
    accounts: Accounts,
    posted: Posted,
}

impl Fixture {
    async fn start() -> Self {
        let service = Service::start(json!({ "mode": "none" })).await;
        let accounts = Accounts::create(&service).await;
        let text = "This comment is stored already.";
        let posted = service.author("Ada").post(text).await;

        Self {
            reader: service.reader(),
            service,
            accounts,
            posted,
        }
    }

    /// A request by a client with the right to call.
    fn request(&self, operation: &Operation, query: &str) -> RequestBuilder {
        let path = operation.path_with(|name| match name {
            "article_id" => self.service.article.clone(),
            "comment_id" => self.posted.id.clone(),
            "site" => "default".to_owned(),
            "moderator_id" => self.accounts.moderator.to_string(),
            _ => UNKNOWN_ID.to_owned(),
        });
        let path = format!("{path}{query}");
        let request = self.reader.request(operation.method.clone(), &path);

        match operation.schemes.first().map(String::as_str) {
            Some("moderator_token") => request.bearer_auth(self.accounts.token(Role::Admin)),
            Some(_) => request.bearer_auth(&self.posted.token),
            None => request,
        }
    }

    async fn send_query(&self, operation: &Operation, query: &str) -> Answer {
        let request = self.request(operation, query);

        self.reader.send(request).await
    }

    async fn send_body(&self, operation: &Operation, body: impl Into<Vec<u8>>) -> Answer {
        let request = self
            .request(operation, "")
            .header("Content-Type", "application/json")
            .body(body.into());

        self.reader.send(request).await
    }

    /// For each table, the number of its rows and a hash over all of them; but for the counts and
    /// the index of the search, which are kept beside the requests.
    async fn checksums(&self) -> Vec<Checksum> {
        let tables = "SELECT table_name::text FROM information_schema.tables \
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' \
            AND table_name NOT LIKE 'tally%' AND table_name <> 'search_segments' ORDER BY 1";
        let mut sums = Vec::new();

        for row in self.service.sql.query(tables, &[]).await.unwrap() {
            let table: String = row.get(0);
            let sum = format!(
                "SELECT count(*), coalesce(md5(string_agg(it::text, ',' ORDER BY it::text)), '') \
                FROM (SELECT to_jsonb(row) - '{{grams,segment,segment_grams,search_version}}'::text[] \
                    - '{{search_walked_to,search_walked_at}}'::text[] \
                  FROM {table} row) it"
            );
            let sum = self.service.sql.query_one(&sum, &[]).await.unwrap();
            sums.push(Checksum {
                table,
                rows: sum.get(0),
                hash: sum.get(1),
            });
        }

        sums
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Checksum {
    table: String,
    rows: i64,
    hash: String,
}

/// A body that no operation takes.
struct BadBody {
    fault: String,
    bytes: Vec<u8>,
}

/// A query that an operation does not take.
struct BadQuery {
    query: String,
    /// The code of its problem.
    code: &'static str,
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_body_gets_further_than_a_clear_problem() {
    let fixture = Fixture::start().await;
    let before = fixture.checksums().await;

    let mut wrong = Vec::new();
    for operation in operations() {
        let Some(example) = operation.body.as_ref().and_then(Value::as_object) else {
            continue;
        };

        let mut bodies = bad_bodies(example);
        // Signing out needs no body: the access token says enough.
        if operation.id == "sign_out" {
            bodies.retain(|body| !body.bytes.is_empty());
        }
        for BadBody { fault, bytes } in bodies {
            let answer = fixture.send_body(&operation, bytes).await;
            let is_refused = matches!(answer.status.as_u16(), 400 | 422);
            if !is_refused || answer.code().is_empty() {
                let (id, status) = (&operation.id, answer.status);
                wrong.push(format!("{id} with {fault}: {status} {}", answer.json));
            }
        }

        let after = fixture.checksums().await;
        assert_eq!(after, before, "{} changed the database", operation.id);
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_body_has_its_limit() {
    let fixture = Fixture::start().await;

    for operation in operations() {
        let Some(good) = operation.body.as_ref().map(Value::to_string) else {
            continue;
        };
        let limit = operation.body_bytes.unwrap();
        // Spaces before a good body leave it good.
        let send = async |length: usize| {
            let body = [" ".repeat(length - good.len()), good.clone()].concat();
            fixture.send_body(&operation, body).await
        };

        let largest = send(limit).await;
        let too_large = send(limit + 1).await;

        assert_ne!(largest.status, 413, "{}", operation.id);
        too_large.refused(413, "payload_too_large");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_query_gets_further_than_a_clear_problem() {
    let fixture = Fixture::start().await;
    let another = "A second one, so that lists have a next page.";
    fixture.service.author("Charles").post(another).await;
    let list = format!("/v1/articles/{}/comments?limit=1", fixture.service.article);
    let page = fixture.reader.get(&list).await.ok();
    let foreign_cursor = page["next_cursor"].as_str().unwrap();
    let before = fixture.checksums().await;

    let mut wrong = Vec::new();
    for operation in operations() {
        if operation.parameters.is_empty() {
            continue;
        }

        for BadQuery { query, code } in bad_queries(&operation, foreign_cursor) {
            let answer = fixture.send_query(&operation, &query).await;
            if answer.status != 422 || answer.code() != code {
                let (id, status) = (&operation.id, answer.status);
                wrong.push(format!("{id} {query}: {status} {}", answer.json));
            }
        }
    }

    assert_eq!(fixture.checksums().await, before);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Bodies that no operation takes, made from one that it does.
fn bad_bodies(example: &Map<String, Value>) -> Vec<BadBody> {
    let good = Value::Object(example.clone()).to_string();

    let mut bodies = broken_documents(example, &good);
    for (key, value) in example {
        bodies.extend(bad_values(example, key, value));
    }

    bodies
}

/// Documents that are bad as a whole.
fn broken_documents(example: &Map<String, Value>, good: &str) -> Vec<BadBody> {
    let inner = good.strip_prefix('{').unwrap();
    let (key, value) = example.iter().next().unwrap();
    let name = json!(key);

    let whole = [
        ("a name twice", format!("{{{name}:{value},{inner}")),
        (
            "a lone surrogate",
            format!("{{\"extra\":\"\\ud800\",{inner}"),
        ),
        ("a number too large", format!("{{\"extra\":1e400,{inner}")),
        (
            "65 levels",
            format!("{}1{}", "[".repeat(65), "]".repeat(65)),
        ),
        ("trailing garbage", format!("{good} trailing")),
        ("a second document", format!("{good}{good}")),
        ("a byte order mark", format!("\u{feff}{good}")),
        (
            "an unknown status",
            format!("{{\"status\":\"approved\",{inner}"),
        ),
        (
            "an unknown id",
            format!("{{\"id\":\"0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11\",{inner}"),
        ),
        ("nothing", String::new()),
        ("an array", format!("[{good}]")),
        ("null", "null".to_owned()),
        ("a text", "\"text\"".to_owned()),
        (
            "half of it",
            good.chars().take(good.chars().count() / 2).collect(),
        ),
    ];

    let mut bodies: Vec<BadBody> = whole
        .into_iter()
        .map(|(fault, body)| BadBody {
            fault: fault.to_owned(),
            bytes: body.into_bytes(),
        })
        .collect();
    bodies.push(BadBody {
        fault: "bytes that are not UTF-8".to_owned(),
        bytes: [b"{\"extra\":\"\xff\",", inner.as_bytes()].concat(),
    });

    bodies
}

/// The example with bad values for one of its members.
fn bad_values(example: &Map<String, Value>, key: &str, value: &Value) -> Vec<BadBody> {
    let with = |fault: String, new: Value| {
        let mut body = example.clone();
        body.insert(key.to_owned(), new);

        BadBody {
            fault,
            bytes: Value::Object(body).to_string().into_bytes(),
        }
    };
    let of_another_type = match value {
        Value::Array(_) => json!(7),
        _ => json!([7]),
    };

    let mut bodies = vec![
        with(format!("{key} of another type"), of_another_type),
        with(format!("2^63 as {key}"), json!(1_u64 << 63)),
    ];
    if value.is_string() {
        bodies.push(with(format!("NUL in {key}"), json!("a\0b")));
    }

    bodies
}

/// Queries that the operation does not take.
fn bad_queries(operation: &Operation, foreign_cursor: &str) -> Vec<BadQuery> {
    let bad = |query: String| BadQuery { query, code: BAD };

    let mut queries = vec![bad("?colour=red".to_owned())];
    for parameter in &operation.parameters {
        let name = parameter["name"].as_str().unwrap();
        let schema = &parameter["schema"];
        queries.extend(bad_parameters(name, schema).into_iter().map(bad));
        if name == "cursor" {
            queries.extend(bad_cursors(operation, foreign_cursor));
        }
    }

    queries
}

/// Queries with bad values for one parameter.
fn bad_parameters(name: &str, schema: &Value) -> Vec<String> {
    let kinds = schema["type"].to_string();
    let is_number = kinds.contains("integer") || kinds.contains("number");
    let is_id = schema["format"] == "uuid" || schema["items"]["format"] == "uuid";

    let mut queries = vec![format!("?{name}=%ff")];
    if !kinds.contains("array") {
        queries.push(format!("?{name}=1&{name}=1"));
    }
    if is_number {
        let values = ["ten", "", "1e400", "-1"];
        queries.extend(values.map(|value| format!("?{name}={value}")));
    }
    if schema.get("enum").is_some() {
        queries.push(format!("?{name}=quiet"));
    }
    if is_id {
        queries.push(format!("?{name}=seven"));
    }
    if name == "limit" {
        queries.push("?limit=0".to_owned());
    }

    queries
}

/// Queries with a cursor that does not belong to the operation, or to none.
fn bad_cursors(operation: &Operation, foreign_cursor: &str) -> [BadQuery; 3] {
    let reversed: String = foreign_cursor.chars().rev().collect();
    // The cursor is of this list, but not of its other order.
    let filter = match operation.id.as_str() {
        "list_article_comments" => "&sort=newest",
        _ => "",
    };

    [
        format!("?cursor={foreign_cursor}{filter}"),
        format!("?cursor={reversed}"),
        "?cursor=AAAA".to_owned(),
    ]
    .map(|query| BadQuery {
        query,
        code: "invalid_cursor",
    })
}
