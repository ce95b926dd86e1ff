//! Is what we publish about the edge complete and true?

use std::collections::BTreeSet;

use moderato::db::connection::pool::Pool;
use moderato::http::problem::code::CODES;
use moderato::http::quotas::POLICIES;

use super::wire::ask;
use super::{Service, settings};

const ERRORS: &str = include_str!("../../../docs/ERRORS.md");

#[test]
fn every_code_is_unique_and_explained_with_its_status() {
    let names: BTreeSet<&str> = CODES.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), CODES.len());
    let sections: Vec<(&str, &str)> = ERRORS
        .split("\n## ")
        .skip(1)
        .map(|section| section.split_once('\n').unwrap())
        .collect();
    let explained: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
    let coded: Vec<&str> = CODES.iter().map(|code| code.as_str()).collect();
    assert_eq!(
        explained, coded,
        "docs/ERRORS.md explains each code, in the order of http/code.rs"
    );
    for (code, (_, text)) in CODES.iter().zip(sections) {
        let status = format!("Status {}.", code.status().as_u16());
        assert!(
            text.trim_start().starts_with(&status),
            "{}: {status}",
            code.as_str()
        );
    }
}

#[test]
fn every_quota_is_documented() {
    for policy in POLICIES {
        assert_eq!(policy.window_seconds, 60);
        let row = format!("| `{}` | {} |", policy.name, policy.quota);
        assert!(ERRORS.contains(&row), "docs/ERRORS.md lacks {row}");
    }
}

#[tokio::test]
async fn a_problems_type_leads_to_its_explanation() {
    let service = Service::start(settings());
    let page = ask(service.address, "GET /docs/errors", "").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let html = String::from_utf8(page.body).unwrap();
    for code in CODES {
        assert!(
            html.contains(&format!("<h2 id=\"{}\">", code.as_str())),
            "{}",
            code.as_str()
        );
    }
}

#[tokio::test]
async fn the_documentation_works_offline() {
    let service = Service::start(settings());
    let page = ask(service.address, "GET /docs", "").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    let html = String::from_utf8(page.body).unwrap();
    assert!(!html.contains("//"), "nothing comes from elsewhere: {html}");
    let references = html
        .split(['"', '\''])
        .filter(|text| text.ends_with(".js") || text.ends_with(".css"));
    let files: Vec<&str> = references.collect();
    assert!(files.len() >= 4, "{html}");
    for file in files {
        assert_eq!(
            ask(service.address, &format!("GET /{file}"), "")
                .await
                .status,
            200,
            "{file}"
        );
    }
    let start = ask(service.address, "GET /docs/swagger-initializer.js", "").await;
    assert!(
        String::from_utf8(start.body)
            .unwrap()
            .contains("/openapi.json")
    );
    for file in ["nothing.js", "..%2fCargo.toml", "%2e%2e", ""] {
        ask(service.address, &format!("GET /docs/{file}"), "")
            .await
            .problem(404, "not_found");
    }
}

#[tokio::test]
async fn metrics_name_routes_by_template_so_that_series_do_not_grow_with_use() {
    let service = Service::start(settings());
    for n in 0..20 {
        ask(service.address, &format!("GET /docs/file-{n}.js"), "").await;
        ask(service.address, &format!("GET /nowhere/{n}"), "").await;
        ask(service.address, &format!("METHOD{n} /health/live"), "").await;
    }
    let text = String::from_utf8(ask(service.address, "GET /metrics", "").await.body).unwrap();
    let counts: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("http_server_request_duration_seconds_count"))
        .collect();
    assert_eq!(counts.len(), 3, "{counts:?}");
    assert!(
        counts
            .iter()
            .any(|line| line.contains("http_route=\"/docs/{file}\"") && line.ends_with(" 20"))
    );
    assert!(
        counts
            .iter()
            .any(|line| line.contains("http_route=\"unmatched\""))
    );
    assert!(
        counts
            .iter()
            .any(|line| line.contains("http_request_method=\"_OTHER\""))
    );
    assert!(text.contains("db_client_connections{pool=\"primary\",state=\"max\"} 1"));
}

#[tokio::test]
async fn metrics_show_a_replica_only_where_there_is_one() {
    let service = Service::start(settings());
    let text = String::from_utf8(ask(service.address, "GET /metrics", "").await.body).unwrap();
    assert!(
        text.contains("pool=\"primary\"") && !text.contains("replica"),
        "{text}"
    );
    let replica = Pool::new("postgres://nobody@127.0.0.1:1/none", 3, 0).unwrap();
    let service = Service::start_with(settings(), |app| app.database.replica = replica);
    let text = String::from_utf8(ask(service.address, "GET /metrics", "").await.body).unwrap();
    assert!(
        text.contains("db_client_connections{pool=\"replica\",state=\"max\"} 3"),
        "{text}"
    );
}
