//! Does every write count against a quota of the address it comes from, and say so in the document?

use moderato::config::RateLimits;
use reqwest::Method;

use super::operations::{document, operations};
use crate::support::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_that_writes_is_limited_for_each_address() {
    let app = TestApp::start_with(|http| http.rate_limits = RateLimits::On).await;
    let reader = app.reader();
    let document = document();
    let mut unlimited = Vec::new();
    for operation in operations()
        .iter()
        .filter(|operation| operation.method != "GET")
    {
        let path = operation.address(|_| "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11".to_owned());
        let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
        let answer = reader.send(reader.request(method, &path)).await;
        let told = ["ratelimit", "ratelimit-policy"]
            .iter()
            .all(|name| answer.headers.contains_key(*name));
        let described = &document["paths"][&operation.path][operation.method.to_lowercase()]["responses"]
            ["429"];
        if !told || described.is_null() {
            unlimited.push(operation.id.clone());
        }
    }
    assert_eq!(unlimited, Vec::<String>::new());
}
