//! Requests that meet each other. A lock of the test holds both until they wait at the same place.

use serde_json::json;

use crate::support::answer::Answer;
use crate::support::barrier::Barrier;
use crate::support::service::Service;

const OURS: &str = "The bridge over the river is closed on Mondays, so that the painters can work above the water.";
const OTHERS: &str =
    "Three loaves of bread and a jar of honey are all that anybody needs for a walk in the hills.";

/// Sends the first request, the second once the first one waits, and lets both go on when both
/// wait. Their answers, in this order.
async fn meet(
    barrier: Barrier,
    first: impl Future<Output = Answer>,
    second: impl Future<Output = Answer>,
) -> [Answer; 2] {
    let second = async {
        barrier.gathers(1).await;
        second.await
    };
    let opening = async {
        barrier.gathers(2).await;
        barrier.opens().await;
    };
    let (first, second, ()) = tokio::join!(first, second, opening);

    [first, second]
}

async fn start() -> Service {
    Service::start(json!({ "mode": "none" })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_edited_while_another_author_posts_it_too_is_in_one_group() {
    let service = start().await;
    let ada = service.author("ada");
    let posted = ada.post(OURS).await;
    service.author("ben").post(OTHERS).await;
    let cid = service.author("cid");

    let barrier = Barrier::before_writes(&service, "duplicate_members").await;
    let [duplicate, edit] = meet(barrier, cid.try_post(OURS), ada.try_edit(&posted, OTHERS)).await;

    duplicate.created();
    edit.ok();
    let of_wrong_size = "duplicate_groups g WHERE size <> (SELECT count(*) \
        FROM duplicate_members m WHERE m.duplicate_group_id = g.duplicate_group_id)";
    assert_eq!(service.count(of_wrong_size).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_of_a_text_that_is_just_being_replaced_is_none() {
    let service = start().await;
    let ada = service.author("ada");
    let posted = ada.post(OURS).await;
    let cid = service.author("cid");

    let barrier = Barrier::before_writes(&service, "revisions").await;
    let [edit, second] = meet(barrier, ada.try_edit(&posted, OTHERS), cid.try_post(OURS)).await;

    edit.ok();
    second.created();
    assert_eq!(service.count("duplicate_members").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_meets_the_removal_of_its_article_is_removed_with_it() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let posted = service.author("ada").post(OURS).await;

    let barrier = Barrier::before_writes(&service, "reports").await;
    let reason = json!({ "reason": "spam" });
    let [report, removal] = meet(
        barrier,
        reader.try_report(&posted, &reason),
        admin.try_remove_with_comments(&service.article),
    )
    .await;

    report.created();
    removal.no_content();
    assert_eq!(service.count("reports").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_meets_the_removal_of_its_article_is_removed_with_it() {
    let service = start().await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    let posted = ada.post(OURS).await;

    let barrier = Barrier::before_writes(&service, "revisions").await;
    let [edit, removal] = meet(
        barrier,
        ada.try_edit(&posted, OTHERS),
        admin.try_remove_with_comments(&service.article),
    )
    .await;

    edit.ok();
    removal.no_content();
    assert_eq!(service.count("revisions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn settling_a_group_that_is_being_removed_finds_nothing() {
    let service = start().await;
    let admin = service.admin().await;
    service.post_as(["ada", "ben"], OURS).await;
    let group = admin.only_group().await;

    let barrier = Barrier::before_writes(&service, "duplicate_members").await;
    let [removal, settled] = meet(
        barrier,
        admin.try_remove_with_comments(&service.article),
        admin.try_settle(&group, "spam", &[]),
    )
    .await;

    removal.no_content();
    settled.refused(404, "not_found");
}
