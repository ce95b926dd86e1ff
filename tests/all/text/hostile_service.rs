//! Hostile strings in the whole service: stored or refused in every field that people write, and
//! harmless when they are read.

use futures_util::{StreamExt, stream};
use reqwest::{StatusCode, Url};
use serde_json::{Value, json};

use crate::support::actor::Actor;
use crate::support::hostile_text::collected_attacks;
use crate::support::html_judge::{Allowed, violations};
use crate::support::json::{items, pointers};
use crate::support::paths::comments;
use crate::support::service::Service;

/// Requests under way at a time.
const AT_ONCE: usize = 8;
/// A body for when the attack is refused as one.
const NO_ATTACK: &str = "Nothing to see here.";

/// A field that people write: its first value, and those to send instead of one that is refused.
struct Field {
    pointer: &'static str,
    values: Vec<Value>,
}

impl Field {
    fn new<const COUNT: usize>(pointer: &'static str, values: [Value; COUNT]) -> Self {
        Self {
            pointer,
            values: values.into(),
        }
    }

    /// Writes the present value into the document.
    fn write(&self, document: &mut Value) {
        let mut at = document;
        for name in self.pointer.split('/').skip(1) {
            at = &mut at[name];
        }

        *at = self.values[0].clone();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn collected_attacks_are_stored_harmlessly_or_refused_in_every_field() {
    let Some(attacks) = collected_attacks() else {
        return;
    };
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    let reader = service.reader();
    let thread = comments(&service.article);

    stream::iter(attacks.iter().enumerate())
        .for_each_concurrent(AT_ONCE, async |(number, attack)| {
            let article = json!({});
            store(
                &admin,
                "/v1/admin/articles",
                article,
                article_fields(attack),
            )
            .await;

            let email = format!("attacker{number}@example.org");
            let comment = json!({ "author": { "email": email } });
            store(&reader, &thread, comment, comment_fields(attack)).await;
        })
        .await;

    let articles = read_all(&reader, "/v1/articles?limit=100").await;
    assert_eq!(articles.len(), attacks.len() + 1, "one for each attack");
    for article in &articles {
        assert_harmless(article, Allowed::ARTICLE);
    }

    let comments = read_all(&reader, &format!("{thread}?view=flat&limit=100")).await;
    assert_eq!(comments.len(), attacks.len(), "one for each attack");
    for comment in &comments {
        assert_harmless(comment, Allowed::COMMENT);

        if let Some(website) = comment["author"]["website"].as_str() {
            let website = Url::parse(website).unwrap();
            assert!(matches!(website.scheme(), "http" | "https"), "{comment}");
        }
    }

    // A service that takes nothing would be harmless too.
    let refused = comments
        .iter()
        .filter(|comment| comment["body"] == NO_ATTACK)
        .count();
    assert!(
        refused * 10 < attacks.len(),
        "{refused} bodies were refused"
    );
}

fn article_fields(attack: &str) -> [Field; 3] {
    [
        Field::new("/title", [json!(attack), json!("A title.")]),
        Field::new("/lead", [json!(attack), Value::Null]),
        Field::new("/body", [json!(attack), json!(NO_ATTACK)]),
    ]
}

fn comment_fields(attack: &str) -> [Field; 3] {
    let website = format!("https://good.example/{attack}");

    [
        Field::new("/author/name", [json!(attack), json!("Ada")]),
        Field::new(
            "/author/website",
            [json!(attack), json!(website), Value::Null],
        ),
        Field::new("/body", [json!(attack), json!(NO_ATTACK)]),
    ]
}

/// Posts the document until it is stored: a value that is refused, by its pointer, gives way to the
/// next one of its field. Every answer is 201 or 422.
async fn store<const COUNT: usize>(
    actor: &Actor,
    path: &str,
    mut document: Value,
    mut fields: [Field; COUNT],
) {
    loop {
        for field in &fields {
            field.write(&mut document);
        }
        let answer = actor.post(path, &document).await;
        if answer.status == StatusCode::CREATED {
            return;
        }

        let problem = answer.refused(422, "validation_failed");
        for pointer in pointers(&problem) {
            let field = fields.iter_mut().find(|field| field.pointer == pointer);
            let field = field.unwrap_or_else(|| panic!("{document}: {problem}"));
            field.values.remove(0);
            assert!(!field.values.is_empty(), "{document}: {problem}");
        }
    }
}

/// Every item of a list, page by page. `path` has a query.
async fn read_all(actor: &Actor, path: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = String::new();

    loop {
        let page = actor.get(&format!("{path}{cursor}")).await.ok();
        found.extend(items(&page).iter().cloned());

        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[track_caller]
fn assert_harmless(item: &Value, allowed: Allowed) {
    let html = item["html"].as_str().unwrap();

    assert_eq!(violations(html, allowed), Vec::<String>::new(), "{item}");
}
