//! The published pages about the edge are complete and true.

use std::collections::BTreeSet;

use moderato::db::connection::pool::Pool;
use moderato::http::problem::code::CODES;
use moderato::http::quotas::POLICIES;

use super::service::{EdgeService, NOWHERE};

const ERRORS: &str = include_str!("../../../docs/ERRORS.md");
const HTML: &str = "text/html; charset=utf-8";

/// The metrics in the text format of Prometheus.
async fn metrics(service: &EdgeService) -> String {
    service.ask("GET /metrics").await.text().to_owned()
}

#[test]
fn every_code_is_unique_and_explained_with_its_status() {
    let codes: Vec<&str> = CODES.iter().map(|code| code.as_str()).collect();
    let unique: BTreeSet<&&str> = codes.iter().collect();
    assert_eq!(unique.len(), CODES.len());

    let sections: Vec<(&str, &str)> = ERRORS
        .split("\n## ")
        .skip(1)
        .map(|section| section.split_once('\n').unwrap())
        .collect();
    let explained: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        explained, codes,
        "docs/ERRORS.md explains each code, in the order of CODES"
    );

    for (code, (_, text)) in CODES.iter().zip(sections) {
        let status = format!("Status {}.", code.status().as_u16());
        let has_status = text.trim_start().starts_with(&status);
        assert!(has_status, "{}: {status}", code.as_str());
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
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let service = EdgeService::start();

    let page = service.ask("GET /docs/errors").await;

    assert_eq!(page.header("content-type"), Some(HTML));
    for code in CODES {
        let heading = format!("<h2 id=\"{}\">", code.as_str());
        assert!(page.text().contains(&heading), "{heading}");
    }
}

#[tokio::test]
async fn the_documentation_works_offline() {
    let service = EdgeService::start();

    let page = service.ask("GET /docs").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some(HTML));
    let html = page.text();
    assert!(!html.contains("//"), "nothing comes from elsewhere: {html}");

    let references = html.split(['"', '\'']);
    let files: Vec<&str> = references
        .filter(|text| text.ends_with(".js") || text.ends_with(".css"))
        .collect();
    assert!(files.len() >= 4, "{html}");
    for file in files {
        let answer = service.ask(&format!("GET /{file}")).await;
        assert_eq!(answer.status, 200, "{file}");
    }

    let start = service.ask("GET /docs/swagger-initializer.js").await;
    assert!(start.text().contains("/openapi.json"));

    for file in ["nothing.js", "..%2fCargo.toml", "%2e%2e", ""] {
        let answer = service.ask(&format!("GET /docs/{file}")).await;
        answer.refused(404, "not_found");
    }
}

#[tokio::test]
async fn metrics_name_routes_by_template_so_that_series_do_not_grow_with_use() {
    let service = EdgeService::start();
    for n in 0..20 {
        service.ask(&format!("GET /docs/file-{n}.js")).await;
        service.ask(&format!("GET /nowhere/{n}")).await;
        service.ask(&format!("METHOD{n} /health/live")).await;
    }

    let metrics = metrics(&service).await;

    let counts: Vec<&str> = metrics
        .lines()
        .filter(|line| line.starts_with("http_server_request_duration_seconds_count"))
        .collect();
    assert_eq!(counts.len(), 3, "{counts:?}");

    let find = |label: &str| counts.iter().find(|line| line.contains(label));
    let template = find("http_route=\"/docs/{file}\"");
    assert!(template.is_some_and(|line| line.ends_with(" 20")));
    assert!(find("http_route=\"unmatched\"").is_some());
    assert!(find("http_request_method=\"_OTHER\"").is_some());
    assert!(metrics.contains("db_client_connections{pool=\"primary\",state=\"max\"} 1"));
}

#[tokio::test]
async fn metrics_show_a_replica_only_where_there_is_one() {
    let alone = EdgeService::start();
    let shown = metrics(&alone).await;
    assert!(shown.contains("pool=\"primary\""), "{shown}");
    assert!(!shown.contains("replica"), "{shown}");

    let replica = Pool::new(NOWHERE, 3, 0).unwrap();
    let with_replica = EdgeService::start_rewired(|app| app.database.replica = replica);
    let shown = metrics(&with_replica).await;
    let series = "db_client_connections{pool=\"replica\",state=\"max\"} 3";
    assert!(shown.contains(series), "{shown}");
}
