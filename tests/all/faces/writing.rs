//! The form of a comment: it works without a script, keeps what was typed, and refuses what the API
//! refuses.

use moderato::config::RateLimits;
use serde_json::json;

use super::page_judge::{Element, elements};
use super::{HTML, filled_in, open, page, send, start, start_with, thread};
use crate::edge::service::EdgeService;
use crate::edge::wire::{WireAnswer, ask};
use crate::support::service::Service;

/// The field with this name.
fn field(html: &str, name: &str) -> Option<Element> {
    let mut elements = elements(html).into_iter();

    elements.find(|it| {
        ["input", "textarea"].contains(&it.name.as_str()) && it.attribute("name") == Some(name)
    })
}

/// Holds that the answer is the form with all that was typed.
#[track_caller]
fn assert_kept(answer: &WireAnswer, fields: &[(&str, &str)]) {
    assert_eq!(answer.header("content-type"), Some(HTML));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));

    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let field = field(answer.text(), name).unwrap_or_else(|| panic!("no field {name}"));
        let kept = match field.name.as_str() {
            "textarea" => field.text.clone(),
            _ => field.attribute("value").unwrap_or_default().to_owned(),
        };
        assert_eq!(kept, *value, "{name}");
    }
}

/// The words beside a field.
fn fault(html: &str, name: &str) -> Option<String> {
    let id = format!("{name}-wrong");
    let elements = elements(html);
    let found = elements.iter().find(|it| it.attribute("id") == Some(&id));
    let described = field(html, name).is_some_and(|field| {
        let ids = field.attribute("aria-describedby").unwrap_or_default();
        ids.split(' ').any(|it| it == id) && field.attribute("aria-invalid") == Some("true")
    });

    found.filter(|_| described).map(|it| it.text.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_shown_is_where_the_redirect_leads() {
    let service = start().await;

    let answer = send(
        &service,
        &thread(&service),
        &filled_in("Loose leaves.\r\n\r\nAlways."),
    )
    .await;

    assert_eq!(answer.status, 303);
    assert!(answer.header("cache-control").unwrap().contains("no-store"));
    let location = answer.header("location").unwrap();
    let (path, anchor) = location.split_once('#').unwrap();
    let html = page(&service, path).await;
    let shown = elements(&html)
        .into_iter()
        .find(|it| it.attribute("id") == Some(anchor))
        .unwrap();
    assert!(shown.text.contains("Loose leaves."), "{}", shown.text);
    assert!(shown.text.contains("Ada Lovelace"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_waits_leads_to_a_page_that_says_so() {
    let service = start_with(json!({ "mode": "all" })).await;

    let answer = send(&service, &thread(&service), &filled_in("Loose leaves.")).await;

    assert_eq!(answer.status, 303);
    let html = page(&service, answer.header("location").unwrap()).await;
    assert!(html.contains("waits for approval"));
    assert!(!html.contains("Loose leaves."));
    assert_eq!(service.count("comments WHERE status = 'pending'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_sent_from_the_page_of_its_comment() {
    let service = start().await;
    let top = service.author("bob").post("Bags are fine.").await;
    let mut fields = filled_in("Not for me.");
    fields.push(("parent", &top.id));

    let answer = send(&service, &thread(&service), &fields).await;

    assert_eq!(answer.status, 303);
    let parent = format!("comments WHERE parent_id = '{}'", top.id);
    assert_eq!(service.count(&parent).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_stands_beside_its_field_and_everything_is_kept() {
    let service = start().await;
    let fields = [
        ("name", "\u{202E}"),
        ("email", "not an address"),
        ("website", "javascript:alert(1)"),
        (
            "text",
            "\nA first line that is empty, \"quotes\" & <b>brackets</b> stay.",
        ),
    ];

    let answer = send(&service, &thread(&service), &fields).await;

    assert_eq!(answer.status, 422);
    assert_kept(&answer, &fields);
    for name in ["name", "email", "website"] {
        let words = fault(answer.text(), name);
        assert!(words.is_some_and(|words| words.len() > 10), "{name}");
    }
    assert_eq!(fault(answer.text(), "text"), None);
    let links = elements(answer.text());
    assert!(
        links
            .iter()
            .any(|it| it.attribute("href") == Some("#email"))
    );
    assert_eq!(service.count("comments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_form_says_what_is_missing() {
    let service = start().await;

    let answer = send(&service, &thread(&service), &[]).await;

    assert_eq!(answer.status, 422);
    for name in ["name", "email", "text"] {
        assert!(fault(answer.text(), name).is_some(), "{name}");
    }
    assert_eq!(fault(answer.text(), "website"), None, "it is optional");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longest_comment_in_any_script_fits_the_form() {
    let service = start().await;

    for character in ["中", "я", "🍵", "a"] {
        let text = character.repeat(10_000);
        let mut fields = filled_in(&text);
        let email = format!("{}@example.org", service.clock().new_id());
        fields[1].1 = &email;

        let answer = send(&service, &thread(&service), &fields).await;
        assert_eq!(answer.status, 303, "{character}");
    }

    let text = "a".repeat(10_001);
    let answer = send(&service, &thread(&service), &filled_in(&text)).await;
    assert_eq!(answer.status, 422);
    assert_kept(&answer, &filled_in(&text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_asked_for_in_the_form_and_its_answer_is_good() {
    let service = start_with(json!({ "mode": "none", "challenge": "arithmetic" })).await;
    let fields = filled_in("Loose leaves, always.");

    let mut answer = send(&service, &thread(&service), &fields).await;
    for (given, expected) in [("999", 422), ("", 422), ("sum", 303)] {
        assert_eq!(answer.status, 422);
        assert_kept(&answer, &fields);
        assert!(fault(answer.text(), "answer").is_some());

        let token = field(answer.text(), "challenge").unwrap();
        let question = elements(answer.text())
            .into_iter()
            .find(|it| it.attribute("for") == Some("answer"))
            .unwrap();
        let numbers = question.text.split([' ', '?']);
        let sum: i64 = numbers.filter_map(|part| part.parse::<i64>().ok()).sum();
        let given = if given == "sum" {
            sum.to_string()
        } else {
            given.to_owned()
        };

        let mut again = fields.clone();
        let token = token.attribute("value").unwrap().to_owned();
        again.push(("challenge", &token));
        again.push(("answer", &given));
        answer = send(&service, &thread(&service), &again).await;
        assert_eq!(answer.status, expected, "{given}");
    }

    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_was_sent_twice_is_stored_once_and_the_form_says_so() {
    let service = start().await;
    let fields = filled_in("Loose leaves, always, they have room to open.");
    send(&service, &thread(&service), &fields).await;

    let answer = send(&service, &thread(&service), &fields).await;

    assert_eq!(answer.status, 409);
    assert_kept(&answer, &fields);
    assert!(answer.text().contains("it is stored"));
    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_to_what_is_gone_can_be_sent_as_a_comment_of_its_own() {
    let service = start().await;
    let mut fields = filled_in("Not for me.");

    for parent in ["0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11", "nonsense"] {
        fields.truncate(4);
        fields.push(("parent", parent));
        let answer = send(&service, &thread(&service), &fields).await;

        assert_eq!(answer.status, 422, "{parent}");
        assert_kept(&answer, &fields[..4]);
        assert!(field(answer.text(), "parent").is_none(), "{parent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_article_takes_no_comment_and_keeps_the_words() {
    let service = start().await;
    service
        .execute("UPDATE articles SET comments_open = false")
        .await;
    let fields = filled_in("Loose leaves, always.");

    let answer = send(&service, &thread(&service), &fields).await;

    assert_eq!(answer.status, 403);
    assert_kept(&answer, &fields);
    assert!(answer.text().contains("closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_on_comments_is_that_of_the_api() {
    let options = Service::options()
        .policy(json!({ "mode": "none" }))
        .http(|http| http.rate_limits = RateLimits::On);
    let service = options.start().await;
    for n in 0..10 {
        let text = format!("Cup {n} of the day.");
        let answer = send(&service, &thread(&service), &filled_in(&text)).await;
        assert_eq!(answer.status, 303);
    }

    let fields = filled_in("One more cup.");
    let answer = send(&service, &thread(&service), &fields).await;
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").is_some());
    assert!(answer.header("ratelimit").is_some());
    assert_kept(&answer, &fields);

    let by_api = service.author("ada").try_post("Another cup.").await;
    by_api.refused(429, "rate_limited");
}

#[tokio::test]
async fn without_a_database_the_words_are_kept() {
    let service = EdgeService::start();
    let id = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";
    let head = format!("POST /threads/{id}\nContent-Type: application/x-www-form-urlencoded");
    let form = "name=Ada&email=ada%40example.org&text=Loose+leaves%2C+always.";

    let answer = service.ask_with(&head, form).await;

    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    assert_kept(
        &answer,
        &[("name", "Ada"), ("text", "Loose leaves, always.")],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_pages_and_listed_ones_may_send_the_form() {
    let service = start().await;
    let policy = json!({ "mode": "none", "origins": ["https://blog.example"], "version": 1 });
    service.admin().await.put_policy(&policy).await;
    let path = thread(&service);

    for (headers, status) in [
        ("Sec-Fetch-Site: same-origin\nOrigin: null", 303),
        ("Origin: http://test", 303),
        ("Origin: https://test", 303),
        (
            "Origin: https://blog.example\nSec-Fetch-Site: cross-site",
            303,
        ),
        (
            "Origin: https://evil.example\nSec-Fetch-Site: cross-site",
            403,
        ),
        ("Sec-Fetch-Site: cross-site", 403),
        (
            "Sec-Fetch-Site: same-site\nOrigin: https://evil.example",
            403,
        ),
        ("Origin: https://evil.example", 403),
        ("Origin: http://test.evil.example", 403),
        ("Origin: http://test:81", 403),
        ("Origin: null", 403),
        ("Origin: nonsense", 403),
    ] {
        let text = format!("Sent with {}", headers.replace('\n', " and "));
        let fields = filled_in(&text);
        let answer = send(&service, &format!("{path}\n{headers}"), &fields).await;

        assert_eq!(answer.status, status, "{headers}");
        if status == 403 {
            assert_kept(&answer, &fields);
        }
    }
    assert_eq!(service.count("comments").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_comment_at_an_address_publishes_its_page() {
    let policy = json!({
        "mode": "none", "origins": ["https://blog.example"],
        "registration": "listed_origins",
    });
    let service = Service::options()
        .without_article()
        .policy(policy)
        .start()
        .await;
    let path = "/threads?url=https%3A%2F%2Fblog.example%2Ftea";
    let fields = filled_in("Loose leaves, always.");

    let answer = send(&service, path, &fields).await;

    assert_eq!(answer.status, 303, "{}", answer.text());
    let location = answer.header("location").unwrap();
    let (location, _) = location.split_once('#').unwrap();
    assert!(page(&service, location).await.contains("Loose leaves"));
    assert!(page(&service, path).await.contains("Loose leaves"));
    assert_eq!(service.count("articles").await, 1);

    let elsewhere = "/threads?url=https%3A%2F%2Fevil.example%2F";
    let refused = send(&service, elsewhere, &fields).await;
    assert_eq!(refused.status, 403);
    assert_kept(&refused, &fields);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_form_is_refused() {
    let service = start().await;
    let path = thread(&service);

    for (media_type, body, status) in [
        ("application/json", "{}".to_owned(), 415),
        ("multipart/form-data; boundary=x", "--x--".to_owned(), 415),
        (
            "application/x-www-form-urlencoded",
            "name=%E9ric".to_owned(),
            400,
        ),
        (
            "application/x-www-form-urlencoded",
            "a".repeat(2 * 1024 * 1024),
            413,
        ),
    ] {
        let head = format!("POST {path}\nContent-Type: {media_type}");
        let answer = ask(service.address(), &head, body).await;

        assert_eq!(answer.status, status, "{media_type}");
        assert_eq!(answer.header("content-type"), Some(HTML));
    }
    assert_eq!(open(&service, &path).await.status, 200);
}
