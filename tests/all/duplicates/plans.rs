//! The plans of the look-ups: candidates are found by their indexes, in a table that Postgres knows
//! to be large.

use moderato::db::comments::authorship::known_author_statement;
use moderato::db::duplicates::candidates::candidates_statement;
use moderato::db::duplicates::contacts::CONTACT_USES;
use moderato::db::duplicates::scans::scanned_statement;
use serde_json::json;
use tokio_postgres::Client;

use crate::support::database::lines;
use crate::support::service::Service;

/// Twenty thousand comments of four thousand authors. Every key is in about three of them.
const COMMENTS: &str = "\
    INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, author_email, \
      author_key, body, html, policy_version, created_at) \
    SELECT a.site_id, id, a.article_id, uuid_send(id), 0, 'approved', true, 'Reader', 'reader@example.org', \
      sha256(uuid_send(md5('author ' || n % 4000)::uuid)), repeat('A text of some length. ', 7), '', 1, now() \
    FROM articles a, generate_series(1, 20000) n, LATERAL (SELECT md5('comment ' || n)::uuid AS id) ids; \
    INSERT INTO fingerprints (site_id, comment_id, fingerprint_version, letters, exact_hash, keys, created_at) \
    SELECT site_id, comment_id, 4, 130, hashtextextended(comment_id::text, 0), \
      ARRAY(SELECT hashtext(comment_id::text || band) % 100000 FROM generate_series(1, 14) band), created_at \
    FROM comments; \
    ANALYZE";

/// The most pages that a look-up may read: more than a handful of ids in each of the indexes takes,
/// fewer than any of the indexes has.
const MOST_PAGES: u32 = 110;

#[tokio::test(flavor = "multi_thread")]
async fn candidates_come_by_the_three_indexes_and_never_by_reading_a_whole_table() {
    let service = Service::start(json!({})).await;
    service.execute(COMMENTS).await;

    check_plans(&service).await;
}

/// A young site grows faster than statistics are taken, and Postgres keeps the plan that it made
/// for a handful of comments.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_made_for_few_comments_is_as_good_for_many() {
    for few in [0, 1, 50, 500] {
        let service = Service::start(json!({})).await;
        let _lock = prevent_statistics(&service).await;
        let comments = COMMENTS.trim_end_matches("ANALYZE");
        let first = comments.replace("20000", &few.to_string());
        service.execute(&first).await;

        prepare(&service).await;
        check_that_the_plan_is_kept(&service).await;
        service.set_plan_cache_mode("force_generic_plan").await;

        let others = comments
            .replace("generate_series(1,", &format!("generate_series({few} + 1,"))
            .replace("FROM comments;", "FROM comments ON CONFLICT DO NOTHING;");
        service.execute(&others).await;

        let plan = plan(&service.sql, "c.site_id").await;
        let pages = pages(&plan);
        assert!(
            pages <= MOST_PAGES,
            "planned for {few}, it reads {pages} pages:\n{plan}"
        );
    }
}

/// Neither the service nor Postgres can take statistics while this connection lives.
async fn prevent_statistics(service: &Service) -> Client {
    let sql = service.connect().await;
    let lock = "BEGIN; LOCK TABLE comments, fingerprints IN SHARE UPDATE EXCLUSIVE MODE";
    sql.batch_execute(lock).await.unwrap();

    sql
}

/// The extension has an operator of the same name that the index does not know.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "a test that cannot run says so")]
async fn candidates_come_by_the_same_indexes_where_intarray_is_installed() {
    let service = Service::start(json!({})).await;
    service.execute(COMMENTS).await;
    let available = "pg_available_extensions WHERE name = 'intarray'";
    if service.count(available).await == 0 {
        eprintln!("NOT RUN: this Postgres has no intarray.");
        return;
    }

    service.execute("CREATE EXTENSION intarray").await;

    check_plans(&service).await;
}

/// A pending list would be read by every look-up.
#[tokio::test(flavor = "multi_thread")]
async fn new_keys_go_into_the_index_at_once() {
    let service = Service::start(json!({})).await;

    let options = "SELECT array_to_string(reloptions, ' ') FROM pg_class \
        WHERE relname = 'fingerprints_keys_idx'";

    assert_eq!(service.text(options).await, "fastupdate=off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_reads_no_more_than_its_batch_whatever_the_statistics_say() {
    let service = Service::start(json!({})).await;
    service.execute(COMMENTS).await;
    import_a_site(&service).await;
    let statement = scanned_statement(5);
    let prepare = format!("PREPARE scanned (uuid, uuid) AS {statement}");
    service.execute(&prepare).await;

    for mode in ["force_custom_plan", "force_generic_plan"] {
        service.set_plan_cache_mode(mode).await;

        for site in ["name <> 'imported'", "name = 'imported'"] {
            let execute = format!(
                "SELECT format('EXPLAIN (ANALYZE, BUFFERS) EXECUTE scanned (%L, %L)', site_id, \
                 '80000000-0000-0000-0000-000000000000') FROM sites WHERE {site}"
            );
            let plan = explain(&service.sql, &execute).await;
            assert!(pages(&plan) <= MOST_PAGES, "{mode}, {site}:\n{plan}");
            assert!(
                !plan.contains("Seq Scan on comments"),
                "{mode}, {site}:\n{plan}"
            );
        }
    }
}

/// Adds a site that the statistics do not know. It has as many comments, and none of them has a
/// fingerprint.
/// Contacts of these comments: one of ten thousand kinds each, and one that many have.
const CONTACTS: &str = "\
    INSERT INTO contacts (site_id, comment_id, value_key, kind, author_key, is_trusted, created_at) \
    SELECT site_id, comment_id, uuid_send(md5('value ' || row_number() OVER () % 10000)::uuid), 'email', author_key, \
      false, created_at FROM comments ON CONFLICT DO NOTHING; \
    INSERT INTO contacts (site_id, comment_id, value_key, kind, author_key, is_trusted, created_at) \
    SELECT site_id, comment_id, '\\x00', 'telephone', author_key, false, created_at FROM comments \
    ON CONFLICT DO NOTHING;";

/// The most pages for fifty uses, each on a page of its own, of which the first reader may write
/// each; fewer than the table has.
const MOST_PAGES_OF_USES: u32 = 200;

/// The latest uses of a contact are read by its index, however many comments have it.
#[tokio::test(flavor = "multi_thread")]
async fn uses_of_a_contact_are_found_by_its_index_whatever_the_statistics_say() {
    let service = Service::start(json!({})).await;
    let prepare =
        format!("PREPARE uses (uuid, bytea[], timestamptz, bytea, uuid) AS {CONTACT_USES}");
    let few = COMMENTS.trim_end_matches("ANALYZE").replace("20000", "50");
    service.execute(&few).await;
    service.execute(CONTACTS).await;
    service.execute(&prepare).await;
    service.set_plan_cache_mode("force_generic_plan").await;
    let _plan_for_few = plan_of_uses(&service).await;

    let many = COMMENTS
        .replace("generate_series(1,", "generate_series(50 + 1,")
        .replace("FROM comments;", "FROM comments ON CONFLICT DO NOTHING;");
    service.execute(many.trim_end_matches("ANALYZE")).await;
    service.execute(CONTACTS).await;
    let kept = plan_of_uses(&service).await;
    service.execute("ANALYZE").await;
    service.set_plan_cache_mode("force_custom_plan").await;
    let new = plan_of_uses(&service).await;

    for plan in [kept, new] {
        assert!(pages(&plan) <= MOST_PAGES_OF_USES, "{plan}");
        assert!(!plan.contains("Seq Scan on contacts"), "{plan}");
    }
}

/// The plan for a contact that few comments have and one that all have.
async fn plan_of_uses(service: &Service) -> String {
    let execute = "SELECT format('EXPLAIN (ANALYZE, BUFFERS) EXECUTE uses (%L, %L, %L, %L, %L)', site_id, \
        ARRAY[value_key, '\\x00'::bytea], '2020-01-01', '\\x01', '00000000-0000-0000-0000-000000000000') \
        FROM contacts WHERE kind = 'email' LIMIT 1";

    explain(&service.sql, execute).await
}

/// Anybody may ask for an email with many comments.
#[tokio::test(flavor = "multi_thread")]
async fn of_an_email_with_many_comments_a_bounded_number_is_searched_by_its_index() {
    let service = Service::start(json!({})).await;
    service.execute(&COMMENTS.replace("4000", "2")).await;
    let statement = known_author_statement();
    let prepare = format!("PREPARE known (uuid, bytea, bytea[], uuid, uuid, uuid) AS {statement}");
    service.execute(&prepare).await;
    let execute = "SELECT format('EXPLAIN (ANALYZE, BUFFERS) EXECUTE known (%L, %L, %L, %L, %L, %L)', \
        site_id, author_key, '{}', '00000000-0000-0000-0000-000000000000', \
        '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff') \
        FROM comments LIMIT 1";

    for mode in ["force_custom_plan", "force_generic_plan"] {
        service.set_plan_cache_mode(mode).await;

        let plan = explain(&service.sql, execute).await;

        assert!(plan.contains("comments_author_idx"), "{mode}:\n{plan}");
        // One page for each of two hundred rows, and those of the indexes.
        let pages = pages(&plan);
        assert!(pages <= 220, "{mode} reads {pages} pages:\n{plan}");
    }
}

async fn import_a_site(service: &Service) {
    let site = "INSERT INTO sites (site_id, name, salt, policy, created_at, updated_at) \
          SELECT gen_random_uuid(), 'imported', salt, policy, now(), now() FROM sites; \
        INSERT INTO articles (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
          SELECT site_id, gen_random_uuid(), 'imported', '', '', '', now(), now(), now() FROM sites \
          WHERE name = 'imported';";
    service.execute(site).await;

    let (comments, _fingerprints) = COMMENTS.split_once(';').unwrap();
    let article = "(SELECT * FROM articles WHERE slug = 'imported') a,";
    let comments = comments
        .replace("'comment '", "'imported '")
        .replace("articles a,", article);
    service.execute(&comments).await;
}

async fn prepare(service: &Service) {
    let statement = candidates_statement();
    let types = "uuid, bigint, bytea, integer[], uuid, uuid";

    service
        .execute(&format!("PREPARE likely ({types}) AS {statement}"))
        .await;
}

async fn check_plans(service: &Service) {
    prepare(service).await;
    check_that_the_plan_is_kept(service).await;

    // Also for a site that is younger than the statistics, which Postgres takes to be empty.
    for (mode, site) in [
        ("force_custom_plan", "c.site_id"),
        ("force_custom_plan", "gen_random_uuid()"),
        ("force_generic_plan", "c.site_id"),
    ] {
        service.set_plan_cache_mode(mode).await;
        let plan = plan(&service.sql, site).await;

        let pages = pages(&plan);
        assert!(pages <= MOST_PAGES, "{mode} reads {pages} pages:\n{plan}");
        for index in [
            "fingerprints_keys_idx",
            "fingerprints_exact_idx",
            "comments_author_idx",
        ] {
            assert!(plan.contains(index), "{mode} does without {index}:\n{plan}");
        }
        for table in ["comments", "fingerprints"] {
            assert!(
                !plan.contains(&format!("Seq Scan on {table}")),
                "{mode} reads all {table}:\n{plan}"
            );
        }
    }
}

/// Planning takes longer than the look-up itself.
async fn check_that_the_plan_is_kept(service: &Service) {
    let execute = "SELECT format('EXECUTE likely (%L, %L, %L, %L, %L, %L)', site_id, 1, '\\x01'::bytea, \
        '{1,2,3}'::integer[], 'ffffffff-ffff-ffff-ffff-ffffffffffff', gen_random_uuid()) FROM sites";
    let execute = service.text(execute).await;
    for _ in 0..7 {
        service.execute(&execute).await;
    }

    let kept = "SELECT generic_plans FROM pg_prepared_statements WHERE name = 'likely'";
    assert_ne!(
        service.number(kept).await,
        0,
        "it is planned again each time"
    );
}

/// How many pages the whole statement read: a statement can use the right index and still read it
/// from end to end.
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

/// The plan of a look-up for the text of one of the comments. `site` is an SQL expression.
async fn plan(sql: &Client, site: &str) -> String {
    let execute = format!(
        "SELECT format('EXPLAIN (ANALYZE, BUFFERS) EXECUTE likely (%L, %L, %L, %L, %L, %L)', {site}, exact_hash, author_key, \
        keys, 'ffffffff-ffff-ffff-ffff-ffffffffffff', comment_id) \
        FROM fingerprints JOIN comments c USING (comment_id) ORDER BY comment_id LIMIT 1"
    );

    explain(sql, &execute).await
}

/// The plan that an EXPLAIN answers, whose text `execute` selects.
async fn explain(sql: &Client, execute: &str) -> String {
    let explain: String = sql.query_one(execute, &[]).await.unwrap().get(0);

    lines(sql, &explain).await
}
