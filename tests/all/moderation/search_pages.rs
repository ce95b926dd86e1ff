//! Pages of searches among thousands of comments: complete and without repetition, whether the
//! index knows the comments or not.

use moderato::flows::upkeep::fold_changes::Progress;
use moderato::flows::upkeep::index_search::{add_search_rows, index_comments};
use serde_json::json;

use crate::support::json::{items, text};
use crate::support::moderator::Moderator;
use crate::support::service::Service;

/// Comments as an earlier release wrote them: one in ten has a word, one in a thousand another one.
const COMMENTS: &str = "\
    INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, author_email, \
      author_key, body, html, policy_version, created_at) \
    SELECT a.site_id, id, a.article_id, uuid_send(id), 0, CASE n % 5 WHEN 0 THEN 'spam' ELSE 'pending' END, false, \
      'Reader ' || n, 'reader@example.org', sha256(int8send(n % 50)), \
      'Ein Text' || CASE n % 10 WHEN 3 THEN ' HÄUFIG' ELSE '' END || CASE n % 1000 WHEN 777 THEN ' Ёлка' ELSE '' END, \
      '', 1, now() \
    FROM articles a, generate_series(1, 7000) n, LATERAL (SELECT (lpad(to_hex(1780000000000 + n), 12, '0') || \
      '70008' || substr(md5(n::text), 1, 15))::uuid AS id) ids; \
    INSERT INTO findings (site_id, comment_id, revision, position, phase, code, severity, evidence) \
    SELECT site_id, comment_id, revision, 0, 'rate', 'too_fast', 'hold', '{}' FROM comments \
    WHERE get_byte(uuid_send(comment_id), 15) % 7 = 0; \
    UPDATE installation SET search_version = 0, search_walked_at = NULL";

/// The names of the authors on a page of the queue, in its order.
pub(super) async fn names(moderator: &Moderator, query: &str) -> Vec<String> {
    let page = moderator.queue(query).await;

    items(&page)
        .iter()
        .map(|comment| text(&comment["author"]["name"]))
        .collect()
}

/// The items of all pages, and the number of pages.
async fn all_pages(moderator: &Moderator, query: &str) -> (Vec<String>, usize) {
    let mut found = Vec::new();
    let mut cursor = String::new();

    for pages in 1.. {
        let page = moderator
            .queue(&format!("?limit=100&{query}{cursor}"))
            .await;
        let ids = items(&page).iter().map(|comment| text(&comment["id"]));
        found.extend(ids);

        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (found, pages),
        }
    }

    unreachable!()
}

/// Comments of which the index of segments knows nothing.
const UNINDEXED: &str = "comments c WHERE NOT EXISTS (SELECT FROM comment_search s \
    WHERE s.comment_id = c.comment_id AND s.grams = '{-2147483648,-2147483648}' \
    AND s.segment_grams IS NOT NULL)";

/// Adds the rows of all comments and gives them their grams, beside the service's own loops.
async fn index_all(service: &Service) {
    while service.count("installation WHERE search_version = 0").await > 0 {
        add_search_rows(&service.app()).await.unwrap();
    }
    while service.count(UNINDEXED).await > 0 {
        index_comments(&service.app()).await.unwrap();
    }
}

/// Divides what is in one segment into many, as the comments of a large site are. The first two
/// overlap, as those do that got late comments.
const DIVIDE: &str = "\
    TRUNCATE search_segments; \
    UPDATE comment_search SET grams = NULL, segment_grams = NULL, segment = n / 137 + 10 \
    FROM (SELECT comment_id AS id, row_number() OVER (ORDER BY comment_id) AS n FROM comments) c \
    WHERE comment_id = id; \
    UPDATE comment_search SET segment = 21 - segment WHERE segment IN (10, 11) \
    AND get_byte(uuid_send(comment_id), 15) % 2 = 0; \
    INSERT INTO search_segments \
    SELECT segment, count(*), min(comment_id::text)::uuid, max(comment_id::text)::uuid \
    FROM comment_search GROUP BY segment";

/// The searches, each with the condition in SQL for what it must find.
const SEARCHES: &[(&str, &str)] = &[
    ("status=all&q=h%C3%A4ufig", "body LIKE '%HÄUFIG%'"),
    ("status=all&q=haufig&sort=newest", "body LIKE '%HÄUFIG%'"),
    (
        "status=all&q=%D0%B5%D0%BB%D0%BA%D0%B0",
        "body LIKE '%Ёлка%'",
    ),
    ("status=spam&q=h%C3%A4ufig", "false"),
    ("status=pending&q=haufig%20elka", "false"),
    ("status=all&q=nowhere", "false"),
    ("status=all&q=%C3%A4u", "body LIKE '%HÄUFIG%'"),
    (
        "status=all&q=hau&author=reader%206",
        "body LIKE '%HÄUFIG%' AND author_name LIKE 'Reader 6%'",
    ),
    (
        "status=all&author=READER%2069",
        "author_name LIKE 'Reader 69%'",
    ),
    ("status=all&author=69", "author_name LIKE '%69%'"),
    ("status=all&q=ig", "body LIKE '%IG%'"),
    ("site=default&status=all&q=elka", "false"),
    (
        "site=default&status=pending&q=haufig",
        "body LIKE '%HÄUFIG%' AND status = 'pending'",
    ),
    (
        "status=all&finding=too_fast",
        "comment_id IN (SELECT comment_id FROM findings)",
    ),
    (
        "status=spam&finding=too_fast&sort=newest",
        "comment_id IN (SELECT comment_id FROM findings) AND status = 'spam'",
    ),
    (
        "status=all&finding=too_fast&q=haufig",
        "comment_id IN (SELECT comment_id FROM findings) AND body LIKE '%HÄUFIG%'",
    ),
];

async fn check_searches(service: &Service, moderator: &Moderator) -> Vec<usize> {
    let mut counts = Vec::new();

    for (query, condition) in SEARCHES {
        let wanted = format!(
            "SELECT coalesce(string_agg(comment_id::text, ' ' ORDER BY comment_id), '') FROM comments WHERE {condition}"
        );
        let wanted = service.text(&wanted).await;
        let mut wanted: Vec<&str> = wanted.split_whitespace().collect();
        if query.contains("newest") {
            wanted.reverse();
        }

        let (found, pages) = all_pages(moderator, query).await;

        assert_eq!(found.len(), wanted.len(), "{query}");
        assert_eq!(found, wanted, "{query}");
        counts.push(pages);
    }

    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_find_the_same_before_and_after_the_index_knows_old_comments() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.execute(COMMENTS).await;

    check_searches(&service, &moderator).await;

    index_all(&service).await;
    check_searches(&service, &moderator).await;

    let (_, pages) = all_pages(&moderator, "status=all&q=nowhere").await;
    assert_eq!(pages, 1, "the index tells that nothing follows");
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_find_the_same_in_many_segments_and_in_such_that_overlap() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.execute(COMMENTS).await;
    index_all(&service).await;

    service.execute(DIVIDE).await;
    index_all(&service).await;

    assert!(service.count("search_segments").await > 50);
    check_searches(&service, &moderator).await;
}

/// An instance of the release before edits a comment, and gives it the grams of its own kind.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_the_release_before_edits_is_found_by_its_new_text() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.execute(COMMENTS).await;
    index_all(&service).await;

    let edit = "UPDATE comment_search SET body = 'ein zebra', grams = '{1,2,3}' \
        WHERE comment_id IN (SELECT comment_id FROM comments ORDER BY comment_id DESC LIMIT 1)";
    service.execute(edit).await;

    let last = "SELECT comment_id::text FROM comments ORDER BY comment_id DESC LIMIT 1";
    let last = service.text(last).await;
    let before = all_pages(&moderator, "status=all&q=zebra").await;
    assert_eq!(before, (vec![last.clone()], 1));

    index_all(&service).await;
    let after = all_pages(&moderator, "status=all&q=zebra").await;
    assert_eq!(after, (vec![last], 1));
}

/// The release before compares the texts of comments that have its mark for too many grams.
#[tokio::test(flavor = "multi_thread")]
async fn the_release_before_compares_the_text_of_each_comment_in_a_segment() {
    let service = Service::start(json!({})).await;
    service.execute(COMMENTS).await;
    index_all(&service).await;

    let too_many = "comment_search WHERE grams @> '{-2147483648}'";

    assert_eq!(service.count(too_many).await, 7_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_part_ends_its_page_after_a_bounded_walk() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.execute(COMMENTS).await;
    index_all(&service).await;

    let page = moderator.queue("?status=all&q=zz").await;

    assert_eq!(items(&page).len(), 0);
    assert!(page["next_cursor"].is_string(), "it goes on");
    let (found, pages) = all_pages(&moderator, "status=all&q=zz").await;
    assert_eq!(found.len(), 0);
    assert_eq!(pages, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_written_with_a_comment_gets_its_grams_from_the_loop_and_loses_them_by_an_edit()
 {
    let service = Service::start(json!({})).await;
    let ada = service.author("ada");
    let posted = ada.post("A comment about the theatre.").await;

    while index_comments(&service.app()).await.unwrap() == Progress::Some {}
    let without = "comment_search WHERE grams IS NULL";
    let indexed = service.count(without).await;
    ada.edit(&posted, "A comment about the opera.").await;
    while index_comments(&service.app()).await.unwrap() == Progress::Some {}

    // The service's own loop may have been first, so only the end is sure.
    assert_eq!(indexed, 0);
    assert_eq!(service.count(without).await, 0);
    let body = service.text("SELECT body FROM comment_search").await;
    assert_eq!(body, "a comment about the opera.");
}

/// A whole text of common pieces, a text of one letter, and the longest one that is allowed.
#[tokio::test(flavor = "multi_thread")]
async fn silly_searches_are_answered() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(&"the e ".repeat(500)).await;

    for part in [
        "e",
        "the",
        &"the+e+".repeat(33),
        &"e".repeat(200),
        "%F0%9F%8D%95",
    ] {
        moderator.queue(&format!("?status=all&q={part}")).await;
    }
}
