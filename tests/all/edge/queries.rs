//! Parameters of a query: each is known, comes once, and is of its type.

use super::service::EdgeService;

const ID: &str = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

#[tokio::test]
async fn good_parameters_are_taken_and_lists_may_repeat() {
    let service = EdgeService::start();

    let head = format!(
        "GET /probe/query?site=a+b%26c&depth=3&kind=loud&article={ID}&article_id={ID}&article_id={ID}"
    );
    let value = service.ask(&head).await.json();
    assert_eq!(value["site"], "a b&c");
    assert_eq!(value["depth"], 3);
    assert_eq!(value["kind"], "loud");
    assert_eq!(value["article_id"].as_array().map(Vec::len), Some(2));

    let without = service.ask("GET /probe/query").await;
    assert_eq!(without.status, 200);
}

#[tokio::test]
async fn bad_parameters_are_422_and_named() {
    let service = EdgeService::start();
    let four = format!("article_id={ID}&").repeat(4);

    for (query, pointer, code) in [
        ("colour=red", "colour", "unknown_field"),
        ("site=a&site=b", "site", "repeated_parameter"),
        ("depth=3&depth=3", "depth", "repeated_parameter"),
        ("depth=three", "depth", "wrong_type"),
        ("depth=-1", "depth", "wrong_type"),
        ("depth=99999999999999999999", "depth", "wrong_type"),
        ("depth=", "depth", "wrong_type"),
        ("kind=quiet", "kind", "unknown_value"),
        ("article=7", "article", "invalid_value"),
        ("article_id=7", "article_id", "invalid_value"),
        (four.as_str(), "article_id", "invalid_length"),
        ("site=%00", "site", "unreadable_text"),
        ("site=%ff", "site", "unreadable_text"),
    ] {
        let answer = service.ask(&format!("GET /probe/query?{query}")).await;

        let document = answer.refused(422, "validation_failed");
        assert_eq!(document["errors"][0]["pointer"], pointer, "{query}");
        assert_eq!(document["errors"][0]["code"], code, "{query}");
    }
}

#[tokio::test]
async fn a_page_has_its_limit_within_bounds_and_leads_to_the_next() {
    let service = EdgeService::start();
    let page = async |query: &str| service.ask(&format!("GET /probe/page{query}")).await;

    for (query, limit) in [
        ("", 25),
        ("?limit=1", 1),
        ("?limit=100", 100),
        ("?limit=101", 100),
        ("?limit=99999999999", 100),
    ] {
        assert_eq!(page(query).await.json()["items"][0], limit, "{query}");
    }

    for query in [
        "?limit=0",
        "?limit=-1",
        "?limit=ten",
        "?limit=",
        "?limit=1.5",
    ] {
        let document = page(query).await.refused(422, "validation_failed");
        assert_eq!(document["errors"][0]["pointer"], "limit", "{query}");
    }

    let first = page("?limit=5&q=a%26b").await;
    assert_eq!(
        first.header("link"),
        Some("</probe/page?limit=5&q=a%26b&cursor=next-one>; rel=\"next\"")
    );
    assert_eq!(first.json()["next_cursor"], "next-one");

    let last = page("?limit=5&cursor=next-one").await;
    assert_eq!(last.header("link"), None);
    assert!(last.json()["next_cursor"].is_null());
}
