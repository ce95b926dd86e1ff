//! A walk by cursors sees each comment that stays exactly once, while others come and go.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::author::Posted;
use crate::support::json::{items, text};
use crate::support::reader::Reader;
use crate::support::service::Service;

/// How often each comment was seen, by its id.
type Sightings = BTreeMap<String, usize>;

/// A walk through a thread.
struct Walk {
    seen: Sightings,
    /// The comments that were withdrawn meanwhile.
    withdrawn: BTreeSet<String>,
}

/// Texts that have nothing in common, so that none is held as a near duplicate of another.
fn unlike_text(number: usize) -> String {
    let word = |seed: usize| -> String {
        let letter = |at: usize| {
            char::from(b'a' + u8::try_from((seed * 7919 + at * 104_729) / 13 % 26).unwrap())
        };
        (0..6).map(letter).collect()
    };

    let first = word(number);
    let second = word(number * 31 + 7);
    let third = word(number * 57 + 11);
    format!("{first} {second} {third} {number}")
}

/// Posts top-level comments, replies below every third, and replies to those. All of them, in the
/// order of posting.
async fn grow(service: &Service) -> Vec<Posted> {
    let charles = service.author("Charles");
    let mary = service.author("Mary");
    let mut posted = Vec::new();

    for number in 0..24 {
        let ada = service.author(&format!("Ada{number}"));
        let top = ada.post(&unlike_text(number)).await;

        if number % 3 == 0 {
            let reply = charles.reply_to(&top, &unlike_text(100 + number)).await;
            let below = mary.reply_to(&reply, &unlike_text(200 + number)).await;
            posted.extend([reply, below]);
        }
        posted.push(top);
    }

    posted
}

/// The query of the next page, if there is one.
fn next(query: &str, cursor: &Value) -> Option<String> {
    let cursor = cursor.as_str()?;

    Some(format!("{query}&cursor={cursor}"))
}

/// Counts the comments on a page and those below them. Reads the pages of cut branches.
async fn count(reader: &Reader, page: &Value, seen: &mut Sightings) {
    let mut left: Vec<Value> = items(page).to_vec();

    while let Some(comment) = left.pop() {
        let id = text(&comment["id"]);
        left.extend(comment["replies"].as_array().into_iter().flatten().cloned());

        let mut query = next("?limit=3", &comment["replies_cursor"]);
        while let Some(of_replies) = query {
            let replies = reader.replies(&id, &of_replies).await;
            left.extend(items(&replies).iter().cloned());
            query = next("?limit=3", &replies["next_cursor"]);
        }

        *seen.entry(id).or_default() += 1;
    }
}

/// Walks through the thread. While each page is read, one comment is posted and one of `posted` is
/// withdrawn.
async fn walk(service: &Service, query: &str, posted: &[Posted]) -> Walk {
    let reader = service.reader();
    let author = service.author("Ada");
    let mut seen = Sightings::new();
    let mut withdrawn = BTreeSet::new();
    let mut leaving = posted.iter().skip(1).step_by(4);
    let mut path = Some(query.to_owned());
    let mut number = 1_000;

    while let Some(query_of_page) = path {
        number += 1;
        assert!(number < 1_100, "the walk does not end");
        let guest = service.author(&format!("Guest{number}"));
        let leaves = leaving.next();

        let others = async {
            guest.post(&unlike_text(number)).await;
            if let Some(leaves) = leaves {
                author.withdraw(leaves).await;
            }
        };
        let (page, ()) = tokio::join!(reader.thread_page(&query_of_page), others);

        withdrawn.extend(leaves.map(|posted| posted.id.clone()));
        count(&reader, &page, &mut seen).await;
        path = next(query, &page["next_cursor"]);
    }

    Walk { seen, withdrawn }
}

async fn assert_complete(layout: &str) {
    for sort in ["oldest", "newest"] {
        let service = Service::start(json!({ "mode": "none" })).await;
        let posted = grow(&service).await;

        let query = format!("?{layout}&sort={sort}");
        let Walk { seen, withdrawn } = walk(&service, &query, &posted).await;

        let few = withdrawn.len();
        assert!(few > 3, "too few were withdrawn: {few}");
        for posted in posted.iter().filter(|it| !withdrawn.contains(&it.id)) {
            let id = &posted.id;
            assert_eq!(seen.get(id), Some(&1), "{layout} {sort} {id}");
        }
        let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{layout} {sort} {twice:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_of_the_flat_view_misses_nothing_and_repeats_nothing() {
    assert_complete("view=flat&limit=4").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_of_the_tree_misses_nothing_and_repeats_nothing() {
    assert_complete("view=tree&limit=4").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_cut_at_its_depth_has_a_cursor_to_the_rest() {
    assert_complete("view=tree&limit=3&depth=1").await;
    assert_complete("view=tree&limit=3&depth=0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_cut_for_its_width_has_a_cursor_to_the_rest() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let reader = service.reader();
    let top = service
        .author("Ada")
        .post("What does everybody think?")
        .await;
    let mut expected = BTreeSet::from([top.id.clone()]);
    for number in 0..120 {
        let guest = service.author(&format!("Guest{number}"));
        let reply = guest.reply_to(&top, &unlike_text(number)).await;
        expected.insert(reply.id);
    }

    let tree = reader.thread_page("?view=tree").await;
    let place = &tree["items"][0];
    assert!(place["replies_cursor"].is_string(), "120 replies are cut");
    assert_eq!(tree["total"], 121);
    assert_eq!(place["reply_count"], 120);

    let mut seen = Sightings::new();
    count(&reader, &tree, &mut seen).await;
    assert_eq!(seen.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert!(seen.values().all(|times| *times == 1));
}
