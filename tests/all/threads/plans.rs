//! By which index is each list read, and how many rows does Postgres touch for a page of it?
//!
//! Held for tables that Postgres knows to be large, for the plan made for given values and for the
//! one that it keeps.

use std::time::Duration;

use moderato::db::articles::page::{ArticleFilter, articles_statement, counts_statement};
use moderato::db::connection::connect::SESSION;
use moderato::db::connection::keyset::Sort;
use moderato::db::duplicates::groups::{GroupFilter, groups_statement, members_statement};
use moderato::db::moderation::decisions::{AuditFilter, decisions_statement};
use moderato::db::moderation::queue::{QueueFilter, queue_statement};
use moderato::db::threads::latest::latest_statement;
use moderato::db::threads::page::{Layout, page_statement};
use moderato::domain::ids::{ArticleId, CommentId, ModeratorId, SiteId};
use moderato::domain::status::Status;
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use super::counting::fold_all;
use super::large::{fill, fill_replies};
use crate::support::database::lines;
use crate::support::eventually::eventually;
use crate::support::service::Service;

const SOME_ARTICLE: Option<ArticleId> = Some(ArticleId(Uuid::nil()));
const EVERYTHING: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const NOTHING: &str = "00000000-0000-0000-0000-000000000000";

/// What is around the long thread: short ones, decisions, and groups of three.
const SURROUNDINGS: &str = "\
    INSERT INTO sites (site_id, name, salt, policy, created_at, updated_at) \
    SELECT gen_random_uuid(), 'other', sha256(salt), policy, now(), now() FROM sites; \
    INSERT INTO articles (site_id, article_id, slug, url, title, body, html, published_at, created_at, updated_at) \
    SELECT site_id, md5(name || n)::uuid, 'article-' || n, 'https://example.org/' || n, 'An article', '', '', \
      now(), now(), now() FROM sites, generate_series(1, 2000) n; \
    INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, author_email, \
      author_key, body, html, policy_version, created_at) \
    SELECT a.site_id, i.id, a.article_id, uuid_send(i.id), 0, 'approved', true, 'Reader', 'reader@example.org', \
      sha256(int8send(n)), 'A text of some length.', '', 1, now() \
    FROM articles a, generate_series(1, 3) n, LATERAL (SELECT md5(article_id::text || n)::uuid AS id) i; \
    INSERT INTO reports (site_id, report_id, comment_id, reporter_key, reason, created_at) \
    SELECT site_id, comment_id, comment_id, '\\x00', 'spam', now() FROM comments; \
    INSERT INTO decisions (site_id, decision_id, article_id, comment_id, action, status_before, status_after, version, \
      created_at, moderator_id) \
    SELECT c.site_id, md5('decision ' || c.comment_id)::uuid, c.article_id, c.comment_id, 'approve', 'pending', \
      'approved', 2, now(), (SELECT moderator_id FROM moderators ORDER BY name \
        OFFSET get_byte(uuid_send(c.comment_id), 15) % 2 LIMIT 1) FROM comments c; \
    INSERT INTO duplicate_groups (site_id, duplicate_group_id, original_comment_id, state, size, first_at, last_at) \
    SELECT site_id, comment_id, comment_id, CASE n % 3 WHEN 0 THEN 'settled' ELSE 'open' END, n % 1000, now(), now() \
    FROM (SELECT *, row_number() OVER () AS n FROM comments WHERE depth = 0) c; \
    INSERT INTO duplicate_members (site_id, comment_id, duplicate_group_id, article_id, created_at) \
    SELECT site_id, comment_id, substr(encode(path, 'hex'), 1, 32)::uuid, article_id, now() FROM comments; \
    VACUUM ANALYZE";

/// The most rows that one node of a plan may hand on or look at: a page with its branches, or two
/// gaps between marks.
const MOST: f64 = 3_000.0;

struct List {
    name: &'static str,
    types: &'static str,
    statement: String,
    values: String,
    /// All of them stand in the plan.
    indexes: Vec<&'static str>,
}

async fn stage() -> Service {
    let service = Service::start(json!({})).await;
    service.moderator("Ada").await;
    service.moderator("Ben").await;
    fill(
        &service.sql,
        &service.article,
        (1_771_000_000_000, 15_000),
        "approved",
    )
    .await;
    fill(
        &service.sql,
        &service.article,
        (1_772_000_000_000, 3_000),
        "pending",
    )
    .await;
    fill_replies(&service.sql, &service.article, (1_774_000_000_000, 5_000)).await;
    let noted = "INSERT INTO tally_changes (site_id, list_id, comment_id, change) \
        SELECT site_id, article_id, comment_id, 1 FROM comments WHERE status = 'approved'";
    service.sql.batch_execute(noted).await.unwrap();
    fold_all(&service).await;
    for statement in SURROUNDINGS.split(';') {
        service.sql.batch_execute(statement).await.unwrap();
    }
    service
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_lists_come_by_their_indexes_touch_few_rows_and_are_planned_once() {
    let service = stage().await;
    let lists = lists(&service).await;
    service.sql.batch_execute(SESSION).await.unwrap();
    for list in &lists {
        let prepare = format!(
            "PREPARE {} ({}) AS {}",
            list.name, list.types, list.statement
        );
        service.sql.batch_execute(&prepare).await.unwrap();
    }
    let mut wrong = Vec::new();
    for mode in ["force_custom_plan", "force_generic_plan"] {
        service
            .sql
            .batch_execute(&format!("SET plan_cache_mode = {mode}"))
            .await
            .unwrap();
        for list in &lists {
            let execute = format!("EXECUTE {} ({})", list.name, list.values);
            let (text, plan) = explain(&service.sql, &execute).await;
            let mut faults = Vec::new();
            judge(&plan[0]["Plan"], &mut faults);
            let absent = list.indexes.iter().filter(|index| !text.contains(**index));
            faults.extend(absent.map(|index| format!("does without {index}")));
            if !faults.is_empty() {
                wrong.push(format!(
                    "{} with {mode}: {}\n{text}",
                    list.name,
                    faults.join(", ")
                ));
            }
        }
    }
    service
        .sql
        .batch_execute("SET plan_cache_mode = auto")
        .await
        .unwrap();
    for list in &lists {
        let kept = format!(
            "SELECT generic_plans FROM pg_prepared_statements WHERE name = '{}'",
            list.name
        );
        let before = service.number(&kept).await;
        for _ in 0..6 {
            let execute = format!("EXECUTE {} ({})", list.name, list.values);
            service.sql.batch_execute(&execute).await.unwrap();
        }
        if service.number(&kept).await == before {
            wrong.push(format!("{} is planned anew each time", list.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Plans for ninety comments, kept while these become twenty thousand: Postgres itself would look
/// after a minute. Up to then the queue reads the whole table, and a page of the tree reads it
/// again and again.
#[tokio::test(flavor = "multi_thread")]
async fn the_service_has_postgres_plan_anew_for_a_site_that_has_grown() {
    let service = Service::start(json!({})).await;
    fill(
        &service.sql,
        &service.article,
        (1_770_000_000_000, 90),
        "approved",
    )
    .await;
    let mut lists = long_lists(&service).await;
    lists.extend(queue_lists(&service.article));
    service.sql.batch_execute(SESSION).await.unwrap();
    service
        .sql
        .batch_execute("SET plan_cache_mode = force_generic_plan")
        .await
        .unwrap();
    for list in &lists {
        let prepare = format!(
            "PREPARE {} ({}) AS {}",
            list.name, list.types, list.statement
        );
        service.sql.batch_execute(&prepare).await.unwrap();
        service
            .sql
            .batch_execute(&format!("EXECUTE {} ({})", list.name, list.values))
            .await
            .unwrap();
    }
    fill(
        &service.sql,
        &service.article,
        (1_771_000_000_000, 15_000),
        "approved",
    )
    .await;
    fill(
        &service.sql,
        &service.article,
        (1_772_000_000_000, 5_000),
        "pending",
    )
    .await;
    let noted = "INSERT INTO tally_changes (site_id, list_id, comment_id, change) \
        SELECT site_id, article_id, comment_id, 1 FROM comments WHERE status = 'approved'";
    service.sql.batch_execute(noted).await.unwrap();
    fold_all(&service).await;
    let known = "SELECT count(*) FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid \
        WHERE c.relname = 'comments' AND c.reltuples > 20000 AND s.analyze_count > 0 AND s.autoanalyze_count = 0";
    let looked = async || service.number(known).await == 1;
    eventually(
        "a second look at the grown table",
        Duration::from_secs(40),
        looked,
    )
    .await;
    let mut wrong = Vec::new();
    for list in &lists {
        let (text, plan) = explain(
            &service.sql,
            &format!("EXECUTE {} ({})", list.name, list.values),
        )
        .await;
        let most = most_touched(&plan[0]["Plan"]);
        if most > 15_000.0 {
            wrong.push(format!("{} touches {most} rows\n{text}", list.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The plan as it was carried out, as text and as JSON.
async fn explain(sql: &Client, execute: &str) -> (String, Value) {
    let text = lines(sql, &format!("EXPLAIN (ANALYZE, TIMING off) {execute}")).await;
    let plan = lines(
        sql,
        &format!("EXPLAIN (ANALYZE, TIMING off, FORMAT JSON) {execute}"),
    )
    .await;
    (text, serde_json::from_str(&plan).unwrap())
}

/// Small tables may be read as they are; no other one, and no node may have many rows to sort, to
/// drop or to hand on.
fn judge(node: &Value, faults: &mut Vec<String>) {
    let touched = touched(node);
    let name = node["Node Type"].as_str().unwrap();
    if touched > MOST {
        faults.push(format!("{name} touches {touched} rows"));
    }
    let table = node["Relation Name"].as_str().unwrap_or("moderators");
    if name == "Seq Scan" && !["moderators", "sites", "tally_changes"].contains(&table) {
        faults.push(format!("reads all {table}"));
    }
    for inner in node["Plans"].as_array().into_iter().flatten() {
        judge(inner, faults);
    }
}

/// Rows that a node handed on or looked at.
fn touched(node: &Value) -> f64 {
    let number = |name: &str| node[name].as_f64().unwrap_or_default();
    number("Actual Loops") * (number("Actual Rows") + number("Rows Removed by Filter"))
}

fn most_touched(node: &Value) -> f64 {
    let inner = node["Plans"]
        .as_array()
        .into_iter()
        .flatten()
        .map(most_touched);
    inner.fold(touched(node), f64::max)
}

async fn lists(service: &Service) -> Vec<List> {
    let (article, long) = (service.article.as_str(), long_lists(service).await);
    let short = service
        .text("SELECT article_id::text FROM articles WHERE slug = 'article-7' LIMIT 1")
        .await;
    let moderator = service
        .text("SELECT moderator_id::text FROM moderators WHERE name = 'Ada'")
        .await;
    let group =
        "SELECT duplicate_group_id::text FROM duplicate_groups ORDER BY duplicate_group_id LIMIT 1";
    let group = service.text(group).await;
    let (site, some_article) = (SiteId(Uuid::nil()), SOME_ARTICLE);
    let counts = format!("'{{{article},{short}}}', '{{https://example.org/9}}'");
    let mut lists = long;
    lists.extend(queue_lists(article));
    lists.extend([
        of_articles(
            "articles",
            &ArticleFilter::default(),
            "NULL, NULL, NULL",
            "articles_id_idx",
        ),
        of_articles(
            "articles_of_a_site",
            &ArticleFilter {
                site: Some(site),
                ..ArticleFilter::default()
            },
            &format!(
                "'{}', NULL, NULL",
                service
                    .text("SELECT site_id::text FROM sites WHERE name = 'default'")
                    .await
            ),
            "articles_pkey",
        ),
        of_articles(
            "articles_of_an_address",
            &ArticleFilter {
                url: Some(String::new()),
                ..ArticleFilter::default()
            },
            "NULL, 'https://example.org/9', NULL",
            "articles_url_idx",
        ),
        List {
            name: "counts",
            types: "uuid[], text[]",
            statement: counts_statement(),
            values: counts,
            indexes: vec![
                "articles_id_idx",
                "articles_url_idx",
                "tally_marks_pkey",
                "comments_approved_idx",
            ],
        },
        of_groups(
            "groups",
            &GroupFilter::default(),
            "NULL",
            "duplicate_groups_largest_idx",
        ),
        of_groups(
            "groups_of_a_site",
            &GroupFilter {
                site: Some(String::new()),
                ..GroupFilter::default()
            },
            "'default'",
            "duplicate_groups_site_idx",
        ),
        List {
            name: "members",
            types: "uuid[], bigint",
            statement: members_statement(),
            values: format!("'{{{group}}}', 10"),
            indexes: vec![
                "duplicate_groups_id_idx",
                "duplicate_members_pkey",
                "duplicate_members_group_idx",
            ],
        },
        of_decisions("decisions", (None, None), "NULL, NULL", "decisions_id_idx"),
        of_decisions(
            "decisions_by",
            (Some(ModeratorId(Uuid::nil())), None),
            &format!("'{moderator}', NULL"),
            "decisions_moderator_idx",
        ),
        of_decisions(
            "decisions_under",
            (None, some_article),
            &format!("NULL, '{article}'"),
            "decisions_article_idx",
        ),
    ]);
    lists
}

fn queue_lists(article: &str) -> [List; 3] {
    [
        of_queue("queue", waiting(), "NULL, NULL", "comments_queue_idx"),
        of_queue(
            "queue_of_a_site",
            QueueFilter {
                site: Some(String::new()),
                ..waiting()
            },
            "'default', NULL",
            "comments_site_queue_idx",
        ),
        of_queue(
            "queue_of_an_article",
            QueueFilter {
                article: SOME_ARTICLE,
                ..waiting()
            },
            &format!("NULL, '{article}'"),
            "comments_article_queue_idx",
        ),
    ]
}

/// Pages of the long thread: the first ones, and those that end it.
async fn long_lists(service: &Service) -> Vec<List> {
    let article = service.article.as_str();
    let crowded = "SELECT comment_id::text FROM comments WHERE created_at IS NOT NULL AND parent_id IS NULL \
        AND article_id = (SELECT article_id FROM articles WHERE slug = 'one') ORDER BY comment_id LIMIT 1";
    let crowded = service.text(crowded).await;
    let end = "SELECT comment_id::text FROM comments WHERE article_id = (SELECT article_id FROM articles \
        WHERE slug = 'one') AND depth = 0 AND status = 'approved' ORDER BY comment_id DESC OFFSET 20 LIMIT 1";
    let end = service.text(end).await;
    let page = |name, layout, sort, after: &str| {
        let (types, more, indexes) = match layout {
            Layout::Tree => (
                "uuid, uuid, bigint, bigint, int",
                ", 100, 50".to_owned(),
                TREE.to_vec(),
            ),
            Layout::Replies(_) => (
                "uuid, uuid, bigint, bigint, int, uuid",
                format!(", 100, 50, '{crowded}'"),
                REPLIES.to_vec(),
            ),
            Layout::Flat => ("uuid, uuid, bigint", String::new(), FLAT.to_vec()),
        };
        let values = format!("'{article}', '{after}', 26{more}");
        List {
            name,
            types,
            statement: page_statement(layout, sort),
            values,
            indexes,
        }
    };
    let replies = Layout::Replies(CommentId(Uuid::nil()));
    let latest = |name, of_site: bool, values: String, index| {
        let types = if of_site {
            "uuid, bigint, uuid"
        } else {
            "uuid, bigint"
        };
        List {
            name,
            types,
            statement: latest_statement(of_site.then_some(SiteId(Uuid::nil())), Sort::Newest),
            values,
            indexes: vec![index],
        }
    };
    let site = service
        .text("SELECT site_id::text FROM sites WHERE name = 'default'")
        .await;
    vec![
        page("tree", Layout::Tree, Sort::Oldest, NOTHING),
        page("tree_at_the_end", Layout::Tree, Sort::Oldest, &end),
        page("tree_newest", Layout::Tree, Sort::Newest, EVERYTHING),
        page("flat", Layout::Flat, Sort::Oldest, NOTHING),
        page("flat_at_the_end", Layout::Flat, Sort::Oldest, &end),
        page("flat_newest", Layout::Flat, Sort::Newest, EVERYTHING),
        page("replies", replies, Sort::Oldest, NOTHING),
        latest(
            "latest",
            false,
            format!("'{EVERYTHING}', 26"),
            "comments_latest_everywhere_idx",
        ),
        latest(
            "latest_of_a_site",
            true,
            format!("'{EVERYTHING}', 26, '{site}'"),
            "comments_latest_idx",
        ),
    ]
}

const TREE: [&str; 4] = [
    "comments_roots_idx",
    "comments_branch_idx",
    "comments_approved_idx",
    "tally_marks_pkey",
];
const REPLIES: [&str; 4] = [
    "comments_replies_idx",
    "comments_branch_idx",
    "comments_approved_idx",
    "tally_marks_pkey",
];
const FLAT: [&str; 2] = ["comments_approved_idx", "tally_marks_pkey"];

fn waiting() -> QueueFilter {
    QueueFilter {
        status: Some(Status::Pending),
        ..QueueFilter::default()
    }
}

fn of_queue(name: &'static str, filter: QueueFilter, values: &str, index: &'static str) -> List {
    List {
        name,
        types: "text, uuid, text, text, text, uuid, bigint",
        statement: queue_statement(&filter, Sort::Oldest),
        values: format!("{values}, NULL, NULL, NULL, '{NOTHING}', 26"),
        indexes: vec![index],
    }
}

fn of_articles(
    name: &'static str,
    filter: &ArticleFilter,
    values: &str,
    index: &'static str,
) -> List {
    List {
        name,
        types: "uuid, text, text, uuid, bigint",
        statement: articles_statement(filter),
        values: format!("{values}, '{EVERYTHING}', 26"),
        indexes: vec![index],
    }
}

fn of_groups(name: &'static str, filter: &GroupFilter, site: &str, index: &'static str) -> List {
    List {
        name,
        types: "text, uuid, int, uuid, bigint",
        statement: groups_statement(filter),
        values: format!("{site}, NULL, {}, '{EVERYTHING}', 26", i32::MAX),
        indexes: vec![index],
    }
}

fn of_decisions(
    name: &'static str,
    (moderator, article): (Option<ModeratorId>, Option<ArticleId>),
    values: &str,
    index: &'static str,
) -> List {
    List {
        name,
        types: "uuid, uuid, uuid, bigint",
        statement: decisions_statement(AuditFilter { moderator, article }),
        values: format!("{values}, '{EVERYTHING}', 26"),
        indexes: vec![index],
    }
}
