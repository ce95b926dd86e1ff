//! Which operations does the document describe, and how is each called?

use moderato::http::contract::openapi::document_json;
use serde_json::Value;

/// One operation of the OpenAPI document.
pub struct Operation {
    pub id: String,
    pub method: String,
    /// The path's template.
    pub path: String,
    /// Its parameters in the query.
    pub parameters: Vec<Value>,
    /// Names of the security schemes.
    pub schemes: Vec<String>,
    /// The example of its JSON body, if it takes one.
    pub body: Option<Value>,
}

impl Operation {
    /// The path with each variable part filled in by its name.
    pub fn address(&self, fill: impl Fn(&str) -> String) -> String {
        let part = |part: &str| match part
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(name) => fill(name),
            None => part.to_owned(),
        };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
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
    let requirements = operation["security"].as_array().into_iter().flatten();
    Operation {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        parameters: parameters
            .filter(|it| it["in"] == "query")
            .cloned()
            .collect(),
        schemes: requirements
            .filter_map(Value::as_object)
            .flat_map(|it| it.keys().cloned())
            .collect(),
        body: example(&operation["requestBody"]["content"]["application/json"]),
    }
}

fn example(media: &Value) -> Option<Value> {
    let named = || media["examples"].as_object()?.values().next()?.get("value");
    media.get("example").or_else(named).cloned()
}
