//! The differences in an answer are bounded in the words that they compare, and in their parts.

use serde_json::{Value, json};

use crate::support::json::items;
use crate::support::service::Service;

/// 4,990 words of one letter, begun at another one of them: the passages stay the same, and the
/// search for a difference costs the square of the words.
fn rotated(by: usize) -> String {
    const WORDS: usize = 4_990;
    let letter = |at: usize| char::from(b'a' + u8::try_from((at * at / 7 + at) % 26).unwrap());

    (0..WORDS)
        .map(|at| format!("{} ", letter((at + by) % WORDS)))
        .collect()
}

fn parts(member: &Value) -> Option<usize> {
    member["diff"].as_array().map(Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_cost_too_much_to_compare_are_one_deletion_and_one_insertion() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for by in 0..3 {
        let author = service.author(&format!("author{by}"));
        author.post(&rotated(by * 450)).await;
    }

    let group = moderator.only_group().await;

    let members = group["members"].as_array().unwrap();
    assert_eq!(members.len(), 2, "{group}");
    for member in members {
        assert_eq!(parts(member), Some(2));
        assert_eq!(member["diff"][0]["text"], group["original"]["body"]);
        assert_eq!(member["diff"][1]["text"], member["comment"]["body"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_groups_shows_the_differences_of_the_first_three_members() {
    const TEXT: &str =
        "Order the miracle drops today, they cured my knees within a single week, no doctor.";
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service
        .post_as(["ada", "bob", "cid", "dan", "eve", "fay"], TEXT)
        .await;

    let list = moderator.get("/v1/admin/duplicates").await.ok();
    let group = &items(&list)[0];
    let parts_of_each = |group: &Value| -> Vec<Option<usize>> {
        let members = group["members"].as_array().unwrap();
        members.iter().map(parts).collect()
    };

    assert_eq!(
        parts_of_each(group),
        [Some(1), Some(1), Some(1), None, None]
    );
    let path = format!("/v1/admin/duplicates/{}", group["id"].as_str().unwrap());
    let alone = moderator.get(&path).await.ok();
    assert_eq!(parts_of_each(&alone), [Some(1); 5]);
}

/// The most bytes of an answer.
const MOST: usize = 2 * 1024 * 1024;

/// As much HTML as a comment may have.
const LARGE: &str = "UPDATE comments SET html = repeat('\"', 128000)";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_groups_of_large_comments_ends_early_and_leaves_out_members() {
    const TEXTS: [&str; 3] = [
        "Order the miracle drops today, they cured my knees within a single week, no doctor.",
        "Which of the two maps is the older one, and who drew it in the first place, I wonder?",
        "The second chart should start at zero, because the difference looks far too large.",
    ];
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for text in TEXTS {
        let names = [
            "ada", "bob", "cid", "dan", "eve", "fay", "gus", "hal", "ida", "jon",
        ];
        service.post_as(names, text).await;
    }
    service.execute(LARGE).await;

    let pages = moderator.pages("/v1/admin/duplicates?limit=100").await;

    let groups: Vec<&Value> = pages.iter().flat_map(|page| items(page)).collect();
    assert_eq!(groups.len(), 3, "each group is on some page");
    assert!(pages.len() > 1, "they are larger than a page");
    for page in &pages {
        assert!(page.to_string().len() <= MOST);
    }
    for group in groups {
        assert_eq!(group["size"], 10);
        let members = group["members"].as_array().unwrap().len();
        assert!((1..9).contains(&members), "{members} are shown");
        let path = format!("/v1/admin/duplicates/{}", group["id"].as_str().unwrap());
        let alone = moderator.get(&path).await.ok();
        assert!(alone.to_string().len() <= MOST);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_queue_with_large_comments_ends_early() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for number in 0..20 {
        let author = service.author(&format!("author{number}"));
        author
            .post(&format!("The comment at place {number}, which waits."))
            .await;
    }
    service.execute(LARGE).await;

    for query in ["status=pending", "status=all", "q=comment"] {
        let pages = moderator
            .pages(&format!("/v1/admin/comments?limit=100&{query}"))
            .await;

        let mut ids: Vec<&str> = pages
            .iter()
            .flat_map(|page| items(page))
            .map(|comment| comment["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), 20, "{query}");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 20, "{query}");
        assert!(pages.len() > 2, "{query}");
        for page in &pages {
            assert!(page.to_string().len() <= MOST, "{query}");
        }
    }
}
