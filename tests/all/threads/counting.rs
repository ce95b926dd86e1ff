//! Are numbers and counts what a plain count says, whatever happens at the same time?

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use moderato::db::articles::page::counts_statement;
use moderato::db::connection::keyset::Sort;
use moderato::db::counts::checkpoints::ListPosition;
use moderato::db::threads::page::{Layout, page_statement};
use moderato::db::threads::place::own;
use moderato::domain::ids::CommentId;
use moderato::flows::upkeep::add_checkpoints::add_checkpoints;
use moderato::flows::upkeep::fold_changes::fold_changes;
use moderato::flows::upkeep::repair_checkpoints::repair_checkpoints;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::large::{fill, fill_replies};
use crate::support::app::Actor;
use crate::support::database::connect;
use crate::support::service::Service;

const SNAPSHOTS: usize = 40;
const LAYOUTS: [(&str, Layout); 3] = [
    ("tree", Layout::Tree),
    ("replies", Layout::Replies(CommentId(uuid::Uuid::nil()))),
    ("flat", Layout::Flat),
];
const SORTS: [Sort; 2] = [Sort::Oldest, Sort::Newest];

/// An article with comments before and after what is posted in the test, so that new ones come in
/// the middle of the marks as well, and with a comment that has many replies.
async fn long_thread() -> Service {
    let service = Service::start(json!({ "mode": "none" })).await;
    fill(
        &service.sql,
        &service.article,
        (1_771_000_000_000, 1_500),
        "approved",
    )
    .await;
    fill(
        &service.sql,
        &service.article,
        (1_773_000_000_000, 1_500),
        "approved",
    )
    .await;
    fill_replies(&service.sql, &service.article, (1_774_000_000_000, 1_500)).await;
    let (app, mut after) = (service.app(), Some(ListPosition::START));
    while let Some(place) = after {
        after = add_checkpoints(&app, place).await.unwrap();
    }
    fold_all(&service).await;
    service
}

/// Until nothing is left: whoever does not get the lock has nothing to do.
pub async fn fold_all(service: &Service) {
    let app = service.app();
    while service.number("SELECT count(*) FROM tally_changes").await > 0 {
        fold_changes(&app).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_counts_are_exact_in_every_snapshot_while_everything_changes() {
    let service = long_thread().await;
    let marks = "SELECT count(DISTINCT list_id) FROM tally_marks";
    assert_eq!(
        service.number(marks).await,
        2,
        "the article and the comment with many replies have marks"
    );
    let (first, second) = (
        service.moderator("Ada").await,
        service.moderator("Ben").await,
    );
    let (app, done) = (service.app(), AtomicBool::new(false));
    let going = || !done.load(Ordering::Relaxed);
    let look = async {
        let mut totals = Vec::new();
        let mut snapshots = Snapshots::open(&service).await;
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
        moderate(&service, &first, &going),
        moderate(&service, &second, &going),
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
async fn what_changed_without_being_noted_is_mended_by_the_next_walk() {
    let service = long_thread().await;
    let hide = "UPDATE comments SET status = 'rejected' WHERE comment_id IN (\
        SELECT comment_id FROM comments WHERE depth = 2 ORDER BY comment_id OFFSET 100 LIMIT 700); \
        DELETE FROM tally_marks WHERE comment_id IN (\
          SELECT comment_id FROM tally_marks ORDER BY comment_id OFFSET 3 LIMIT 2)";
    service.sql.batch_execute(hide).await.unwrap();
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
async fn moderate(service: &Service, moderator: &Actor, going: &impl Fn() -> bool) {
    let sql = connect(service.database_url()).await;
    for action in ["reject", "approve", "spam", "approve", "hold", "approve"]
        .into_iter()
        .cycle()
    {
        if !going() {
            break;
        }
        let some = "SELECT comment_id::text, version FROM comments ORDER BY random() LIMIT 30";
        let seen: Vec<Value> = sql
            .query(some, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| json!({ "id": row.get::<_, String>(0), "version": row.get::<_, i32>(1) }))
            .collect();
        let decision = json!({ "action": action, "comments": seen });
        let request = moderator
            .request(Method::POST, "/v1/admin/decisions")
            .json(&decision);
        let answer = service.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
    }
}

/// Posts, replies and takes every third one back.
async fn write(service: &Service, going: &impl Fn() -> bool) {
    let mut parent = None;
    for round in 0.. {
        if !going() {
            break;
        }
        let text = format!(
            "Number {round} of many, and none of them says the same as number {}.",
            round * 7
        );
        let answer = service
            .try_post(&format!("reader{round}"), &text, parent.as_deref())
            .await;
        // Its parent may have been hidden meanwhile.
        if answer.status != 201 {
            assert_eq!(answer.json["code"], "parent_not_found", "{}", answer.json);
            parent = None;
            continue;
        }
        let id = answer.json["comment"]["id"].as_str().unwrap().to_owned();
        if round % 3 == 2 {
            let token = answer.json["guest_token"].as_str().unwrap();
            let path = format!("/v1/comments/{id}");
            let withdrawn = service
                .send(service.request(Method::DELETE, &path).bearer_auth(token))
                .await;
            assert_eq!(withdrawn.status, 204, "{}", withdrawn.json);
            parent = None;
        } else {
            parent = Some(id);
        }
    }
}

/// A connection with the statements of the service.
struct Snapshots {
    sql: Client,
    article: String,
    /// The comment with many replies.
    crowded: String,
}

impl Snapshots {
    async fn open(service: &Service) -> Self {
        let sql = connect(service.database_url()).await;
        for (name, layout) in LAYOUTS {
            for sort in SORTS {
                let types = match layout {
                    Layout::Flat => "uuid, uuid, bigint",
                    Layout::Tree => "uuid, uuid, bigint, bigint, int",
                    Layout::Replies(_) => "uuid, uuid, bigint, bigint, int, uuid",
                };
                let page = page_statement(layout, sort);
                sql.batch_execute(&format!("PREPARE {name}_{sort:?} ({types}) AS {page}"))
                    .await
                    .unwrap();
            }
        }
        sql.batch_execute(&format!(
            "PREPARE counts (uuid[], text[]) AS {}; \
             PREPARE single (uuid[]) AS SELECT {} FROM comments c WHERE c.comment_id = ANY($1)",
            counts_statement(),
            own()
        ))
        .await
        .unwrap();
        let crowded = "SELECT comment_id::text FROM comments ORDER BY comment_id LIMIT 1";
        let crowded = sql.query_one(crowded, &[]).await.unwrap().get(0);
        Self {
            sql,
            article: service.article.clone(),
            crowded,
        }
    }

    /// Compares everything in one snapshot, and returns how many approved comments it has.
    async fn compare(&mut self, round: usize) -> usize {
        self.sql
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            .await
            .unwrap();
        let truth = Truth::read(&self.sql).await;
        let at = (round * 977) % truth.approved.len();
        let after = &truth.approved[at];
        let counts = self
            .rows(&format!("EXECUTE counts ('{{{}}}', '{{}}')", self.article))
            .await;
        assert_eq!(number(&counts[0], "comment_count"), truth.approved.len());
        let ids: Vec<&str> = truth
            .approved
            .iter()
            .skip(round % 50)
            .step_by(50)
            .map(String::as_str)
            .collect();
        for row in self
            .rows(&format!("EXECUTE single ('{{{}}}')", ids.join(",")))
            .await
        {
            truth.check(&row);
        }
        for sort in SORTS {
            for after in [sort.start(None).to_string(), after.clone()] {
                let bounds = format!("'{}', '{after}', 25", self.article);
                for row in self
                    .rows(&format!("EXECUTE tree_{sort:?} ({bounds}, 100, 50)"))
                    .await
                {
                    truth.check_page(&row);
                }
                let replies = format!(
                    "EXECUTE replies_{sort:?} ({bounds}, 100, 50, '{}')",
                    self.crowded
                );
                for row in self.rows(&replies).await {
                    truth.check_page(&row);
                }
                let flat = self
                    .rows(&format!("EXECUTE flat_{sort:?} ({bounds})"))
                    .await;
                flat.iter().for_each(|row| truth.check_page(row));
                let listed: Vec<&str> = flat
                    .iter()
                    .filter_map(|row| row.get("comment_id"))
                    .collect();
                assert_eq!(listed, truth.page(sort, &after));
            }
        }
        self.sql.batch_execute("COMMIT").await.unwrap();
        truth.approved.len()
    }

    async fn rows(&self, statement: &str) -> Vec<SimpleQueryRow> {
        let messages = self.sql.simple_query(statement).await.unwrap();
        let row = |message| {
            if let SimpleQueryMessage::Row(row) = message {
                Some(row)
            } else {
                None
            }
        };
        messages.into_iter().filter_map(row).collect()
    }
}

fn number(row: &SimpleQueryRow, column: &str) -> usize {
    row.get(column).unwrap().parse().unwrap()
}

/// What plain counts say.
struct Truth {
    /// In order of creation.
    approved: Vec<String>,
    numbers: HashMap<String, usize>,
    replies: HashMap<String, usize>,
}

impl Truth {
    async fn read(sql: &Client) -> Self {
        let approved =
            "SELECT comment_id::text FROM comments WHERE status = 'approved' ORDER BY comment_id";
        let approved: Vec<String> = sql
            .query(approved, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        let numbers = approved
            .iter()
            .enumerate()
            .map(|(at, id)| (id.clone(), at + 1))
            .collect();
        let replies = "SELECT parent_id::text, count(*) FROM comments WHERE visible AND parent_id IS NOT NULL GROUP BY 1";
        let count = |row: &tokio_postgres::Row| {
            (row.get(0), usize::try_from(row.get::<_, i64>(1)).unwrap())
        };
        let replies = sql
            .query(replies, &[])
            .await
            .unwrap()
            .iter()
            .map(count)
            .collect();
        Self {
            approved,
            numbers,
            replies,
        }
    }

    fn check_page(&self, row: &SimpleQueryRow) {
        assert_eq!(number(row, "total"), self.approved.len());
        if row.get("comment_id").is_some() {
            self.check(row);
        }
    }

    fn check(&self, row: &SimpleQueryRow) {
        let id = row.get("comment_id").unwrap();
        let found = row
            .get("number")
            .map(|number| number.parse::<usize>().unwrap());
        assert_eq!(found, self.numbers.get(id).copied(), "the number of {id}");
        assert_eq!(
            number(row, "reply_count"),
            self.replies.get(id).copied().unwrap_or(0),
            "replies to {id}"
        );
    }

    /// The ids on a flat page.
    fn page(&self, sort: Sort, after: &str) -> Vec<&str> {
        let ids = self.approved.iter().map(String::as_str);
        match sort {
            Sort::Oldest => ids.filter(|id| *id > after).take(25).collect(),
            Sort::Newest => ids.rev().filter(|id| *id < after).take(25).collect(),
        }
    }
}
