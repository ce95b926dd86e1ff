//! The feed is one order, without gaps and repetitions, whatever is being written.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::{comments_of, post, start, write_at_once};
use crate::support::follower::Follower;
use crate::support::json::{items, text};
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn an_open_transaction_delays_the_events_behind_it_and_nothing_is_lost() {
    let service = start().await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let start = feed.end().await;

    let before = post(&service, "Early").await;
    let mut sql = service.connect().await;
    let open = sql.transaction().await.unwrap();
    let insert =
        "INSERT INTO events (site_id, kind, payload) SELECT site_id, 'slow', '{}' FROM sites";
    open.batch_execute(insert).await.unwrap();
    let late = [
        post(&service, "Ada").await.id,
        post(&service, "Charles").await.id,
    ];

    let first = feed.follow(&start, 1).await;
    assert_eq!(
        comments_of(&first),
        [before.id],
        "events behind the open transaction are not shown"
    );
    let cursor = text(&first[0]["cursor"]);
    let waiting = admin.events(&format!("?after={cursor}")).await;
    assert_eq!(waiting["items"], json!([]));
    assert_eq!(waiting["at_end"], true);

    open.batch_execute(insert).await.unwrap();
    open.commit().await.unwrap();

    let rest = feed.follow(&text(&waiting["next_cursor"]), 4).await;
    let kinds: Vec<String> = rest.iter().map(|event| text(&event["kind"])).collect();
    assert_eq!(
        kinds,
        ["slow", "slow", "comment_submitted", "comment_submitted"]
    );
    assert_eq!(comments_of(&rest)[2..], late);

    let again = feed.follow(&cursor, 4).await;
    assert_eq!(again, rest, "one order, whenever it is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_meets_every_event_once_while_many_write() {
    const WRITERS: usize = 6;
    const EACH: usize = 5;

    let service = Arc::new(start().await);
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let start = feed.end().await;

    let writers = write_at_once(&service, WRITERS, EACH);
    let met = comments_of(&feed.follow(&start, WRITERS * EACH).await);

    let mut posted = BTreeSet::new();
    for writer in writers {
        posted.extend(writer.await.unwrap());
    }
    assert_eq!(met.len(), WRITERS * EACH, "none twice");
    let met_once: BTreeSet<_> = met.iter().cloned().collect();
    assert_eq!(met_once, posted, "none lost");
    let again = comments_of(&feed.follow(&start, WRITERS * EACH).await);
    assert_eq!(again, met, "one order");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_leave_events_out_and_an_empty_page_still_leads_on() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let article = &service.article;
    let start = feed.end().await;
    let posted = post(&service, "Ada").await;
    admin.decide(&posted, "approve").await;
    feed.follow(&start, 2).await;

    let kind = format!("?after={start}&kind=comment_decided");
    let decided = admin.events(&kind).await;
    let [event] = items(&decided) else {
        panic!("{decided}");
    };
    assert_eq!(event["comment_id"], posted.id);
    assert_eq!(event["site"], "default");
    assert_eq!(event["article_id"], *article);
    assert_eq!(event["payload"]["status"], "approved");
    assert_eq!(decided["at_end"], true);

    let no_kind = format!("?after={start}&kind=nothing&site=default&article_id={article}");
    let nothing = admin.events(&no_kind).await;
    assert_eq!(nothing["items"], json!([]));
    let more = post(&service, "Charles").await;
    let next = feed.follow(&text(&nothing["next_cursor"]), 1).await;
    assert_eq!(comments_of(&next), [more.id]);

    let of_article = format!("?after={start}&article_id={article}&limit=1");
    let one = admin.events(&of_article).await;
    assert_eq!(items(&one).len(), 1);
    assert_eq!(one["at_end"], false);

    let of_no_site = admin.try_events("?site=nowhere").await;
    of_no_site.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_list_is_refused() {
    let service = start().await;
    let admin = service.admin().await;
    post(&service, "Ada").await;
    post(&service, "Charles").await;
    let page = service.reader().thread_page("?limit=1").await;

    for cursor in ["AAAA", &text(&page["next_cursor"])] {
        let answer = admin.try_events(&format!("?after={cursor}")).await;
        answer.refused(422, "invalid_cursor");
    }
}
