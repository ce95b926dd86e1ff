//! A problem document stays small, whatever the body or the query.

use serde_json::{Value, json};

use super::service::EdgeService;
use super::wire::WireAnswer;

const JSON: &str = "POST /probe/body\nContent-Type: application/json";

/// The largest body that the endpoint takes.
const BODY: usize = 64 * 1024;
/// The largest problem document: twenty entries, each with a pointer of two hundred characters.
const PROBLEM: usize = 32 * 1024;

/// As many copies of `item` as fit into a body beside `rest` bytes, separated by commas.
fn list(item: &str, rest: usize) -> String {
    let count = (BODY - rest) / (item.len() + 1);

    vec![item; count.min(8_000)].join(",")
}

fn small(answer: &WireAnswer, body: &str) -> Value {
    let shown: String = body.chars().take(80).collect();
    assert!(body.len() <= BODY, "{shown}: the body has {}", body.len());
    assert!(
        (400..500).contains(&answer.status),
        "{shown}: {}",
        answer.status
    );
    assert!(
        answer.body.len() <= PROBLEM,
        "{shown}: {} bytes",
        answer.body.len()
    );

    answer.json()
}

#[tokio::test]
async fn a_problem_stays_small_whatever_the_body() {
    let service = EdgeService::start();
    let name = |sign: &str, bytes: usize| sign.repeat(bytes / sign.len());
    let nul = r#""\u0000""#;
    let mut bodies = Vec::new();

    // The pointer to each value is long: of letters, of signs that are escaped, of marks.
    for sign in ["a", "~", "/", r#"\""#, r"\u0001", "\u{301}", "👍"] {
        let long = name(sign, 32_000);
        bodies.push(format!("{{\"{long}\":[{}]}}", list(nul, 32_100)));
        bodies.push(format!("{{\"{long}\":1,\"{long}\":2}}"));
        bodies.push(format!("{{\"{long}\":1}}"));
        bodies.push(format!("{{\"author\":{{\"{long}\":1}}}}"));
    }
    // Many levels, each with a long name.
    let long = name("x", 1_000);
    let (open, close) = (
        format!("{{\"{long}\":").repeat(60),
        "}".repeat(60).to_owned(),
    );
    bodies.push(format!("{open}[{}]{close}", list(nul, 61_000)));
    // Many faults: NUL in values, in names, unknown names at the top and below.
    bodies.push(format!("[{}]", list(nul, 2)));
    let names = |count: usize| -> String {
        let names: Vec<String> = (0..count).map(|at| format!("\"{at}\":1")).collect();
        names.join(",")
    };
    bodies.push(format!("{{{}}}", names(7_000)));
    bodies.push(format!("{{\"author\":{{{}}}}}", names(7_000)));
    let names: Vec<String> = (0..4_000).map(|at| format!("\"{at}\\u0000\":1")).collect();
    bodies.push(format!("{{{}}}", names.join(",")));

    for body in bodies {
        let answer = service.ask_with(JSON, &body).await;
        small(&answer, &body);
    }
}

#[tokio::test]
async fn a_problem_says_how_many_faults_it_leaves_out() {
    let service = EdgeService::start();
    let names: Vec<String> = (0..30).map(|at| format!("\"unknown{at:02}\":1")).collect();

    let body = format!("{{{}}}", names.join(","));
    let problem = small(&service.ask_with(JSON, &body).await, &body);

    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(20));
    assert_eq!(problem["errors"][19]["pointer"], "/unknown19");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("The first 20 of 30"), "{detail}");
}

#[tokio::test]
async fn a_long_pointer_is_cut_with_an_ellipsis() {
    let service = EdgeService::start();
    let body = json!({ "x".repeat(64_000): 1 }).to_string();

    let problem = small(&service.ask_with(JSON, &body).await, &body);

    let cut = format!("/{}…", "x".repeat(199));
    assert_eq!(problem["errors"][0]["pointer"], cut);
}

#[tokio::test]
async fn a_problem_stays_small_whatever_the_query() {
    let service = EdgeService::start();

    for query in [
        format!("{}=1", "x".repeat(6_000)),
        format!("{}=%ff", "x".repeat(6_000)),
        vec!["a=%00"; 1_000].join("&"),
        vec!["%00=%00"; 700].join("&"),
        (0..100).map(|at| format!("{at}=1&")).collect(),
    ] {
        let answer = service.ask(&format!("GET /probe/query?{query}")).await;
        small(&answer, &query);
    }
}
