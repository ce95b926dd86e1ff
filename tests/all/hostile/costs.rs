//! Every request with a hostile text makes, holds and compares no more than its budget.

use serde_json::json;

use super::kinds::{Hostile, texts};
use super::request::{ANSWER, Request, alone};
use crate::support::author::Posted;
use crate::support::service::Service;

/// Texts of several kinds.
const MIXTURES: usize = 8;

#[test]
fn a_hostile_text_costs_no_more_than_the_budgets() {
    alone(
        "costs::a_hostile_text_costs_no_more_than_the_budgets",
        measure_texts(),
    );
}

#[test]
fn an_edit_to_a_hostile_text_costs_no_more_than_the_budgets() {
    alone(
        "costs::an_edit_to_a_hostile_text_costs_no_more_than_the_budgets",
        measure_edits(),
    );
}

async fn measure_texts() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let token = moderator.token().to_owned();
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    let mut wrong = Vec::new();

    // The first request makes what is made once.
    service.author("zoe").post("A first comment.").await;

    let texts = texts(MIXTURES);
    for (number, hostile) in texts.iter().enumerate() {
        for request in requests(&service, &token, hostile, number) {
            let outcome = request.send(&service, &mut buffer).await;

            wrong.extend(outcome.faults(&request, hostile));
        }
    }

    for request in reads(&service, &token) {
        let outcome = request.send(&service, &mut buffer).await;
        wrong.extend(outcome.faults(&request, &Hostile::all()));
    }

    let stored = service.count("comments").await;
    assert!(stored > 60, "only {stored} of the texts were stored");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each text is previewed, posted by two, and checked.
fn requests(service: &Service, token: &str, hostile: &Hostile, number: usize) -> Vec<Request> {
    let thread = format!("POST /v1/articles/{}/comments", service.article);
    let post = |copy: usize| {
        let text = format!("{} end{copy}", hostile.text);
        let email = format!("author{number}.{copy}@example.org");

        Request::new(
            "post",
            &thread,
            "",
            &json!({ "author": { "name": "Ada", "email": email }, "body": text }),
        )
    };
    let check = json!({ "body": hostile.text, "article_id": service.article });
    let preview = json!({ "body": hostile.text });

    vec![
        Request::new("preview", "POST /v1/comments/preview", "", &preview),
        post(0),
        post(1),
        Request {
            what: "preview with escapes".to_owned(),
            line: "POST /v1/comments/preview".to_owned(),
            token: String::new(),
            body: format!("{{\"body\":\"{}\"}}", hostile.escaped()),
        },
        Request::new("check", "POST /v1/admin/duplicates/check", token, &check),
    ]
}

/// What readers and moderators read of all that was stored.
fn reads(service: &Service, token: &str) -> Vec<Request> {
    let thread = format!("GET /v1/articles/{}/comments", service.article);
    let read = |what: &str, line: &str, token: &str| Request::read(what, line, token);

    vec![
        read("thread", &format!("{thread}?limit=100"), ""),
        read("flat", &format!("{thread}?view=flat&limit=100"), ""),
        read("latest", "GET /v1/comments?limit=100", ""),
        read(
            "queue",
            "GET /v1/admin/comments?status=all&limit=100",
            token,
        ),
        read(
            "search",
            "GET /v1/admin/comments?status=all&q=word&limit=100",
            token,
        ),
        read("groups", "GET /v1/admin/duplicates?limit=100", token),
    ]
}

/// Each text replaces another one, of an author, and of a moderator beside that look-alike; then the
/// same text is sent again, and once more with every character escaped.
async fn measure_edits() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let staff = moderator.author();
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    let mut wrong = Vec::new();
    let mut edited = 0;

    service.author("zoe").post("A first comment.").await;

    for (number, hostile) in texts(2).iter().enumerate() {
        let one = service.author(&format!("One {number}"));
        let before = [
            one.post(&format!("The first text of one, {number}.")).await,
            staff
                .post(&format!("What staff says first, {number}."))
                .await,
        ];

        for (copy, posted) in before.iter().enumerate() {
            for request in edits(posted, hostile, copy) {
                let outcome = request.send(&service, &mut buffer).await;

                edited += usize::from(outcome.status == 200);
                wrong.extend(outcome.faults(&request, hostile));
            }
        }
    }

    assert!(edited > 120, "only {edited} edits were taken");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// To the text, to the same text, and to the text with every character escaped.
fn edits(posted: &Posted, hostile: &Hostile, copy: usize) -> [Request; 3] {
    let line = format!("PATCH /v1/comments/{}", posted.id);
    let plain = json!({ "body": format!("{} end{copy}", hostile.text) });
    let edit = |what: &str| Request::new(what, &line, &posted.token, &plain);

    [
        edit("edit"),
        edit("edit to the same"),
        Request {
            what: "edit with escapes".to_owned(),
            body: format!("{{\"body\":\"{}\"}}", hostile.escaped()),
            ..edit("")
        },
    ]
}
