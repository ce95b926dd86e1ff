//! Short ways into JSON, which fail where the value is of another kind.

use serde_json::Value;

/// The items of a page.
#[track_caller]
pub fn items(page: &Value) -> &[Value] {
    page["items"]
        .as_array()
        .unwrap_or_else(|| panic!("no page: {page}"))
}

/// A string.
#[track_caller]
pub fn text(value: &Value) -> String {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("no string: {value}"));

    text.to_owned()
}

/// The JSON pointers of all errors of a problem, in their order.
#[track_caller]
pub fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"]
        .as_array()
        .unwrap_or_else(|| panic!("no errors: {problem}"));

    errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap_or_default())
        .collect()
}
