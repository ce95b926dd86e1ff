//! Each write counts against a quota of its address, and the document says so.

use moderato::config::RateLimits;
use reqwest::Method;

use super::operations::{document, operations};
use super::roles::{Accounts, Role};
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_that_writes_is_limited_for_each_address() {
    let options = Service::options().http(|http| http.rate_limits = RateLimits::On);
    let service = options.start().await;
    let accounts = Accounts::create(&service).await;
    let (reader, admin) = (
        service.reader(),
        service.bearer(&accounts.token(Role::Admin)),
    );
    let document = document();

    let mut unlimited = Vec::new();
    for operation in operations() {
        if operation.method == Method::GET {
            continue;
        }

        let path = operation.path_to_nothing();
        // The quota of staff is counted for those who have the right.
        let is_for_staff = operation.schemes == ["moderator_token"];
        let actor = if is_for_staff { &admin } else { &*reader };
        let request = actor.request(operation.method.clone(), &path);
        let answer = actor.send(request).await;
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

/// What a stranger sends to the routes of staff takes nothing from the quota of staff.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_the_right_counts_against_no_quota_of_staff() {
    let options = Service::options().http(|http| http.rate_limits = RateLimits::On);
    let service = options.start().await;
    let accounts = Accounts::create(&service).await;

    let mut counted = Vec::new();
    for operation in operations() {
        // Signing out is for everybody: a client without a session is signed out already.
        let is_for_staff = operation.schemes == ["moderator_token"] && operation.id != "sign_out";
        if operation.method == Method::GET || !is_for_staff {
            continue;
        }

        let path = operation.path_to_nothing();
        for role in [Role::Anonymous, Role::Author, Role::Expired, Role::Forged] {
            let stranger = service.bearer(&accounts.token(role));
            let request = stranger.request(operation.method.clone(), &path);
            let answer = stranger.send(request).await;

            if answer.headers.contains_key("ratelimit") {
                counted.push(format!("{} by {role:?}", operation.id));
            }
            answer.refused(401, "unauthenticated");
        }
    }

    assert_eq!(counted, Vec::<String>::new());
}
