//! The plans of the lists: each is read by its indexes, and touches few rows for a page.
//!
//! Checked for tables that Postgres knows to be large, for the plan that is made for given values
//! and for the one that Postgres keeps.

use std::time::Duration;

use moderato::db::connection::connect::SESSION;
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::counting::fold_all;
use super::large::Filling;
use super::lists::{List, all_lists, long_lists, queue_lists};
use crate::support::database::lines;
use crate::support::eventually::eventually;
use crate::support::service::Service;

/// The surroundings of the long thread: short ones, decisions, and groups of three.
const SURROUNDINGS: &str = "\
    INSERT INTO sites (site_id, name, salt, policy, created_at, updated_at) \
    SELECT gen_random_uuid(), 'other', sha256(salt), policy, now(), now() FROM sites; \
    INSERT INTO articles (site_id, article_id, slug, url, title, body, html, published_at, created_at, updated_at) \
    SELECT site_id, md5(name || n)::uuid, 'article-' || n, 'https://example.org/' || n, 'An article', '', '', \
      now(), now(), now() FROM sites, generate_series(1, 2000) n; \
    INSERT INTO article_addresses (site_id, article_id, url_hash, url, address_key) \
    SELECT site_id, article_id, sha256(convert_to(url, 'UTF8')), url, sha256(convert_to(url, 'UTF8')) FROM articles \
    WHERE url IS NOT NULL ON CONFLICT DO NOTHING; \
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

/// Notes all approved comments for the counts, as new ones are.
const NOTE: &str = "INSERT INTO tally_changes (site_id, list_id, comment_id, change) \
    SELECT site_id, article_id, comment_id, 1 FROM comments WHERE status = 'approved'";

/// The most rows that one node of a plan may hand on or look at: a page with its branches, or two
/// gaps between checkpoints.
const MOST: f64 = 3_000.0;

/// Starts a service with a long thread in large tables.
async fn stage() -> Service {
    let service = Service::start(json!({})).await;
    service.moderator("Ada").await;
    service.moderator("Ben").await;

    fill_thread(&service, 3_000).await;
    let replies = Filling {
        article: &service.article,
        first: 1_774_000_000_000,
        count: 5_000,
    };
    replies.insert_replies(&service.sql).await;
    service.execute(NOTE).await;
    fold_all(&service).await;

    for statement in SURROUNDINGS.split(';') {
        service.execute(statement).await;
    }

    service
}

/// Adds fifteen thousand approved comments and so many pending ones.
async fn fill_thread(service: &Service, pending: i64) {
    let approved = Filling {
        article: &service.article,
        first: 1_771_000_000_000,
        count: 15_000,
    };
    approved.insert(&service.sql, "approved").await;

    let pending = Filling {
        article: &service.article,
        first: 1_772_000_000_000,
        count: pending,
    };
    pending.insert(&service.sql, "pending").await;
}

async fn prepare(service: &Service, lists: &[List]) {
    service.execute(SESSION).await;

    for list in lists {
        service.execute(&list.prepare()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_lists_come_by_their_indexes_touch_few_rows_and_are_planned_once() {
    let service = stage().await;
    let lists = all_lists(&service).await;
    prepare(&service, &lists).await;
    let mut wrong = Vec::new();

    for mode in ["force_custom_plan", "force_generic_plan"] {
        service.set_plan_cache_mode(mode).await;

        for list in &lists {
            let plan = Plan::of(&service.sql, list).await;
            let faults = plan.faults(list);
            if !faults.is_empty() {
                let faults = faults.join(", ");
                wrong.push(format!(
                    "{} with {mode}: {faults}\n{}",
                    list.name, plan.text
                ));
            }
        }
    }

    service.set_plan_cache_mode("auto").await;
    for list in &lists {
        if !is_planned_once(&service, list).await {
            wrong.push(format!("{} is planned again each time", list.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

async fn is_planned_once(service: &Service, list: &List) -> bool {
    let kept = format!(
        "SELECT generic_plans FROM pg_prepared_statements WHERE name = '{}'",
        list.name
    );
    let before = service.number(&kept).await;

    for _ in 0..6 {
        service.execute(&list.execute()).await;
    }

    service.number(&kept).await != before
}

/// Plans are made for ninety comments and kept while these become twenty thousand. Postgres by
/// itself would take statistics after a minute. Until then the queue reads the whole table, and a
/// page of the tree reads it again and again.
#[tokio::test(flavor = "multi_thread")]
async fn the_service_has_postgres_plan_again_for_a_site_that_has_grown() {
    let service = Service::start(json!({})).await;
    let few = Filling {
        article: &service.article,
        first: 1_770_000_000_000,
        count: 90,
    };
    few.insert(&service.sql, "approved").await;
    let mut lists = long_lists(&service).await;
    lists.extend(queue_lists(&service.article));
    prepare(&service, &lists).await;
    service.set_plan_cache_mode("force_generic_plan").await;
    for list in &lists {
        service.execute(&list.execute()).await;
    }

    fill_thread(&service, 5_000).await;
    service.execute(NOTE).await;
    fold_all(&service).await;
    let known = "pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid \
        WHERE c.relname = 'comments' AND c.reltuples > 20000 AND s.analyze_count > 0 \
        AND s.autoanalyze_count = 0";
    let is_known = async || service.count(known).await == 1;
    let within = Duration::from_secs(40);
    eventually("statistics of the grown table", within, is_known).await;

    let mut wrong = Vec::new();
    for list in &lists {
        let plan = Plan::of(&service.sql, list).await;
        let most = most_touched(&plan.json[0]["Plan"]);
        if most > 15_000.0 {
            let text = plan.text;
            wrong.push(format!("{} touches {most} rows\n{text}", list.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A plan as it was executed.
struct Plan {
    text: String,
    json: Value,
}

impl Plan {
    async fn of(sql: &Client, list: &List) -> Self {
        let execute = list.execute();
        let text = format!("EXPLAIN (ANALYZE, TIMING off) {execute}");
        let json = format!("EXPLAIN (ANALYZE, TIMING off, FORMAT JSON) {execute}");

        Self {
            text: lines(sql, &text).await,
            json: serde_json::from_str(&lines(sql, &json).await).unwrap(),
        }
    }

    fn faults(&self, list: &List) -> Vec<String> {
        let mut faults = Vec::new();
        judge(&self.json[0]["Plan"], &mut faults);

        for index in &list.indexes {
            if !self.text.contains(index) {
                faults.push(format!("does without {index}"));
            }
        }

        faults
    }
}

/// Small tables may be read as they are, and no others. No node may have many rows to sort, to drop
/// or to hand on.
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

/// The rows that a node handed on or looked at.
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
