//! Bodies and queries that are wrong in thousands of places, or hold NULs and escapes wherever a text
//! may be: the answer is short, and making it costs a small multiple of the request.

use serde_json::{Map, Value, json};

use super::kinds::Hostile;
use super::request::{ANSWER, Outcome, Request, alone};
use crate::laws::operations::{Operation, UNKNOWN_ID, document, operations};
use crate::laws::roles::{Accounts, Role};
use crate::support::author::Posted;
use crate::support::service::Service;

/// The bytes of an answer that refuses a request, with its head.
const REFUSAL: usize = 48 * 1024;
/// Entries of `errors`.
const TOLD: usize = 20;
/// Characters of a pointer, with the sign that it was cut.
const POINTER: usize = 201;
/// What hashing a password holds by design (`docs/decisions/0023-budgets.md`).
const PASSWORD_HASH: usize = 20 * 1024 * 1024;
/// The bytes of a body that every operation reads.
const BODY: usize = 60_000;

#[test]
fn a_wrong_body_costs_little_and_is_answered_in_short_wherever_it_is_wrong() {
    alone(
        "bodies::a_wrong_body_costs_little_and_is_answered_in_short_wherever_it_is_wrong",
        measure_bodies(),
    );
}

#[test]
fn a_wrong_query_costs_little_and_is_answered_in_short() {
    alone(
        "bodies::a_wrong_query_costs_little_and_is_answered_in_short",
        measure_queries(),
    );
}

/// A service, and a row for each kind of id that a path may name.
struct Caller {
    service: Service,
    accounts: Accounts,
    posted: Posted,
}

/// A body or a query with its kind.
struct Wrong {
    kind: String,
    text: String,
}

impl Caller {
    async fn start() -> Self {
        let policy = json!({ "mode": "none", "repeat_refusal_seconds": 0 });
        let service = Service::start(policy).await;

        Self {
            accounts: Accounts::create(&service).await,
            posted: service.author("ada").post("A comment to be read.").await,
            service,
        }
    }

    /// A request with the right to call.
    fn request(&self, operation: &Operation, query: &str, body: &str) -> Request {
        let path = operation.path_with(|name| match name {
            "article_id" => self.service.article.clone(),
            "comment_id" => self.posted.id.clone(),
            "site" => "default".to_owned(),
            "moderator_id" => self.accounts.moderator.to_string(),
            _ => UNKNOWN_ID.to_owned(),
        });
        let token = match operation.schemes.first().map(String::as_str) {
            Some("moderator_token") => self.accounts.token(Role::Admin),
            Some(_) => self.posted.token.clone(),
            None => String::new(),
        };

        Request {
            what: operation.id.clone(),
            line: format!("{} {path}{query}", operation.method),
            token,
            body: body.to_owned(),
        }
    }
}

async fn measure_bodies() {
    let caller = Caller::start().await;
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    let mut wrong = Vec::new();
    let mut refused = 0;

    for operation in operations() {
        let Some(example) = operation.body.as_ref().and_then(Value::as_object) else {
            continue;
        };
        let hashes = example.contains_key("password") || operation.id.contains("password");
        let more = if hashes { PASSWORD_HASH } else { 0 };

        for Wrong { kind, text } in bodies(&operation, example) {
            let request = caller.request(&operation, "", &text);
            let outcome = request.send(&caller.service, &mut buffer).await;

            refused += usize::from(matches!(outcome.status, 400 | 422));
            wrong.extend(faults(&request, &outcome, &kind, more, &buffer));
        }
    }

    assert!(refused > 300, "only {refused} were refused");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn measure_queries() {
    let caller = Caller::start().await;
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    let mut wrong = Vec::new();
    let mut refused = 0;

    for operation in operations() {
        // A stream does not end, and a request with a body is looked at above.
        if operation.body.is_some() || operation.path.ends_with("/events") {
            continue;
        }
        for Wrong { kind, text } in queries(&operation) {
            let request = caller.request(&operation, &text, "");
            let outcome = request.send(&caller.service, &mut buffer).await;

            refused += usize::from(outcome.status == 422);
            wrong.extend(faults(&request, &outcome, &kind, 0, &buffer));
        }
    }

    assert!(refused > 60, "only {refused} were refused");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The budgets that the request exceeded, and what is too long in its answer.
fn faults(
    request: &Request,
    outcome: &Outcome,
    kind: &str,
    more: usize,
    answer: &[u8],
) -> Vec<String> {
    let hostile = Hostile {
        kind: kind.to_owned(),
        text: String::new(),
    };
    let mut faults = outcome.faults_beside(request, &hostile, more);
    if outcome.status < 400 {
        return faults;
    }

    let of = format!("{} of {kind}: {}", request.what, outcome.status);
    if answer.len() > REFUSAL {
        faults.push(format!("{of}: {} bytes", answer.len()));
    }

    let text = String::from_utf8_lossy(answer);
    let (_, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    let problem: Value = serde_json::from_str(body).unwrap_or_default();
    if problem["code"].is_null() {
        faults.push(format!("{of}: no problem document: {body:.200}"));
    }
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let is_long = |error: &Value| {
        let pointer = error["pointer"].as_str().unwrap_or_default();

        pointer.chars().count() > POINTER
    };
    if errors.len() > TOLD || errors.iter().any(is_long) {
        faults.push(format!("{of}: {} errors", errors.len()));
    }

    faults
}

/// Bodies of some 60 KB that the operation does not take, or takes at a cost that is bounded.
fn bodies(operation: &Operation, example: &Map<String, Value>) -> Vec<Wrong> {
    let mut bodies = vec![
        of(
            "thousands of unknown names",
            with_all(example, &unknown_names()),
        ),
        of("a long name over thousands of NULs", long_name()),
        of(
            "as many values as are read",
            format!("[{}]", vec!["0"; 8_000].join(",")),
        ),
        of(
            "lists in lists",
            format!("{}{}", "[".repeat(30_000), "]".repeat(30_000)),
        ),
        of("objects in objects", "{\"~/\":".repeat(10_000)),
        of(
            "names that are equal once unescaped",
            "{\"a\":1,\"\\u0061\":2}".to_owned(),
        ),
        of("half a pair", "{\"a\":\"\\ud800\"}".to_owned()),
        of(
            "escapes of NUL in a name",
            format!("{{\"{}\":1}}", "\\u0000".repeat(9_000)),
        ),
    ];

    for name in example.keys() {
        let value =
            |kind: &str, value: &str| of(&format!("{kind} in {name}"), with(example, name, value));
        let nested = format!("{}1{}", "[{\"a/~\":".repeat(30), "}]".repeat(30));

        bodies.push(value(
            "thousands of wrong items",
            &format!("[{}]", vec!["{}"; 4_000].join(",")),
        ));
        bodies.push(value(
            "thousands of long items",
            &format!("[{}]", vec!["\"0123456789\""; 4_000].join(",")),
        ));
        bodies.push(value("unknown names", &unknown_names()));
        bodies.push(value("nesting", &nested));
        bodies.push(value(
            "a number of thousands of digits",
            &"9".repeat(BODY - 2_000),
        ));
    }

    for pointer in texts(operation) {
        for (kind, piece) in PIECES {
            let text = piece.repeat((BODY - 4_000) / piece.len());
            let body = put(example, &pointer, &format!("\"{text}\""));
            bodies.push(of(&format!("{kind} at {pointer}"), body));
        }
    }

    bodies
}

/// What fills a text, as it stands in JSON.
const PIECES: [(&str, &str); 8] = [
    ("NULs", "\\u0000"),
    ("escaped letters", "\\u0061"),
    ("escaped pairs", "\\ud83d\\udc4d"),
    ("halves of pairs", "\\udc4d"),
    ("escaped invisible characters", "a\\u200d\\u200b"),
    ("characters of one cluster", "\u{200D}\u{301}"),
    (
        "escaped line ends and quotation marks",
        "\\r\\n\\t\\\"\\\\\\/",
    ),
    ("letters of eighteen", "\\uFDFA"),
];

fn of(kind: &str, text: String) -> Wrong {
    Wrong {
        kind: kind.to_owned(),
        text,
    }
}

/// An object of thousands of names that no operation knows.
fn unknown_names() -> String {
    let names: Vec<String> = (0..4_000).map(|at| format!("\"x~/{at}\":{at}")).collect();

    format!("{{{}}}", names.join(","))
}

fn long_name() -> String {
    let nuls = vec!["\"\\u0000\""; 3_500].join(",");

    format!("{{\"{}\":[{nuls}]}}", "~".repeat(25_000))
}

/// The example and the names of another object.
fn with_all(example: &Map<String, Value>, object: &str) -> String {
    let example = Value::Object(example.clone()).to_string();
    let names = object.trim_start_matches('{');

    match example.trim_end_matches('}') {
        "{" => object.to_owned(),
        start => format!("{start},{names}"),
    }
}

/// The example with this value, in JSON, under that name.
fn with(example: &Map<String, Value>, name: &str, value: &str) -> String {
    put(example, &format!("/{name}"), value)
}

/// The example with this value, in JSON, at that pointer.
fn put(example: &Map<String, Value>, pointer: &str, value: &str) -> String {
    const MARKER: &str = "the value in its place";

    let mut body = Value::Object(example.clone());
    let mut parts = pointer.split('/').skip(1).peekable();
    let mut place = &mut body;
    while let Some(part) = parts.next() {
        let next_is_item = parts.peek().is_some_and(|next| *next == "0");
        place = match part.parse::<usize>() {
            Ok(at) => &mut place[at],
            Err(_) => &mut place[part],
        };
        if next_is_item && place.as_array().is_none_or(Vec::is_empty) {
            *place = json!([null]);
        } else if parts.peek().is_some() && !next_is_item && !place.is_object() {
            *place = json!({});
        }
    }
    *place = json!(MARKER);

    body.to_string().replace(&format!("\"{MARKER}\""), value)
}

/// The pointers of the texts in the operation's body.
fn texts(operation: &Operation) -> Vec<String> {
    let document = document();
    let mut pointers = Vec::new();
    if let Some(schema) = &operation.schema {
        walk(&document, schema, "", &mut pointers);
    }
    pointers.sort();
    pointers.dedup();

    pointers
}

fn walk(document: &Value, schema: &Value, at: &str, pointers: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#'));
        return walk(document, target.unwrap(), at, pointers);
    }

    let is_text = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
    if is_text {
        pointers.push(at.to_owned());
    }
    for variants in ["oneOf", "anyOf", "allOf"] {
        for variant in schema[variants].as_array().into_iter().flatten() {
            walk(document, variant, at, pointers);
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        walk(document, property, &format!("{at}/{name}"), pointers);
    }
    if let Some(items) = schema.get("items") {
        walk(document, items, &format!("{at}/0"), pointers);
    }
}

/// Queries that the operation does not take, or takes at a cost that is bounded.
fn queries(operation: &Operation) -> Vec<Wrong> {
    let unknown: Vec<String> = (0..1_500).map(|at| format!("x{at}=1")).collect();
    let mut queries = vec![of("unknown names", format!("?{}", unknown.join("&")))];

    for parameter in &operation.parameters {
        let name = parameter["name"].as_str().unwrap();
        for (kind, piece) in [
            ("NULs", "%00"),
            ("emoji", "%F0%9F%91%8D"),
            ("clusters", "%E2%80%8D%CC%81"),
            ("letters of eighteen", "%EF%B7%BA"),
            ("digits", "9"),
            ("commas", ","),
        ] {
            let text = piece.repeat(8_000 / piece.len());
            queries.push(of(&format!("{kind} in {name}"), format!("?{name}={text}")));
        }

        let repeated = vec![format!("{name}=%00"); 700].join("&");
        queries.push(of(&format!("{name} repeated"), format!("?{repeated}")));
    }

    queries
}
