//! The lists of the service are compared with plain counts in snapshots of the database.

use std::collections::HashMap;

use moderato::db::articles::page::counts_statement;
use moderato::db::connection::keyset::Sort;
use moderato::db::threads::comment::full_columns;
use moderato::db::threads::page::{Layout, page_statement};
use moderato::domain::ids::CommentId;
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};
use uuid::Uuid;

use crate::support::service::Service;

const LAYOUTS: [(&str, Layout); 3] = [
    ("tree", Layout::Tree),
    ("replies", Layout::Replies(CommentId(Uuid::nil()))),
    ("flat", Layout::Flat),
];
const SORTS: [Sort; 2] = [Sort::Oldest, Sort::Newest];

/// A connection with the statements of the service.
pub struct Snapshots {
    sql: Client,
    article: String,
    /// The comment with many replies.
    crowded: String,
}

impl Snapshots {
    pub async fn open(service: &Service) -> Self {
        let sql = service.connect().await;

        for (name, layout) in LAYOUTS {
            let types = match layout {
                Layout::Flat => "uuid, uuid, bigint",
                Layout::Tree => "uuid, uuid, bigint, bigint, int",
                Layout::Replies(_) => "uuid, uuid, bigint, bigint, int, uuid",
            };
            for sort in SORTS {
                let page = page_statement(layout, sort);
                let prepare = format!("PREPARE {name}_{sort:?} ({types}) AS {page}");
                sql.batch_execute(&prepare).await.unwrap();
            }
        }

        let others = format!(
            "PREPARE counts (uuid[]) AS {}; \
             PREPARE single (uuid[]) AS SELECT {} FROM comments c WHERE c.comment_id = ANY($1)",
            counts_statement(),
            full_columns()
        );
        sql.batch_execute(&others).await.unwrap();

        let crowded = "SELECT comment_id::text FROM comments ORDER BY comment_id LIMIT 1";

        Self {
            crowded: service.text(crowded).await,
            article: service.article.clone(),
            sql,
        }
    }

    /// Compares everything in one snapshot. Returns how many approved comments it has.
    pub async fn compare(&mut self, round: usize) -> usize {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ";
        self.sql.batch_execute(begin).await.unwrap();
        let truth = Truth::read(&self.sql).await;

        self.compare_counts(&truth).await;
        self.compare_singles(&truth, round).await;
        let middle = &truth.approved[(round * 977) % truth.approved.len()];
        for sort in SORTS {
            let start = sort.start(None).to_string();
            self.compare_pages(&truth, sort, &start).await;
            self.compare_pages(&truth, sort, middle).await;
        }

        self.sql.batch_execute("COMMIT").await.unwrap();

        truth.approved.len()
    }

    async fn compare_counts(&self, truth: &Truth) {
        let counts = format!("EXECUTE counts ('{{{}}}')", self.article);
        let rows = self.rows(&counts).await;

        assert_eq!(number(&rows[0], "comment_count"), truth.approved.len());
    }

    /// Compares every fiftieth comment, read by itself.
    async fn compare_singles(&self, truth: &Truth, round: usize) {
        let ids: Vec<&str> = truth
            .approved
            .iter()
            .skip(round % 50)
            .step_by(50)
            .map(String::as_str)
            .collect();

        let single = format!("EXECUTE single ('{{{}}}')", ids.join(","));
        for row in self.rows(&single).await {
            truth.check(&row);
        }
    }

    /// Compares the page of each layout that begins after this comment.
    async fn compare_pages(&self, truth: &Truth, sort: Sort, after: &str) {
        let bounds = format!("'{}', '{after}', 25", self.article);

        let tree = format!("EXECUTE tree_{sort:?} ({bounds}, 100, 50)");
        for row in self.rows(&tree).await {
            truth.check_page(&row);
        }

        let crowded = &self.crowded;
        let replies = format!("EXECUTE replies_{sort:?} ({bounds}, 100, 50, '{crowded}')");
        for row in self.rows(&replies).await {
            truth.check_page(&row);
        }

        let flat = format!("EXECUTE flat_{sort:?} ({bounds})");
        let flat = self.rows(&flat).await;
        for row in &flat {
            truth.check_page(row);
        }
        let listed: Vec<&str> = flat
            .iter()
            .filter_map(|row| row.get("comment_id"))
            .collect();
        assert_eq!(listed, truth.page(sort, after));
    }

    async fn rows(&self, statement: &str) -> Vec<SimpleQueryRow> {
        let messages = self.sql.simple_query(statement).await.unwrap();

        messages
            .into_iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            })
            .collect()
    }
}

fn number(row: &SimpleQueryRow, column: &str) -> usize {
    row.get(column).unwrap().parse().unwrap()
}

/// The results of plain counts.
struct Truth {
    /// The approved comments in order of creation.
    approved: Vec<String>,
    numbers: HashMap<String, usize>,
    replies: HashMap<String, usize>,
}

impl Truth {
    async fn read(sql: &Client) -> Self {
        let approved =
            "SELECT comment_id::text FROM comments WHERE status = 'approved' ORDER BY comment_id";
        let rows = sql.query(approved, &[]).await.unwrap();
        let approved: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let numbers = approved.iter().cloned().zip(1..).collect();

        let replies = "SELECT parent_id::text, count(*) FROM comments \
            WHERE visible AND parent_id IS NOT NULL GROUP BY 1";
        let rows = sql.query(replies, &[]).await.unwrap();
        let replies = rows
            .iter()
            .map(|row| (row.get(0), usize::try_from(row.get::<_, i64>(1)).unwrap()))
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

        let replies = self.replies.get(id).copied().unwrap_or(0);
        assert_eq!(number(row, "reply_count"), replies, "replies to {id}");
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
