//! Groups of duplicates: list, detail, merging, splitting, settling, and the check of a text.

use serde_json::json;

use super::{ABSENT, check};
use crate::support::service::Service;

const GROUPS: &str = "/v1/admin/duplicates";
const CHECK: &str = "/v1/admin/duplicates/check";

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const LIKE: &str =
    "Order the miracle pills today, they cured my knees within a single week, no doctor needed.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_listed_read_and_settled() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(TEXT).await;
    service.author("bob").post(LIKE).await;
    let group = moderator.only_group().await;

    check("list_duplicate_groups", moderator.get(GROUPS).await);
    let read = moderator.try_read_group(&group).await;
    check("get_duplicate_group.open", read);

    let settled = moderator.try_settle(&group, "spam", &[&first]).await;
    check("settle_duplicate_group", settled);
    let read = moderator.try_read_group(&group).await;
    check("get_duplicate_group.settled", read);
    let again = moderator.try_settle(&group, "spam", &[]).await;
    check("settle_duplicate_group", again);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_merged_and_split() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [ada, bob] = service.post_as(["ada", "bob"], TEXT).await;
    service.post_as(["cid", "dan", "eve"], OTHER).await;
    let [large, small] = moderator.all_groups().await;

    let merged = moderator.try_merge(&large, &small).await;
    let group = merged.json.clone();
    check("merge_duplicate_groups", merged);

    let split = moderator.try_split(&group, &[&ada, &bob]).await;
    check("split_duplicate_group", split);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_groups_that_are_refused() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post_as(["ada", "bob"], TEXT).await;
    let stranger = service.author("cid").post(OTHER).await;
    let group = moderator.only_group().await;
    let mut stale = group.clone();
    stale["version"] = json!(7);
    let mut absent = group.clone();
    absent["id"] = json!(ABSENT);

    let settle = moderator.try_settle(&stale, "spam", &[]).await;
    check("settle_duplicate_group", settle);
    let settle = moderator.try_settle(&group, "spam", &[&stranger]).await;
    check("settle_duplicate_group", settle);
    let settle = moderator.try_settle(&absent, "spam", &[]).await;
    check("settle_duplicate_group", settle);

    let merge = moderator.try_merge(&group, &group).await;
    check("merge_duplicate_groups", merge);
    let merge = moderator.try_merge(&absent, &group).await;
    check("merge_duplicate_groups", merge);

    let split = moderator.try_split(&group, &[&stranger]).await;
    check("split_duplicate_group", split);
    let split = moderator.try_split(&stale, &[&stranger]).await;
    check("split_duplicate_group", split);
    let split = moderator.try_split(&absent, &[&stranger]).await;
    check("split_duplicate_group", split);

    let read = moderator.try_read_group(&absent).await;
    check("get_duplicate_group", read);
    let bad_state = moderator.get(&format!("{GROUPS}?state=lost")).await;
    check("list_duplicate_groups", bad_state);
    let stranger = service.reader().get(GROUPS).await;
    check("list_duplicate_groups", stranger);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_compared_with_the_stored_comments() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(TEXT).await;

    let body = json!({ "body": LIKE, "article_id": service.article });
    check("check_duplicates", moderator.post(CHECK, &body).await);
    let nowhere = json!({ "body": LIKE });
    check("check_duplicates", moderator.post(CHECK, &nowhere).await);
    let absent = json!({ "body": LIKE, "article_id": ABSENT });
    check("check_duplicates", moderator.post(CHECK, &absent).await);
}
