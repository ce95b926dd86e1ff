//! A database that lacks room or other resources refuses writes for now, and the service says so.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use crate::edge::foreign_faults::fail_inserts;
use crate::support::answer::Answer;
use crate::support::database::connect;
use crate::support::eventually::eventually;
use crate::support::service::Service;

/// Holds that an answer is 503 and says when to retry.
#[track_caller]
fn assert_refused_for_now(answer: Answer) {
    assert!(answer.headers.contains_key("retry-after"));

    answer.refused(503, "unavailable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_writes_for_now_and_readiness_says_why_and_reads_go_on() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (ada, reader) = (service.author("ada"), service.reader());
    ada.post("Before the disk was full.").await;

    fail_inserts(service.database_url(), "53100", "could not extend file").await;
    assert_refused_for_now(ada.try_post("Is there any room?").await);

    assert_eq!(reader.thread().await["total"], 1);
    let unready = reader.get("/health/ready").await;
    let problem = unready.refused(503, "unavailable");
    assert_eq!(
        problem["detail"],
        "The service is not ready: the database has no room on its disk."
    );
    let counted = "moderato_database_impairments_total{kind=\"disk_full\"} 1";
    assert!(reader.metrics().await.contains(counted));

    service
        .execute("DROP TRIGGER fail_with_fault ON comments")
        .await;

    ada.post("There is room again.").await;
    eventually("ready again", Duration::from_secs(60), async || {
        reader.get("/health/ready").await.status == StatusCode::OK
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_lack_of_a_resource_has_its_reason() {
    for (code, reason) in [
        ("53000", "lacks files or processes of its operating system"),
        ("53200", "is out of memory"),
        ("58030", "the storage of the database fails"),
    ] {
        let service = Service::start(json!({ "mode": "none" })).await;
        fail_inserts(service.database_url(), code, "kein Wort davon").await;

        assert_refused_for_now(service.author("ada").try_post("Is there any?").await);

        let unready = service.reader().get("/health/ready").await;
        let problem = unready.refused(503, "unavailable");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(reason), "{code}: {detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_finds_no_room_is_refused_for_now_and_writes_nothing() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let fail_at_commit = "CREATE FUNCTION fail_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ \
           BEGIN RAISE EXCEPTION 'kein Platz' USING ERRCODE = '53100'; END $$; \
         CREATE CONSTRAINT TRIGGER fail_at_commit AFTER INSERT ON comments \
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail_at_commit()";
    connect(service.database_url())
        .await
        .batch_execute(fail_at_commit)
        .await
        .unwrap();

    assert_refused_for_now(ada.try_post("Is there any room?").await);

    assert_eq!(service.count("comments").await, 0);
}
