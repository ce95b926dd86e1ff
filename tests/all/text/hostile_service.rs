//! Hostile strings through the whole service: taken or refused wherever people write, and harmless
//! when read back.

use futures_util::{StreamExt, stream};
use reqwest::{StatusCode, Url};
use serde_json::{Value, json};

use crate::support::app::{Actor, TestApp, comments};
use crate::support::hostile_text::collected_attacks;
use crate::support::html_judge::{Allowed, violations};

/// Requests under way at a time.
const AT_ONCE: usize = 8;
/// A body for when the attack is refused as one.
const NO_ATTACK: &str = "Nothing to see here.";

/// One place where people write: what is put there first, and what instead of a value that is
/// refused.
struct Place {
    pointer: &'static str,
    values: Vec<Value>,
}

fn place<const N: usize>(pointer: &'static str, values: [Value; N]) -> Place {
    Place {
        pointer,
        values: values.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn collected_attacks_are_stored_harmlessly_or_refused_wherever_people_write() {
    let Some(attacks) = collected_attacks() else {
        return;
    };
    let app = TestApp::start().await;
    let (admin, reader) = (app.admin().await, app.reader());
    admin
        .put(
            "/v1/admin/sites/default/policy",
            &json!({ "mode": "none", "version": 1 }),
        )
        .await
        .expect(StatusCode::OK);
    let article = admin.article("Where attacks are written").await;

    stream::iter(attacks.iter().enumerate())
        .for_each_concurrent(AT_ONCE, async |(number, attack)| {
            store(
                &admin,
                "/v1/admin/articles",
                json!({}),
                article_places(attack),
            )
            .await;
            let comment = json!({ "author": { "email": format!("attacker{number}@example.org") } });
            store(
                &reader,
                &comments(&article),
                comment,
                comment_places(attack),
            )
            .await;
        })
        .await;

    let articles = read_all(&reader, "/v1/articles").await;
    assert_eq!(articles.len(), attacks.len() + 1, "one for each attack");
    for article in &articles {
        assert_eq!(
            violations(text(&article["html"]), Allowed::ARTICLE),
            Vec::<String>::new(),
            "{article}"
        );
    }
    let thread = read_all(&reader, &format!("{}?view=flat", comments(&article))).await;
    assert_eq!(thread.len(), attacks.len(), "one for each attack");
    for comment in &thread {
        assert_eq!(
            violations(text(&comment["html"]), Allowed::COMMENT),
            Vec::<String>::new(),
            "{comment}"
        );
        let website = comment["author"]["website"]
            .as_str()
            .map(|website| Url::parse(website).unwrap());
        assert!(
            website.is_none_or(|website| matches!(website.scheme(), "http" | "https")),
            "{comment}"
        );
    }
    // A service that takes nothing would be harmless too.
    let refused = thread
        .iter()
        .filter(|comment| comment["body"] == NO_ATTACK)
        .count();
    assert!(
        refused * 10 < attacks.len(),
        "{refused} bodies were refused"
    );
}

fn article_places(attack: &str) -> [Place; 3] {
    [
        place("/title", [json!(attack), json!("A title.")]),
        place("/lead", [json!(attack), Value::Null]),
        place("/body", [json!(attack), json!(NO_ATTACK)]),
    ]
}

fn comment_places(attack: &str) -> [Place; 3] {
    let address = format!("https://good.example/{attack}");
    [
        place("/author/name", [json!(attack), json!("Ada")]),
        place(
            "/author/website",
            [json!(attack), json!(address), Value::Null],
        ),
        place("/body", [json!(attack), json!(NO_ATTACK)]),
    ]
}

/// Posts until it is stored: a value that is refused, by its place, gives way to the next one
/// there. Every answer is 201 or 422.
async fn store<const N: usize>(
    who: &Actor,
    path: &str,
    mut document: Value,
    mut places: [Place; N],
) {
    loop {
        for place in &places {
            set(&mut document, place.pointer, place.values[0].clone());
        }
        let answer = who.post(path, &document).await;
        if answer.status == StatusCode::CREATED {
            return;
        }
        assert_eq!(
            answer.code(),
            "validation_failed",
            "{path} {document}: {}",
            answer.json
        );
        let refused: Vec<&str> = answer.json["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| text(&it["pointer"]))
            .collect();
        for pointer in refused {
            let place = places.iter_mut().find(|place| place.pointer == pointer);
            let values = &mut place
                .unwrap_or_else(|| panic!("{document}: {}", answer.json))
                .values;
            values.remove(0);
            assert!(!values.is_empty(), "{document}: {}", answer.json);
        }
    }
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    let mut at = document;
    for name in pointer.split('/').skip(1) {
        at = &mut at[name];
    }
    *at = value;
}

/// Every item of a list, page by page.
async fn read_all(reader: &Actor, path: &str) -> Vec<Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = reader
            .get(&format!("{path}{joint}limit=100{cursor}"))
            .await
            .expect(StatusCode::OK);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
