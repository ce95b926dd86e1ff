//! What happens when two of them meet? A lock of the test's own holds both until they stand at the
//! same place.

use reqwest::Method;
use serde_json::json;

use crate::support::app::Actor;
use crate::support::database::connect;
use crate::support::service::Service;

const OURS: &str = "The bridge over the river is closed on Mondays, so that the painters can work above the water.";
const OTHERS: &str =
    "Three loaves of bread and a jar of honey are all that anybody needs for a walk in the hills.";

/// Keeps everybody from writing to a table.
struct Barrier {
    sql: tokio_postgres::Client,
}

impl Barrier {
    async fn before(service: &Service, table: &str) -> Self {
        let sql = connect(service.database_url()).await;
        sql.batch_execute(&format!(
            "BEGIN; LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"
        ))
        .await
        .unwrap();
        Self { sql }
    }

    /// Waits until so many wait, here or for one who waits here. A transaction keeps the list of
    /// sessions that it saw first, so it is told to look again: who waits may have connected since.
    async fn gathers(&self, waiting: i64) {
        let count = "SELECT count(*) FROM pg_stat_activity \
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self
            .sql
            .query_one(count, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            < waiting
        {
            self.sql
                .execute("SELECT pg_stat_clear_snapshot()", &[])
                .await
                .unwrap();
        }
    }

    async fn opens(self) {
        self.sql.batch_execute("COMMIT").await.unwrap();
    }
}

/// Sends the first, then the second once the first one waits, and lets both go on when they wait.
async fn meet(
    barrier: Barrier,
    first: impl Future<Output = u16> + Send + 'static,
    second: impl Future<Output = u16> + Send + 'static,
) -> (u16, u16) {
    let first = tokio::spawn(first);
    barrier.gathers(1).await;
    let second = tokio::spawn(second);
    barrier.gathers(2).await;
    barrier.opens().await;
    (first.await.unwrap(), second.await.unwrap())
}

fn status(request: reqwest::RequestBuilder) -> impl Future<Output = u16> + Send + 'static {
    let answer = request.send();
    async move { answer.await.unwrap().status().as_u16() }
}

async fn open_service() -> Service {
    Service::start(json!({ "mode": "none" })).await
}

fn remove(admin: &Actor, article: &str) -> reqwest::RequestBuilder {
    admin.request(
        Method::DELETE,
        &format!("/v1/admin/articles/{article}?force=true"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_edited_while_somebody_repeats_it_is_in_one_group() {
    let service = open_service().await;
    let (ours, token) = service.post("ada", OURS, None).await;
    service.post("ben", OTHERS, None).await;
    let barrier = Barrier::before(&service, "duplicate_members").await;
    let author = json!({ "name": "Cid", "email": "cid@example.org" });
    let repeat = service
        .request(
            Method::POST,
            &format!("/v1/articles/{}/comments", service.article),
        )
        .json(&json!({ "author": author, "body": OURS }));
    let edit = service
        .request(Method::PATCH, &format!("/v1/comments/{ours}"))
        .bearer_auth(token)
        .json(&json!({ "body": OTHERS }));
    assert_eq!(
        meet(barrier, status(repeat), status(edit)).await,
        (201, 200)
    );
    let twice = "SELECT count(*) FROM duplicate_groups g WHERE size <> (SELECT count(*) FROM duplicate_members m \
        WHERE m.duplicate_group_id = g.duplicate_group_id)";
    assert_eq!(service.number(twice).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_repeats_a_text_that_is_just_being_replaced_repeats_nothing() {
    let service = open_service().await;
    let (ours, token) = service.post("ada", OURS, None).await;
    let barrier = Barrier::before(&service, "revisions").await;
    let edit = service
        .request(Method::PATCH, &format!("/v1/comments/{ours}"))
        .bearer_auth(token)
        .json(&json!({ "body": OTHERS }));
    let author = json!({ "name": "Cid", "email": "cid@example.org" });
    let repeat = service
        .request(
            Method::POST,
            &format!("/v1/articles/{}/comments", service.article),
        )
        .json(&json!({ "author": author, "body": OURS }));
    assert_eq!(
        meet(barrier, status(edit), status(repeat)).await,
        (200, 201)
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_members")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_meets_the_removal_of_its_article_is_stored_with_it_or_finds_nothing() {
    let service = open_service().await;
    let (comment, _) = service.post("ada", OURS, None).await;
    let admin = service.admin().await;
    let barrier = Barrier::before(&service, "reports").await;
    let report = service
        .request(Method::POST, &format!("/v1/comments/{comment}/reports"))
        .json(&json!({ "reason": "spam" }));
    let removal = remove(&admin, &service.article);
    assert_eq!(
        meet(barrier, status(report), status(removal)).await,
        (201, 204)
    );
    assert_eq!(service.number("SELECT count(*) FROM reports").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_meets_the_removal_of_its_article_goes_with_it() {
    let service = open_service().await;
    let (comment, token) = service.post("ada", OURS, None).await;
    let admin = service.admin().await;
    let barrier = Barrier::before(&service, "revisions").await;
    let edit = service
        .request(Method::PATCH, &format!("/v1/comments/{comment}"))
        .bearer_auth(token)
        .json(&json!({ "body": OTHERS }));
    let removal = remove(&admin, &service.article);
    assert_eq!(
        meet(barrier, status(edit), status(removal)).await,
        (200, 204)
    );
    assert_eq!(service.number("SELECT count(*) FROM revisions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn settling_a_group_that_is_being_removed_finds_nothing() {
    let service = open_service().await;
    service.post("ada", OURS, None).await;
    service.post("ben", OURS, None).await;
    let admin = service.admin().await;
    let groups = service
        .send(admin.request(Method::GET, "/v1/admin/duplicates"))
        .await;
    let group = &groups.json["items"][0];
    let barrier = Barrier::before(&service, "duplicate_members").await;
    let removal = remove(&admin, &service.article);
    let settle = admin
        .request(
            Method::POST,
            &format!(
                "/v1/admin/duplicates/{}/decisions",
                group["id"].as_str().unwrap()
            ),
        )
        .json(&json!({ "keep": [], "action": "spam", "version": group["version"] }));
    assert_eq!(
        meet(barrier, status(removal), status(settle)).await,
        (204, 404)
    );
}
