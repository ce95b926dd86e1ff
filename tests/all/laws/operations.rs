//! The operations of the OpenAPI document, and how each is called.

use moderato::http::contract::openapi::document_json;
use reqwest::Method;
use serde_json::Value;

/// An id that belongs to nothing.
pub const UNKNOWN_ID: &str = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

/// One operation of the OpenAPI document.
pub struct Operation {
    pub id: String,
    pub method: Method,
    /// The path's template.
    pub path: String,
    /// Its parameters in the query.
    pub parameters: Vec<Value>,
    /// Names of the security schemes.
    pub schemes: Vec<String>,
    /// The example of its JSON body, if it takes one.
    pub body: Option<Value>,
    /// The largest size of its body in bytes.
    pub body_bytes: Option<usize>,
    /// The schema of its body, after references.
    pub schema: Option<Value>,
}

impl Operation {
    /// The path with each variable part filled in by its name.
    pub fn path_with(&self, fill: impl Fn(&str) -> String) -> String {
        let parts = self.path.split('/').map(|part| match variable(part) {
            Some(name) => fill(name),
            None => part.to_owned(),
        });

        parts.collect::<Vec<_>>().join("/")
    }

    /// The path with ids that belong to nothing.
    pub fn path_to_nothing(&self) -> String {
        self.path_with(|_| UNKNOWN_ID.to_owned())
    }
}

/// The name of a variable part of a path.
fn variable(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

pub fn document() -> Value {
    serde_json::from_str(document_json()).unwrap()
}

/// Every operation, in the order of the document.
pub fn operations() -> Vec<Operation> {
    let document = document();
    let mut operations = Vec::new();

    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push(read(path, method, operation));
        }
    }

    operations
}

fn read(path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let in_query = parameters.filter(|parameter| parameter["in"] == "query");
    let requirements = operation["security"].as_array().into_iter().flatten();
    let schemes = requirements
        .filter_map(Value::as_object)
        .flat_map(|requirement| requirement.keys());

    Operation {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
        path: path.to_owned(),
        parameters: in_query.cloned().collect(),
        schemes: schemes.cloned().collect(),
        body: example(&operation["requestBody"]["content"]["application/json"]),
        body_bytes: operation["requestBody"]["x-max-bytes"]
            .as_u64()
            .and_then(|bytes| usize::try_from(bytes).ok()),
        schema: operation["requestBody"]["content"]["application/json"]
            .get("schema")
            .cloned(),
    }
}

fn example(media: &Value) -> Option<Value> {
    let named = || media["examples"].as_object()?.values().next()?.get("value");

    media.get("example").or_else(named).cloned()
}
