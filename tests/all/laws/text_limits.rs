//! The limits of texts: each text of each operation takes what the document promises, in every
//! script and however it is escaped, and one character more is refused at its place.

use serde_json::{Value, json};

use super::operations::{Operation, UNKNOWN_ID, document, operations};
use super::roles::{Accounts, Role};
use crate::support::answer::Answer;
use crate::support::service::Service;

/// Characters of one to eight bytes; the last one has two code points.
const CHARACTERS: [&str; 4] = ["w", "я", "中", "👍🏽"];

/// A text in a body, by its JSON pointer, or in a query, by its name.
struct Text {
    pointer: String,
    characters: usize,
    /// What comes before the text, to make it valid.
    prefix: &'static str,
}

/// A service and those who may call it.
struct Caller {
    service: Service,
    accounts: Accounts,
    article: String,
    comment: String,
    token: String,
}

impl Caller {
    async fn start() -> Self {
        let policy = json!({ "mode": "none", "repeat_refusal_seconds": 0 });
        let service = Service::start(policy).await;
        let accounts = Accounts::create(&service).await;
        let posted = service.author("ada").post("A comment to be edited.").await;

        Self {
            article: service.article.clone(),
            comment: posted.id,
            token: posted.token,
            accounts,
            service,
        }
    }

    async fn send(&self, operation: &Operation, query: &str, body: Option<String>) -> Answer {
        let path = operation.path_with(|name| match name {
            "article_id" => self.article.clone(),
            "comment_id" => self.comment.clone(),
            "site" => "default".to_owned(),
            "moderator_id" => self.accounts.moderator.to_string(),
            _ => UNKNOWN_ID.to_owned(),
        });
        let reader = self.service.reader();
        let request = reader.request(operation.method.clone(), &format!("{path}{query}"));

        let request = match operation.schemes.first().map(String::as_str) {
            Some("moderator_token") => request.bearer_auth(self.accounts.token(Role::Admin)),
            Some(_) => request.bearer_auth(&self.token),
            None => request,
        };
        let request = match body {
            Some(body) => request
                .header("Content-Type", "application/json")
                .body(body),
            None => request,
        };

        reader.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_of_a_body_takes_its_maximum_in_every_script_and_no_more() {
    let caller = Caller::start().await;
    let mut tried = 0;
    let mut wrong = Vec::new();

    for operation in operations() {
        for text in texts(&operation) {
            tried += 1;
            for character in CHARACTERS {
                // An address of emoji with skin tones reaches its limit in bytes first.
                if character.len() > 4 && text.prefix.starts_with("https") {
                    continue;
                }
                for escape in [plain, escaped] {
                    let body = |characters| body(&operation, &text, character, characters, escape);

                    let largest = caller.send(&operation, "", body(text.characters)).await;
                    // A URL that is taken meanwhile is refused with 409, for another reason.
                    let names_it = errors(&largest.json).any(|at| at == text.pointer);
                    let is_invalid = names_it && largest.status == 422;
                    if is_invalid || matches!(largest.status.as_u16(), 400 | 413 | 500..) {
                        wrong.push(report(&operation, &text, character, &largest));
                    }

                    let larger = caller.send(&operation, "", body(text.characters + 1)).await;
                    let names_it = errors(&larger.json).any(|at| at == text.pointer);
                    if larger.status != 422 || !names_it {
                        wrong.push(report(&operation, &text, character, &larger));
                    }
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 25, "{tried} texts");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_of_a_query_takes_its_maximum_in_every_script_and_no_more() {
    let caller = Caller::start().await;
    let mut tried = 0;

    for operation in operations() {
        for parameter in &operation.parameters {
            let Some(limit) = parameter["schema"].get("x-text-limit") else {
                continue;
            };
            tried += 1;
            let name = parameter["name"].as_str().unwrap();
            let characters = number(&limit["characters"]);

            for character in CHARACTERS {
                let query = |length: usize| {
                    let value = urlencoded(&character.repeat(length));
                    format!("?{name}={value}")
                };

                let largest = caller.send(&operation, &query(characters), None).await;
                assert_eq!(largest.status, 200, "{name}: {}", largest.json);
                let larger = caller.send(&operation, &query(characters + 1), None).await;
                larger.invalid(name);
            }
        }
    }

    assert_eq!(tried, 2);
}

#[test]
fn every_text_of_a_body_states_its_limit() {
    for operation in operations() {
        let mut missing = Vec::new();
        walk(&operation, &mut |pointer, schema| {
            let is_text = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
            let is_free = schema.get("enum").is_none()
                && schema.get("pattern").is_none()
                && schema["format"] != "uuid"
                && schema["format"] != "date-time";
            if is_text && is_free && schema.get("maxLength").is_none() {
                missing.push(pointer.to_owned());
            }
        });

        // Names in lists: a host bounds an origin, and a parameter has at most 100 characters.
        missing
            .retain(|pointer| !matches!(&**pointer, "/origins/0" | "/pages/ignored_parameters/0"));
        assert_eq!(missing, Vec::<String>::new(), "{}", operation.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_a_page_takes_its_maximum_is_found_by_it_and_is_unique() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let base = "https://a.example/";

    for (number, character) in ["x", "я", "中"].iter().enumerate() {
        // Characters that a compression of the index entry cannot shorten.
        let path: String = (0..2_000 - base.len())
            .filter_map(|at| match *character {
                "中" => char::from_u32(0x4E00 + u32::try_from(at * 37 % 20_000).unwrap()),
                "я" => char::from_u32(0x0430 + u32::try_from(at * 7 % 31).unwrap()),
                _ => char::from_u32(0x61 + u32::try_from(at * 5 % 26).unwrap()),
            })
            .collect();
        let url = format!("{base}{path}");
        let article = json!({ "title": format!("Number {number}"), "body": "Text.", "url": url });

        let published = admin.publish_article(&article).await;
        let found = service
            .reader()
            .get(&format!("/v1/articles?url={}", urlencoded(&url)))
            .await;
        let again = admin.try_publish_article(&article).await;

        assert_eq!(found.ok()["items"][0]["id"], published["id"]);
        again.refused(409, "already_exists");
    }
}

/// The texts of an operation's body.
fn texts(operation: &Operation) -> Vec<Text> {
    let mut texts = Vec::new();

    walk(operation, &mut |pointer, schema| {
        let Some(limit) = schema.get("x-text-limit") else {
            return;
        };
        let prefix = match schema["format"].as_str() {
            Some("uri") => "https://a.example/",
            Some("password") => "plum-tree-19",
            _ if pointer.ends_with("/doi") => "10.1000/",
            _ => "",
        };
        texts.push(Text {
            pointer: pointer.to_owned(),
            characters: number(&limit["characters"]),
            prefix,
        });
    });

    texts
}

/// Calls `visit` with the pointer and the schema of each value in an operation's body; of a list
/// only the first item.
fn walk(operation: &Operation, visit: &mut impl FnMut(&str, &Value)) {
    if let Some(schema) = &operation.schema {
        walk_schema(&document(), schema, "", visit);
    }
}

fn walk_schema(root: &Value, schema: &Value, at: &str, visit: &mut impl FnMut(&str, &Value)) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        return walk_schema(root, target, at, visit);
    }

    visit(at, schema);
    for variants in ["oneOf", "anyOf", "allOf"] {
        for variant in schema[variants].as_array().into_iter().flatten() {
            walk_schema(root, variant, at, visit);
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        walk_schema(root, property, &format!("{at}/{name}"), visit);
    }
    if let Some(items) = schema.get("items") {
        walk_schema(root, items, &format!("{at}/0"), visit);
    }
}

/// The example of an operation with a text of so many characters in one place.
fn body(
    operation: &Operation,
    text: &Text,
    character: &str,
    characters: usize,
    escape: fn(&str) -> String,
) -> Option<String> {
    let mut body = operation.body.clone()?;
    let prefix = text.prefix.chars().count();
    let value = [text.prefix, &character.repeat(characters - prefix)].concat();

    let marker = "the text in its place";
    put(&mut body, &text.pointer, marker);
    let quoted = format!("\"{}\"", escape(&value));

    Some(body.to_string().replace(&format!("\"{marker}\""), &quoted))
}

/// Writes a text at a pointer, and what must be there around it.
fn put(body: &mut Value, pointer: &str, text: &str) {
    let mut parts = pointer.split('/').skip(1).peekable();
    let mut place = body;

    while let Some(part) = parts.next() {
        if let Ok(index) = part.parse::<usize>() {
            if !place.is_array() {
                *place = json!([{ "number": 1, "text": "A source." }]);
            }
            place = &mut place[index];
        } else {
            if place.is_null() {
                *place = json!({});
            }
            place = &mut place[part];
        }
        if parts.peek().is_none() {
            *place = json!(text);
            return;
        }
    }
}

fn plain(text: &str) -> String {
    text.to_owned()
}

fn escaped(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn errors(problem: &Value) -> impl Iterator<Item = &str> {
    let errors = problem["errors"].as_array().into_iter().flatten();

    errors.filter_map(|error| error["pointer"].as_str())
}

fn report(operation: &Operation, text: &Text, character: &str, answer: &Answer) -> String {
    let (id, at, status) = (&operation.id, &text.pointer, answer.status);

    format!("{id} {at} {character}: {status} {}", answer.json)
}
