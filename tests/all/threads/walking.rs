//! Does a walk by cursors see each comment that stands throughout exactly once, while others come
//! and go?

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::service::Service;

/// The comments of a thread with their guest tokens, in the order of posting.
type Posted = Vec<(String, String)>;

/// Texts that have nothing in common, so that none is held as a near duplicate of another.
fn text(number: usize) -> String {
    let word = |seed: usize| -> String {
        let letter = |at: usize| {
            char::from(b'a' + u8::try_from((seed * 7919 + at * 104_729) / 13 % 26).unwrap())
        };
        (0..6).map(letter).collect()
    };
    format!(
        "{} {} {} {number}",
        word(number),
        word(number * 31 + 7),
        word(number * 57 + 11)
    )
}

/// Tops with replies below every third, and replies to those.
async fn grow(service: &Service) -> Posted {
    let mut posted = Posted::new();
    for number in 0..24 {
        let top = service
            .post(&format!("Ada{number}"), &text(number), None)
            .await;
        if number % 3 == 0 {
            let reply = service
                .post("Charles", &text(100 + number), Some(&top.0))
                .await;
            let below = service
                .post("Mary", &text(200 + number), Some(&reply.0))
                .await;
            posted.extend([reply, below]);
        }
        posted.push(top);
    }
    posted
}

async fn page(service: &Service, path: &str, query: &str, cursor: Option<&str>) -> Value {
    let cursor = cursor
        .map(|cursor| format!("&cursor={cursor}"))
        .unwrap_or_default();
    let answer = service
        .send(service.request(Method::GET, &format!("{path}?{query}{cursor}")))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json
}

/// How often each comment of these items and of what is below them is seen; cut branches are walked
/// on.
async fn count(service: &Service, items: &Value, seen: &mut BTreeMap<String, usize>) {
    let mut left: Vec<Value> = items.as_array().unwrap().clone();
    while let Some(comment) = left.pop() {
        let id = comment["id"].as_str().unwrap();
        *seen.entry(id.to_owned()).or_default() += 1;
        left.extend(comment["replies"].as_array().into_iter().flatten().cloned());
        let mut cursor = comment["replies_cursor"].as_str().map(str::to_owned);
        while let Some(at) = cursor {
            let path = format!("/v1/comments/{id}/replies");
            let replies = page(service, &path, "limit=3", Some(&at)).await;
            left.extend(replies["items"].as_array().unwrap().clone());
            cursor = replies["next_cursor"].as_str().map(str::to_owned);
        }
    }
}

/// Walks while, during and between pages, one comes and one of `posted` goes. Returns what was seen
/// and what went.
async fn walk(
    service: &Service,
    query: &str,
    posted: &Posted,
) -> (BTreeMap<String, usize>, BTreeSet<String>) {
    let path = format!("/v1/articles/{}/comments", service.article);
    let (mut seen, mut gone) = (BTreeMap::new(), BTreeSet::new());
    let mut going = posted
        .iter()
        .enumerate()
        .filter(|(at, _)| at % 4 == 1)
        .map(|(_, comment)| comment);
    let mut cursor: Option<String> = None;
    let mut number = 1_000;
    loop {
        number += 1;
        let name = format!("Guest{number}");
        let next_text = text(number);
        let withdrawal = going.next();
        let others = async {
            service.post(&name, &next_text, None).await;
            if let Some((id, token)) = withdrawal {
                let request = service
                    .request(Method::DELETE, &format!("/v1/comments/{id}"))
                    .bearer_auth(token);
                assert_eq!(service.send(request).await.status, 204);
            }
        };
        let (items, ()) = tokio::join!(page(service, &path, query, cursor.as_deref()), others);
        gone.extend(withdrawal.map(|(id, _)| id.clone()));
        count(service, &items["items"], &mut seen).await;
        cursor = items["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return (seen, gone);
        }
        assert!(number < 1_100, "the walk does not end");
    }
}

async fn holds(layout: &str) {
    for sort in ["oldest", "newest"] {
        let service = Service::start(json!({ "mode": "none" })).await;
        let posted = grow(&service).await;
        let (seen, gone) = walk(&service, &format!("{layout}&sort={sort}"), &posted).await;
        assert!(gone.len() > 3, "too few went: {}", gone.len());
        for (id, _) in posted.iter().filter(|(id, _)| !gone.contains(id)) {
            assert_eq!(seen.get(id), Some(&1), "{layout} {sort} {id}");
        }
        let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{layout} {sort} {twice:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_of_the_flat_view_misses_nothing_and_repeats_nothing() {
    holds("view=flat&limit=4").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_of_the_tree_misses_nothing_and_repeats_nothing() {
    holds("view=tree&limit=4").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_cut_at_its_depth_tells_where_it_goes_on() {
    holds("view=tree&limit=3&depth=1").await;
    holds("view=tree&limit=3&depth=0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_cut_for_its_width_tells_where_it_goes_on() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (top, _) = service
        .post("Ada", "What does everybody think?", None)
        .await;
    let mut expected = BTreeSet::from([top.clone()]);
    for number in 0..120 {
        expected.insert(
            service
                .post(&format!("Guest{number}"), &text(number), Some(&top))
                .await
                .0,
        );
    }
    let path = format!("/v1/articles/{}/comments", service.article);
    let tree = page(&service, &path, "view=tree", None).await;
    assert!(
        tree["items"][0]["replies_cursor"].is_string(),
        "120 replies are cut"
    );
    assert_eq!(
        (&tree["total"], &tree["items"][0]["reply_count"]),
        (&json!(121), &json!(120))
    );
    let mut seen = BTreeMap::new();
    count(&service, &tree["items"], &mut seen).await;
    assert_eq!(seen.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert!(seen.values().all(|times| *times == 1));
}
