//! Snapshots of whole bodies: one for each endpoint and family of status.
//!
//! [`check`] compares an answer with a file in `snapshots/`, whose name is made of the operation,
//! the status and the code of a problem: `edit_comment.403.edit_window_closed.snap`. After an
//! intended change, `INSTA_UPDATE=always cargo test --test all snapshots::` writes the files again,
//! and their diff is reviewed. A file that no test needs any more is deleted by hand.
//!
//! Values that differ from run to run are replaced. Ids are numbered by their first appearance in
//! the body, so that equal ids stay equal. Times of the test's clock stay, since it does not move.

mod accounts;
mod articles;
mod audit;
mod comments;
mod complete;
mod duplicates;
mod events;
mod moderation;
mod people;
mod problems;
mod redaction;
mod sites;
mod streams;
mod threads;

use insta::{Settings, assert_json_snapshot};
use serde_json::{Value, json};

use self::redaction::{redact, without_ids};
use crate::support::answer::Answer;

const ABSENT: &str = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

/// Compares the answer of an operation with its snapshot. A variant may follow the id of the
/// operation: `list_article_comments.flat`.
#[track_caller]
fn check(operation: &str, answer: Answer) {
    let status = answer.status.as_u16();
    let name = match answer.code() {
        "" => format!("{operation}.{status}"),
        code => format!("{operation}.{status}.{code}"),
    };

    check_json(&name, &json!({ "status": status, "body": answer.json }));
}

/// Compares JSON with the snapshot of this name.
#[track_caller]
fn check_json(name: &str, json: &Value) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    redact(&mut settings);

    let json = without_ids(json);
    settings.bind(|| assert_json_snapshot!(name, json));
}
