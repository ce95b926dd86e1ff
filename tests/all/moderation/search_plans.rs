//! The plans of searches: each step reads its indexes only, and a bounded number of pages, in
//! tables that Postgres knows to be large and in such that it takes to be small.

use moderato::db::connection::keyset::Sort;
use moderato::db::moderation::queue::QueueFilter;
use moderato::db::moderation::search::{
    AuthorKey, BY_INDEXES, Length, List, Search, chosen_statement, walk_statement,
};
use moderato::db::moderation::search_candidates::{CANDIDATES, UNINDEXED};
use moderato::domain::ids::SiteId;
use moderato::domain::status::Status;
use moderato::text::search_form::SearchForm;
use serde_json::json;
use uuid::Uuid;

use crate::support::database::lines;
use crate::support::service::Service;

/// Comments in twenty segments, with a gram in each comment, one in ten, and one in a thousand.
const COMMENTS: &str = "\
    INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, author_email, \
      author_key, body, html, policy_version, created_at) \
    SELECT a.site_id, id, a.article_id, uuid_send(id), 0, CASE n % 10 WHEN 0 THEN 'pending' ELSE 'approved' END, true, \
      'Reader', 'reader@example.org', sha256(int8send(n % 400)), repeat('A text of some length. ', 7), '', 1, now() \
    FROM articles a, generate_series(FEW, MANY) n, LATERAL (SELECT md5('comment ' || n)::uuid AS id) ids; \
    INSERT INTO comment_search (site_id, comment_id, search_version, body, author, grams, segment, segment_grams) \
    SELECT site_id, comment_id, 1, lower(body), 'reader', '{-2147483648,-2147483648}', segment, \
      ARRAY(SELECT segment * 1000000 + gram FROM unnest( \
        ARRAY[0, get_byte(uuid_send(comment_id), 15) % 10 + 1, abs(hashtext(comment_id::text)) % 1000] || \
        ARRAY(SELECT abs(hashtext(comment_id::text || n)) % 20000 FROM generate_series(1, 40) n)) gram) \
    FROM (SELECT *, (row_number() OVER (ORDER BY ctid))::integer / 1000 AS segment FROM comments) numbered ON CONFLICT DO NOTHING; \
    INSERT INTO findings (site_id, comment_id, revision, position, phase, code, severity, evidence) \
    SELECT site_id, comment_id, revision, 0, 'rate', 'too_fast', 'hold', '{}' FROM comments \
    WHERE get_byte(uuid_send(comment_id), 15) % 7 = 0 ON CONFLICT DO NOTHING";

/// The most pages that one step may read. A walk reads a comment, its search form and perhaps a
/// finding, each in three or four pages, for each of a thousand comments.
const MOST_PAGES: u32 = 12_000;
/// The most pages for a gram that few comments have.
const MOST_PAGES_OF_FEW: u32 = 500;

fn comments(few: u32, many: u32) -> String {
    COMMENTS
        .replace("FEW", &few.to_string())
        .replace("MANY", &many.to_string())
}

/// A step as a prepared statement, and the values that it is executed with.
struct Step {
    name: &'static str,
    types: &'static str,
    statement: String,
    values: String,
    indexes: &'static [&'static str],
}

/// The steps, with values that fit the comments.
async fn steps(service: &Service) -> Vec<Step> {
    let site = service.text("SELECT site_id::text FROM sites").await;
    let chosen = "SELECT coalesce(string_agg(comment_id::text, ','), '') \
        FROM (SELECT comment_id FROM comments LIMIT 500) c";
    let chosen = service.text(chosen).await;

    let text = QueueFilter {
        text: Some(SearchForm::of("xyz")),
        ..QueueFilter::default()
    };
    let pending = QueueFilter {
        status: Some(Status::Pending),
        ..text.clone()
    };
    let of_site = QueueFilter {
        site: Some("default".to_owned()),
        ..text.clone()
    };
    let finding = QueueFilter {
        finding: Some("too_fast".to_owned()),
        ..QueueFilter::default()
    };
    let start = "'00000000-0000-0000-0000-000000000000'";
    let keys = format!("'{{{site}}}'::uuid[], ARRAY[sha256(int8send(7))]");
    let nobody = "'{}'::uuid[], '{}'::bytea[]";

    let walk = |name, filter: &QueueFilter, list, values: String, indexes| {
        let author_keys = (list == List::OfAuthor).then(|| {
            vec![AuthorKey {
                site: SiteId(Uuid::nil()),
                key: Vec::new(),
            }]
        });
        let search = Search {
            filter,
            sort: Sort::Oldest,
            author_keys,
        };
        Step {
            name,
            types: "text, uuid, text, text, text, uuid, smallint, uuid[], bytea[]",
            statement: walk_statement(&search, list, Length::Short),
            values,
            indexes,
        }
    };
    let search = Search {
        filter: &text,
        sort: Sort::Newest,
        author_keys: None,
    };

    vec![
        walk(
            "everything",
            &text,
            List::Queue,
            format!("NULL, NULL, NULL, NULL, 'xyz', {start}, 1::smallint, {nobody}"),
            &["comments_id_idx", "comment_search_pkey"],
        ),
        walk(
            "of_a_status",
            &pending,
            List::Queue,
            format!("NULL, NULL, NULL, NULL, 'xyz', {start}, 1::smallint, {nobody}"),
            &["comments_queue_idx", "comment_search_pkey"],
        ),
        walk(
            "of_a_site",
            &of_site,
            List::Queue,
            format!("'default', NULL, NULL, NULL, 'xyz', {start}, 1::smallint, {nobody}"),
            &["comments_pkey", "comment_search_pkey"],
        ),
        walk(
            "of_an_author",
            &text,
            List::OfAuthor,
            format!("NULL, NULL, NULL, NULL, 'xyz', {start}, 1::smallint, {keys}"),
            &["comments_author_idx", "comment_search_pkey"],
        ),
        walk(
            "with_a_finding",
            &finding,
            List::WithFinding,
            format!("NULL, NULL, 'too_fast', NULL, NULL, {start}, 1::smallint, {nobody}"),
            &["findings_code_idx"],
        ),
        Step {
            name: "chosen",
            types: "text, uuid, text, text, text, uuid[], smallint, uuid[], bytea[]",
            statement: chosen_statement(&search),
            values: format!("NULL, NULL, NULL, NULL, 'xyz', '{{{chosen}}}', 1::smallint, {nobody}"),
            indexes: &["comments_id_idx", "comment_search_pkey"],
        },
        Step {
            name: "candidates",
            types: "integer[], integer[], integer[], text, text, bigint",
            statement: CANDIDATES.to_owned(),
            values: "'{7,8}', '{7000000,7000003,7000077,8000000,8000003,8000077}', '{-7,-8}', NULL, 'xyz', 1001"
                .to_owned(),
            indexes: &["comment_search_segment_grams_idx"],
        },
        Step {
            name: "unindexed",
            types: "text, text, bigint",
            statement: UNINDEXED.to_owned(),
            values: "NULL, 'xyz', 5001".to_owned(),
            indexes: &["comment_search_unsegmented_idx"],
        },
    ]
}

/// Prepares the steps to be planned as the service has them planned.
async fn prepare(service: &Service) {
    let for_the_session = BY_INDEXES.replace("SET LOCAL", "SET");
    service.execute(&for_the_session).await;

    for step in steps(service).await {
        let Step {
            name,
            types,
            statement,
            ..
        } = step;
        service
            .execute(&format!("PREPARE {name} ({types}) AS {statement}"))
            .await;
    }
}

async fn check(service: &Service, stage: &str) {
    for step in steps(service).await {
        let explain = format!(
            "EXPLAIN (ANALYZE, BUFFERS) EXECUTE {} ({})",
            step.name, step.values
        );
        let plan = lines(&service.sql, &explain).await;

        let most = match step.name {
            "candidates" | "unindexed" => MOST_PAGES_OF_FEW,
            _ => MOST_PAGES,
        };
        let pages = pages(&plan);
        assert!(
            pages <= most,
            "{} {stage} reads {pages} pages:\n{plan}",
            step.name
        );
        for index in step.indexes {
            assert!(
                plan.contains(index),
                "{} {stage} does without {index}:\n{plan}",
                step.name
            );
        }
        for table in ["comments", "comment_search", "findings"] {
            let whole = format!("Seq Scan on {table} ");
            assert!(!plan.contains(&whole), "{} {stage}:\n{plan}", step.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_a_search_reads_its_indexes_only() {
    let service = Service::start(json!({})).await;
    service.execute(&comments(1, 20_000)).await;
    service.execute("VACUUM ANALYZE").await;
    prepare(&service).await;

    for mode in ["force_custom_plan", "force_generic_plan"] {
        service.set_plan_cache_mode(mode).await;
        check(&service, mode).await;
    }
}

/// A young site grows faster than statistics are taken, and Postgres keeps the plan that it made
/// for a handful of comments.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_made_for_few_comments_is_as_good_for_many() {
    for few in [0, 1, 50, 500] {
        let service = Service::start(json!({})).await;
        let lock = service.connect().await;
        let tables =
            "BEGIN; LOCK TABLE comments, comment_search, findings IN SHARE UPDATE EXCLUSIVE MODE";
        lock.batch_execute(tables).await.unwrap();
        service.execute(&comments(1, few)).await;

        service.set_plan_cache_mode("force_generic_plan").await;
        prepare(&service).await;
        for step in steps(&service).await {
            let execute = format!("EXECUTE {} ({})", step.name, step.values);
            service.execute(&execute).await;
        }
        service.execute(&comments(few + 1, 20_000)).await;

        check(&service, &format!("planned for {few}")).await;
    }
}

/// All comments of one segment are candidates. They are a twentieth of the comments in one service,
/// and all of them in the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_up_reads_its_segment_however_many_there_are() {
    let mut read = Vec::new();
    let one = comments(1, 20_000).replace("/ 1000 AS segment", "/ 1000 * 0 + 7 AS segment");
    let twenty = comments(1, 20_000);

    for comments in [twenty, one] {
        let service = Service::start(json!({})).await;
        service.execute(&comments).await;
        service.execute("VACUUM ANALYZE").await;
        prepare(&service).await;

        let execute = "EXPLAIN (ANALYZE, BUFFERS) EXECUTE candidates \
            ('{7}', '{7000000}', '{-7}', NULL, 'xyz', 100000)";
        let plan = lines(&service.sql, execute).await;
        read.push(pages(&plan));
    }

    let [of_twenty, of_one] = read.try_into().unwrap();
    assert!(of_twenty * 2 < of_one, "{of_twenty} of twenty, {of_one}");
}

/// How many pages the whole statement read.
fn pages(plan: &str) -> u32 {
    let of_whole_statement = plan
        .lines()
        .find_map(|line| line.trim().strip_prefix("Buffers: shared "))
        .unwrap();

    of_whole_statement
        .split(' ')
        .filter_map(|count| count.split_once('=')?.1.parse::<u32>().ok())
        .sum()
}
