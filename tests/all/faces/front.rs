//! The front page, the demo page, and problems as pages.

use moderato::cli::demo::load;
use serde_json::json;

use super::page_judge::elements;
use super::{HTML, open, page, start};
use crate::edge::service::EdgeService;
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_leads_to_every_part_and_each_link_works() {
    let service = start().await;
    service.admin().await;
    load(&service.app()).await.unwrap();

    let front = page(&service, "/").await;

    let links: Vec<String> = elements(&front)
        .iter()
        .filter(|element| element.name == "a" || element.name == "link")
        .filter_map(|element| element.attribute("href").map(str::to_owned))
        .collect();
    for path in ["/console", "/demo", "/docs", "/health/ready"] {
        assert!(links.contains(&path.to_owned()), "{path}: {links:?}");
    }
    for link in links {
        let answer = open(&service, &link).await;
        assert_eq!(answer.status, 200, "{link}");
    }
}

#[tokio::test]
async fn the_front_page_needs_no_database_and_no_script() {
    let service = EdgeService::start();

    let answer = service.ask("GET /").await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some(HTML));
    assert!(answer.header("etag").is_some());
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
    assert!(!answer.text().contains("<script type=\"module\" src=\"/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_on_the_front_page_name_the_address_of_the_service() {
    let options = Service::options().http(|http| {
        http.public_url = Some("https://comments.example.org".to_owned());
    });
    let service = options.start().await;

    let front = page(&service, "/").await;

    let code = elements(&front)
        .into_iter()
        .find(|element| element.name == "code")
        .unwrap();
    let script = "<script type=\"module\" src=\"https://comments.example.org/embed.js\"></script>";
    assert!(code.text.contains(script), "{}", code.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_page_is_the_demo_article_with_its_thread() {
    let service = start().await;
    service.admin().await;
    let demo = load(&service.app()).await.unwrap();

    let page = page(&service, "/demo").await;

    let elements = elements(&page);
    let find = |name: &str| elements.iter().find(|element| element.name == name);
    let id = demo.article.to_string();
    let thread = find("moderato-thread").unwrap();
    assert_eq!(thread.attribute("article-id"), Some(id.as_str()));
    assert_eq!(find("script").unwrap().attribute("src"), Some("/embed.js"));
    assert!(find("h1").unwrap().text.contains("walk"));
    assert!(page.contains(&format!("/threads/{id}")), "without a script");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_demo_its_page_says_how_to_get_one() {
    let service = start().await;

    let answer = open(&service, "/demo").await;

    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), Some(HTML));
    assert!(answer.text().contains("moderato serve --demo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_of_a_page_for_people_is_a_page() {
    let service = start().await;

    for (path, status) in [
        ("/threads/0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11", 404),
        ("/threads/nonsense", 404),
        ("/threads", 422),
        ("/threads?url=nonsense", 422),
        ("/threads?url=https://elsewhere.example/", 403),
    ] {
        let answer = open(&service, path).await;

        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), Some(HTML), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let id = answer.header("x-request-id").unwrap();
        assert!(answer.text().contains(id), "{path}");
        assert!(answer.text().contains("<h1>"), "{path}");
    }
}

#[tokio::test]
async fn a_page_without_its_database_says_so() {
    let service = EdgeService::start();
    let id = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

    let answer = service.ask(&format!("GET /threads/{id}")).await;

    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("content-type"), Some(HTML));
    assert!(answer.header("retry-after").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_for_people_knows_its_methods() {
    let service = Service::start(json!({})).await;

    let options = crate::edge::wire::ask(service.address(), "OPTIONS /threads", "").await;
    assert_eq!(options.status, 204);
    assert_eq!(options.header("allow"), Some("GET, HEAD, OPTIONS, POST"));

    let put = crate::edge::wire::ask(service.address(), "PUT /demo", "").await;
    assert_eq!(put.status, 405);
}
