//! The statistics count what arrived and was decided in whole hours and days, and what waits.

use chrono::Duration;
use moderato::db::moderation::activity::{
    Sites, arrivals_statement, backlog_statement, decided_statement, found_statement,
};
use serde_json::{Value, json};

use crate::support::database::lines;
use crate::support::service::Service;

const STATS: &str = "/v1/admin/stats";

#[tokio::test(flavor = "multi_thread")]
async fn arrivals_and_decisions_are_counted_in_their_spans() {
    let service = Service::start(json!({})).await;
    let ada = service.author("ada");
    let first = ada.post("The second chart should start at zero.").await;
    let second = ada.post("Which of the two maps is the older one?").await;
    service.advance(Duration::hours(2));
    let moderator = service.moderator("grace").await;
    let third = ada
        .post("Nobody measured the northern stations again.")
        .await;
    moderator.decide(&first, "approve").await;
    moderator.decide(&second, "reject").await;
    ada.withdraw(&third).await;
    ada.post("The last one waits for somebody to read it.")
        .await;
    service.advance(Duration::minutes(5));

    let stats = moderator.get(&format!("{STATS}?bucket=hour")).await.ok();

    let series = stats["series"].as_array().unwrap();
    let with = |member: &str| -> Vec<&Value> {
        let spans = series
            .iter()
            .filter(|span| span[member] != series[0][member]);
        spans.map(|span| &span[member]).collect()
    };
    assert!(series.len() >= 24, "{}", series.len());
    let arrived = with("arrivals");
    assert_eq!(arrived.len(), 2, "{arrived:?}");
    assert_eq!(arrived[0]["total"], 2);
    assert_eq!(arrived[0]["approved"], 1);
    assert_eq!(arrived[0]["rejected"], 1);
    assert_eq!(arrived[1]["withdrawn"], 1);
    assert_eq!(arrived[1]["pending"], 1);
    let decided = with("decisions");
    assert_eq!(decided.len(), 1, "{decided:?}");
    assert_eq!(decided[0]["approved"], 1);
    assert_eq!(decided[0]["rejected"], 1);
    assert_eq!(decided[0]["by_hand"], 2);
    assert_eq!(decided[0]["withdrawn"], 1);
    assert_eq!(stats["totals"]["arrivals"]["total"], 4);
    let shares = json!({ "held": 0.25, "published": 0.25, "rejected": 0.25 });
    assert_eq!(stats["totals"]["shares"], shares);
    assert_eq!(stats["backlog"]["comments"], 1);
    assert_eq!(stats["backlog"]["oldest_age_seconds"], 300);
    assert_eq!(stats["backlog"]["is_cut"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_counted_by_their_code_and_sites_apart() {
    let service = Service::start(json!({ "mode": "flagged", "max_links": 0 })).await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    ada.post("See https://a.example for more on this.").await;
    ada.post("A text without any links at all.").await;
    let site = json!({ "site": "blog", "origins": ["https://blog.example"] });
    admin.post("/v1/admin/sites", &site).await.created();
    let page = "https://blog.example/a";
    ada.post_to_page(page, "Quite another text about another page.")
        .await;

    let all = admin.get(STATS).await.ok();
    let default = admin.get(&format!("{STATS}?site=default")).await.ok();
    let blog = admin.get(&format!("{STATS}?site=blog")).await.ok();

    let links = json!([{ "code": "too_many_links", "comments": 1 }]);
    assert_eq!(all["totals"]["arrivals"]["total"], 3);
    assert_eq!(default["totals"]["arrivals"]["total"], 2);
    assert_eq!(default["findings"], links);
    assert_eq!(blog["totals"]["arrivals"]["total"], 1);
    assert_eq!(blog["findings"], json!([]));
    let unknown = admin.get(&format!("{STATS}?site=nowhere")).await;
    unknown.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_bounded_and_in_order() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;

    for query in [
        "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2025-01-01T00:00:00Z&to=2026-01-02T00:00:01Z",
        "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:01Z&bucket=hour",
        "from=9999-12-31T23:59:59Z",
    ] {
        let answer = moderator.get(&format!("{STATS}?{query}")).await;
        answer.invalid("from");
    }

    let query = "from=2026-01-01T10:30:00Z&to=2026-01-01T12:00:00Z&bucket=hour";
    let stats = moderator.get(&format!("{STATS}?{query}")).await.ok();
    assert_eq!(stats["from"], "2026-01-01T10:00:00.000Z");
    assert_eq!(stats["to"], "2026-01-01T12:00:00.000Z");
    assert_eq!(stats["series"].as_array().unwrap().len(), 2);
    assert_eq!(stats["totals"]["shares"], Value::Null);
}

/// Comments, findings and decisions over a hundred days, one status in ten held.
const HISTORY: &str = "\
    INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, \
      author_email, author_key, body, html, policy_version, created_at) \
    SELECT a.site_id, i.id, a.article_id, uuid_send(i.id), 0, \
      CASE n % 10 WHEN 0 THEN 'pending' ELSE 'approved' END, n % 10 > 0, 'Reader', \
      'reader@example.org', sha256(int8send(n)), 'A text.', '', 1, now() \
    FROM articles a, generate_series(1, 40000) n, LATERAL (SELECT (lpad(to_hex( \
      1764000000000 + n::bigint * 216000), 12, '0') || substr(md5(n::text), 1, 20))::uuid AS id) i; \
    INSERT INTO findings (site_id, comment_id, revision, position, phase, code, severity, evidence) \
    SELECT site_id, comment_id, 1, 0, 'links', \
      CASE WHEN visible THEN 'campaign' ELSE 'too_many_links' END, 'note', '{}' FROM comments; \
    INSERT INTO decisions (site_id, decision_id, article_id, comment_id, action, status_before, \
      status_after, version, created_at) \
    SELECT site_id, comment_id, article_id, comment_id, 'approve', 'pending', 'approved', 2, now() \
    FROM comments; \
    VACUUM ANALYZE";

/// The first ids of days, as the literal of an array.
async fn first_ids(service: &Service, first_day: u32, last_day: u32) -> String {
    let milliseconds = "1764000000000 + 86400000::bigint * day";
    let id = format!("(lpad(to_hex({milliseconds}), 12, '0') || repeat('0', 20))::uuid");
    let days = format!("generate_series({first_day}, {last_day}) AS day");

    service
        .text(&format!(
            "SELECT quote_literal(ARRAY(SELECT {id} FROM {days})::text)"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_series_is_read_by_its_index_for_any_plan() {
    let service = Service::start(json!({})).await;
    for statement in HISTORY.split(';') {
        service.execute(statement).await;
    }
    let site = service
        .text("SELECT quote_literal(site_id) FROM sites")
        .await;
    let (starts, ends) = (
        first_ids(&service, 10, 39).await,
        first_ids(&service, 11, 40).await,
    );
    let first = "'019ab9f0-0000-0000-0000-000000000000', '019ac000-0000-0000-0000-000000000000'";

    let mut wrong = Vec::new();
    for (sites, name, site) in [
        (Sites::One, "one", site.as_str()),
        (Sites::All, "every", "NULL"),
    ] {
        let statements = [
            (
                "arrivals",
                arrivals_statement(sites),
                format!("{starts}, {ends}"),
                "_queue_idx",
            ),
            (
                "decided",
                decided_statement(sites),
                format!("{starts}, {ends}"),
                "decisions_",
            ),
            (
                "found",
                found_statement(sites),
                format!("{first}, '{{campaign}}'"),
                "findings_code_idx",
            ),
            (
                "backlog",
                backlog_statement(sites),
                "100000".to_owned(),
                "_queue_idx",
            ),
        ];
        for (series, statement, values, index) in statements {
            let prepared = format!("{series}_{name}");
            service
                .execute(&format!("PREPARE {prepared} AS {statement}"))
                .await;

            for mode in ["force_custom_plan", "force_generic_plan"] {
                service.set_plan_cache_mode(mode).await;
                let explain = format!("EXPLAIN EXECUTE {prepared} ({site}, {values})");
                let plan = lines(&service.sql, &explain).await;

                let large = ["comments", "decisions", "findings"];
                let reads_all = large
                    .iter()
                    .any(|table| plan.contains(&format!("Seq Scan on {table}")));
                if reads_all || !plan.contains(index) {
                    wrong.push(format!("{prepared} with {mode}:\n{plan}"));
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
