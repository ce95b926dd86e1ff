//! Hostile texts in every field of a page's thread are inert.

use serde_json::json;

use super::page_judge::{elements, live_parts};
use super::{page, send, start, thread};
use crate::support::hostile_text::collected_attacks;

/// Texts that would run if one place did not escape them.
const ATTACKS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "--><iframe src=javascript:alert(1)>",
    "<style>*{background:url(//evil.example)}</style>",
];

#[tokio::test(flavor = "multi_thread")]
async fn attacks_in_stored_texts_do_not_run_on_the_page() {
    let service = start().await;
    let ada = service.author("ada");
    for attack in ATTACKS {
        let mut comment = ada.comment(&format!("{attack} and some words to show"));
        comment["author"]["name"] = json!(attack);
        ada.submit(&comment).await.posted();
        let quoted = attack.replace('\'', "''");
        service
            .execute(&format!("UPDATE articles SET title = '{quoted}'"))
            .await;

        let fresh = service.beside().await;
        let html = page(&fresh, &thread(&service)).await;

        assert_eq!(live_parts(&html), Vec::<String>::new(), "{attack}");
        let elements = elements(&html);
        let title = elements.iter().find(|it| it.name == "h1").unwrap();
        assert_eq!(title.text, attack);
        assert!(
            elements
                .iter()
                .any(|it| it.attribute("itemprop") == Some("name") && it.text == attack),
            "the name is shown as it was typed: {attack}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_in_a_form_that_is_shown_again_do_not_run() {
    let service = start().await;
    let mut attacks: Vec<String> = ATTACKS.iter().map(|it| (*it).to_owned()).collect();
    attacks.extend(collected_attacks().unwrap_or_default());
    // A name of more than eighty characters is refused, so that no attack is stored.
    let long = "x".repeat(90);

    for attack in attacks.iter().filter(|it| it.len() < 2_000) {
        let name = format!("{attack}{long}");
        let fields = [
            ("name", name.as_str()),
            ("email", attack),
            ("website", attack),
            ("text", attack),
            ("challenge", attack),
            ("answer", attack),
        ];
        let answer = send(&service, &thread(&service), &fields).await;

        assert_eq!(answer.status, 422, "{attack}");
        assert_eq!(live_parts(answer.text()), Vec::<String>::new(), "{attack}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attack_in_the_address_does_not_run() {
    let service = crate::support::service::Service::options()
        .without_article()
        .policy(json!({ "mode": "none", "origins": ["https://blog.example"] }))
        .start()
        .await;

    for attack in ATTACKS {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("url", &format!("https://blog.example/{attack}"));
        query.append_pair("sort", attack);
        query.append_pair("site", "default");
        let html = page(&service, &format!("/threads?{}", query.finish())).await;

        assert_eq!(live_parts(&html), Vec::<String>::new(), "{attack}");
    }
}
