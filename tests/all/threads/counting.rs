//! Numbers and counts equal a plain count in every snapshot, whatever happens at the same time.

use std::sync::atomic::{AtomicBool, Ordering};

use moderato::db::counts::checkpoints::ListPosition;
use moderato::flows::upkeep::add_checkpoints::add_checkpoints;
use moderato::flows::upkeep::fold_changes::fold_changes;
use moderato::flows::upkeep::repair_checkpoints::repair_checkpoints;
use serde_json::{Value, json};

use super::large::Filling;
use super::plain_counts::Snapshots;
use crate::support::moderator::Moderator;
use crate::support::service::Service;

const SNAPSHOTS: usize = 40;

/// An article with comments before and after those that a test posts, so that new ones come in the
/// middle of the checkpoints as well, and with a comment that has many replies.
async fn long_thread() -> Service {
    let service = Service::start(json!({ "mode": "none" })).await;
    let filling = |first| Filling {
        article: &service.article,
        first,
        count: 1_500,
    };
    let before = filling(1_771_000_000_000);
    before.insert(&service.sql, "approved").await;
    let after = filling(1_773_000_000_000);
    after.insert(&service.sql, "approved").await;
    let replies = filling(1_774_000_000_000);
    replies.insert_replies(&service.sql).await;

    let app = service.app();
    let mut after = Some(ListPosition::START);
    while let Some(place) = after {
        after = add_checkpoints(&app, place).await.unwrap();
    }
    fold_all(&service).await;

    service
}

/// Folds until nothing is left: a fold that does not get the lock does nothing.
pub async fn fold_all(service: &Service) {
    let app = service.app();

    while service.count("tally_changes").await > 0 {
        fold_changes(&app).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_counts_are_exact_in_every_snapshot_while_everything_changes() {
    let service = long_thread().await;
    let ada = service.moderator("Ada").await;
    let ben = service.moderator("Ben").await;
    let app = service.app();
    let lists_with_checkpoints = "SELECT count(DISTINCT list_id) FROM tally_marks";
    assert_eq!(
        service.number(lists_with_checkpoints).await,
        2,
        "the article and the comment with many replies have checkpoints"
    );

    let done = AtomicBool::new(false);
    let going = || !done.load(Ordering::Relaxed);
    let look = async {
        let mut snapshots = Snapshots::open(&service).await;
        let mut totals = Vec::new();
        for round in 0..SNAPSHOTS {
            totals.push(snapshots.compare(round).await);
        }
        done.store(true, Ordering::Relaxed);

        totals.sort_unstable();
        totals.dedup();
        totals.len()
    };
    let fold = async {
        while going() {
            fold_changes(&app).await.unwrap();
        }
    };
    let (totals, (), (), (), ()) = tokio::join!(
        look,
        fold,
        moderate(&service, &ada, &going),
        moderate(&service, &ben, &going),
        write(&service, &going)
    );

    assert!(
        totals > SNAPSHOTS / 4,
        "little changed: {totals} totals in {SNAPSHOTS} snapshots"
    );
    fold_all(&service).await;
    Snapshots::open(&service).await.compare(SNAPSHOTS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_not_noted_is_mended_by_the_next_walk() {
    let service = long_thread().await;
    let hide = "UPDATE comments SET status = 'rejected' WHERE comment_id IN (\
        SELECT comment_id FROM comments WHERE depth = 2 ORDER BY comment_id OFFSET 100 LIMIT 700); \
        DELETE FROM tally_marks WHERE comment_id IN (\
          SELECT comment_id FROM tally_marks ORDER BY comment_id OFFSET 3 LIMIT 2)";
    service.execute(hide).await;

    let app = service.app();
    let mut after = Some(ListPosition::START);
    while let Some(place) = after {
        after = repair_checkpoints(&app, place).await.unwrap();
    }

    let mut snapshots = Snapshots::open(&service).await;
    for round in 0..5 {
        snapshots.compare(round).await;
    }
}

/// Decides about comments all over the thread, so that places come and go.
async fn moderate(service: &Service, moderator: &Moderator, going: &impl Fn() -> bool) {
    let sql = service.connect().await;
    let actions = ["reject", "approve", "spam", "approve", "hold", "approve"];

    for action in actions.into_iter().cycle() {
        if !going() {
            break;
        }

        let some = "SELECT comment_id::text, version FROM comments ORDER BY random() LIMIT 30";
        let rows = sql.query(some, &[]).await.unwrap();
        let comments: Vec<Value> = rows
            .iter()
            .map(|row| json!({ "id": row.get::<_, String>(0), "version": row.get::<_, i32>(1) }))
            .collect();
        let decision = json!({ "action": action, "comments": comments });

        moderator.try_decide_many(&decision).await.ok();
    }
}

/// Posts comments and replies, and withdraws every third one.
async fn write(service: &Service, going: &impl Fn() -> bool) {
    let mut parent = None;

    for round in 0.. {
        if !going() {
            break;
        }

        let author = service.author(&format!("reader{round}"));
        let other = round * 7;
        let text =
            format!("Number {round} of many, and none of them says the same as number {other}.");
        let answer = match &parent {
            Some(parent) => author.try_reply_to(parent, &text).await,
            None => author.try_post(&text).await,
        };

        // Its parent may have been hidden meanwhile.
        if answer.status != 201 {
            answer.refused(422, "parent_not_found");
            parent = None;
            continue;
        }

        let posted = answer.posted();
        if round % 3 == 2 {
            author.withdraw(&posted).await;
            parent = None;
        } else {
            parent = Some(posted);
        }
    }
}
