//! Is bad input refused on every operation of the document, with a clear problem and an unchanged
//! database?

use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};
use tokio_postgres::Client;

use super::operations::{Operation, operations};
use super::roles::{Accounts, Role};
use crate::support::service::Service;

/// A service with something under every kind of id that a path may name.
struct House {
    service: Service,
    accounts: Accounts,
    comment: String,
    guest_token: String,
}

impl House {
    async fn open() -> Self {
        let service = Service::start(json!({ "mode": "none" })).await;
        let accounts = Accounts::create(&service).await;
        let (comment, guest_token) = service.post("Ada", "What stands here already.", None).await;
        Self {
            service,
            accounts,
            comment,
            guest_token,
        }
    }

    /// A request by somebody who may.
    fn request(&self, operation: &Operation, query: &str) -> RequestBuilder {
        let address = operation.address(|name| match name {
            "article_id" => self.service.article.clone(),
            "comment_id" => self.comment.clone(),
            "site" => "default".to_owned(),
            "moderator_id" => self.accounts.moderator.to_string(),
            _ => "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11".to_owned(),
        });
        let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
        let request = self.service.request(method, &format!("{address}{query}"));
        match operation.schemes.first().map(String::as_str) {
            Some("moderator_token") => request.bearer_auth(self.accounts.token(Role::Admin)),
            Some(_) => request.bearer_auth(&self.guest_token),
            None => request,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_body_gets_further_than_a_clear_problem() {
    let house = House::open().await;
    let before = checksum(&house.service.sql).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        let Some(example) = operation.body.as_ref().and_then(Value::as_object) else {
            continue;
        };
        // Signing out needs no body: the access token says enough.
        let is_optional = operation.id == "sign_out";
        for (what, body) in bad_bodies(example)
            .into_iter()
            .filter(|(_, body)| !(is_optional && body.is_empty()))
        {
            let request = house
                .request(&operation, "")
                .header("Content-Type", "application/json");
            let answer = house.service.send(request.body(body)).await;
            let has_code = answer.json["code"]
                .as_str()
                .is_some_and(|code| !code.is_empty());
            let is_judged = matches!(answer.status, 400 | 422);
            if !is_judged || !has_code {
                wrong.push(format!(
                    "{} with {what}: {} {}",
                    operation.id, answer.status, answer.json
                ));
            }
        }
        let after = checksum(&house.service.sql).await;
        assert_eq!(after, before, "{} changed the database", operation.id);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_body_has_its_limit() {
    let house = House::open().await;
    for operation in operations() {
        let Some(good) = operation.body.as_ref().map(Value::to_string) else {
            continue;
        };
        let limit = if operation.id == "create_bulk_decision" {
            256
        } else {
            64
        } * 1024;
        // Spaces before a body that is good make none that is bad.
        let send = async |length: usize| {
            let body = [" ".repeat(length - good.len()), good.clone()].concat();
            let request = house
                .request(&operation, "")
                .header("Content-Type", "application/json");
            house.service.send(request.body(body)).await
        };
        assert_ne!(send(limit).await.status, 413, "{}", operation.id);
        let answer = send(limit + 1).await;
        assert_eq!(
            (answer.status, &answer.json["code"]),
            (413, &json!("payload_too_large")),
            "{}",
            operation.id
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_query_gets_further_than_a_clear_problem() {
    let house = House::open().await;
    house
        .service
        .post(
            "Charles",
            "A second one, so that lists have a next page.",
            None,
        )
        .await;
    let list = format!("/v1/articles/{}/comments?limit=1", house.service.article);
    let page = house
        .service
        .send(house.service.request(Method::GET, &list))
        .await;
    let foreign = page.json["next_cursor"].as_str().unwrap();
    let before = checksum(&house.service.sql).await;
    let mut wrong = Vec::new();
    for operation in operations()
        .iter()
        .filter(|operation| !operation.parameters.is_empty())
    {
        for (query, code) in bad_queries(operation, foreign) {
            let answer = house.service.send(house.request(operation, &query)).await;
            if answer.status != 422 || answer.json["code"] != code {
                wrong.push(format!(
                    "{} {query}: {} {}",
                    operation.id, answer.status, answer.json
                ));
            }
        }
    }
    assert_eq!(checksum(&house.service.sql).await, before);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Bodies that no operation takes, made from one that it does.
fn bad_bodies(example: &Map<String, Value>) -> Vec<(String, Vec<u8>)> {
    let good = Value::Object(example.clone()).to_string();
    let inner = good.strip_prefix('{').unwrap();
    let (key, value) = example.iter().next().unwrap();
    let name = json!(key);
    let mut bodies: Vec<(String, Vec<u8>)> = [
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
    ]
    .map(|(what, body)| (what.to_owned(), body.into_bytes()))
    .into();
    bodies.push((
        "bytes that are not UTF-8".to_owned(),
        [b"{\"extra\":\"\xff\",", inner.as_bytes()].concat(),
    ));
    for (key, value) in example {
        let with = |new: Value| {
            let mut body = example.clone();
            body.insert(key.clone(), new);
            Value::Object(body).to_string().into_bytes()
        };
        let other = if value.is_array() {
            json!(7)
        } else {
            json!([7])
        };
        bodies.push((format!("{key} of another type"), with(other)));
        bodies.push((format!("2^63 as {key}"), with(json!(1_u64 << 63))));
        if value.is_string() {
            bodies.push((format!("NUL in {key}"), with(json!("a\0b"))));
        }
    }
    bodies
}

/// Queries that the operation does not take, each with the code of its problem.
fn bad_queries(operation: &Operation, foreign: &str) -> Vec<(String, &'static str)> {
    const BAD: &str = "validation_failed";
    let mut queries = vec![("?colour=red".to_owned(), BAD)];
    for parameter in &operation.parameters {
        let name = parameter["name"].as_str().unwrap();
        let schema = &parameter["schema"];
        let kinds = schema["type"].to_string();
        if !kinds.contains("array") {
            queries.push((format!("?{name}=1&{name}=1"), BAD));
        }
        queries.push((format!("?{name}=%ff"), BAD));
        if kinds.contains("integer") || kinds.contains("number") {
            queries
                .extend(["ten", "", "1e400", "-1"].map(|value| (format!("?{name}={value}"), BAD)));
        }
        if schema.get("enum").is_some() {
            queries.push((format!("?{name}=quiet"), BAD));
        }
        if schema["format"] == "uuid" || schema["items"]["format"] == "uuid" {
            queries.push((format!("?{name}=seven"), BAD));
        }
        if name == "limit" {
            queries.push(("?limit=0".to_owned(), BAD));
        }
        if name == "cursor" {
            let reversed: String = foreign.chars().rev().collect();
            let is_home = operation.id == "list_article_comments";
            let filter = if is_home { "&sort=newest" } else { "" };
            queries.push((format!("?cursor={foreign}{filter}"), "invalid_cursor"));
            queries.push((format!("?cursor={reversed}"), "invalid_cursor"));
            queries.push(("?cursor=AAAA".to_owned(), "invalid_cursor"));
        }
    }
    queries
}

/// For each table, how many rows there are and a hash over all of them; but for the counts, which
/// are kept beside the requests.
async fn checksum(sql: &Client) -> Vec<(String, i64, String)> {
    let tables = "SELECT table_name::text FROM information_schema.tables \
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'tally%' ORDER BY 1";
    let mut sums = Vec::new();
    for row in sql.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        let sum = format!(
            "SELECT count(*), coalesce(md5(string_agg(it::text, ',' ORDER BY it::text)), '') FROM {table} it"
        );
        let sum = sql.query_one(&sum, &[]).await.unwrap();
        sums.push((table, sum.get(0), sum.get(1)));
    }
    sums
}
