//! Each write counts against a quota of its address, and the document says so.

use moderato::config::RateLimits;
use reqwest::Method;

use super::operations::{document, operations};
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_that_writes_is_limited_for_each_address() {
    let options = Service::options().http(|http| http.rate_limits = RateLimits::On);
    let service = options.start().await;
    let reader = service.reader();
    let document = document();

    let mut unlimited = Vec::new();
    for operation in operations() {
        if operation.method == Method::GET {
            continue;
        }

        let path = operation.path_to_nothing();
        let request = reader.request(operation.method.clone(), &path);
        let answer = reader.send(request).await;
        let has_headers = ["ratelimit", "ratelimit-policy"]
            .iter()
            .all(|name| answer.headers.contains_key(*name));

        let method = operation.method.as_str().to_lowercase();
        let responses = &document["paths"][&operation.path][method]["responses"];
        if !has_headers || responses["429"].is_null() {
            unlimited.push(operation.id);
        }
    }

    assert_eq!(unlimited, Vec::<String>::new());
}
