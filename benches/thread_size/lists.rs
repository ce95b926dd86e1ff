//! How much longer does a page of the large list take than one of the small list?

use std::time::{Duration, Instant};

use moderato::db::articles::page::{ArticleFilter, list_articles, list_counts};
use moderato::db::comments::findings::list_present_findings;
use moderato::db::connection::connect::Connection;
use moderato::db::connection::keyset::Sort;
use moderato::db::duplicates::groups::{
    GroupFilter, GroupWindow, list_groups, list_member_comments,
};
use moderato::db::moderation::decisions::{AuditWindow, list_decisions};
use moderato::db::moderation::queue::{QueueFilter, QueueWindow, list_queue};
use moderato::db::threads::page::{Layout, Window, find_place, list_latest, list_page};
use moderato::domain::ids::{ArticleId, CommentId};
use moderato::domain::page::PageRequest;
use moderato::domain::status::Status;
use uuid::Uuid;

use super::figures::{Times, median};
use super::stage::Stage;

const ROUNDS: usize = 5;
const TURNS: usize = 200;

/// A page, as the statements that an endpoint makes for it.
#[derive(Debug, Clone)]
enum Page {
    Thread(Layout, Sort, Option<CommentId>),
    Replies,
    Latest,
    Queue(QueueFilter),
    Articles,
    Counts,
    Groups,
    Decisions,
}

pub async fn compare(small: &Stage, large: &Stage) {
    for (name, (of_small, of_large)) in pages(small)
        .await
        .into_iter()
        .zip(pages(large).await)
        .map(|(a, b)| (a.0, (a.1, b.1)))
    {
        let mut times = [Times::default(), Times::default()];
        let mut ratios = Vec::new();
        let mut small_conn = small.app.reads.get().await.unwrap();
        let mut large_conn = large.app.reads.get().await.unwrap();
        let mut rows = [0, 0];
        for round in 0..=ROUNDS {
            let mut of_round = [Times::default(), Times::default()];
            for _ in 0..TURNS {
                let (small_time, small_rows) = read(&mut small_conn, small, &of_small).await;
                let (large_time, large_rows) = read(&mut large_conn, large, &of_large).await;
                rows = [small_rows, large_rows];
                // The first round warms up.
                if round > 0 {
                    times[0].add(round - 1, small_time);
                    times[1].add(round - 1, large_time);
                    of_round[0].add(0, small_time);
                    of_round[1].add(0, large_time);
                }
            }
            if round > 0 {
                ratios.push(of_round[1].percentile(50) / of_round[0].percentile(50));
            }
        }
        println!(
            "| {name} | {:.2} ms ({} rows) | {:.2} ms ({} rows) | {:.2} |",
            times[0].percentile(50) / 1_000.0,
            rows[0],
            times[1].percentile(50) / 1_000.0,
            rows[1],
            median(ratios.into_iter())
        );
    }
}

async fn pages(stage: &Stage) -> Vec<(String, Page)> {
    let mut pages = Vec::new();
    for (view, layout, among) in [
        ("tree", Layout::Tree, "parent_id IS NULL"),
        ("flat", Layout::Flat, "true"),
    ] {
        for (name, sort, direction) in [
            ("oldest", Sort::Oldest, "DESC"),
            ("newest", Sort::Newest, "ASC"),
        ] {
            let last = format!(
                "SELECT comment_id::text FROM comments WHERE article_id = '{}' AND status = 'approved' AND {among} \
                 ORDER BY comment_id {direction} OFFSET 25 LIMIT 1",
                stage.article.0
            );
            let last = CommentId(Uuid::parse_str(&stage.text(&last).await).unwrap());
            pages.push((
                format!("thread, {view}, {name}, first"),
                Page::Thread(layout, sort, None),
            ));
            pages.push((
                format!("thread, {view}, {name}, last"),
                Page::Thread(layout, sort, Some(last)),
            ));
        }
    }
    let waiting = QueueFilter {
        status: Some(Status::Pending),
        ..QueueFilter::default()
    };
    let of_article = QueueFilter {
        article: Some(stage.article),
        ..waiting.clone()
    };
    let of_site = QueueFilter {
        site: Some("default".to_owned()),
        ..waiting.clone()
    };
    let more = [
        ("replies", Page::Replies),
        ("latest comments", Page::Latest),
        ("queue", Page::Queue(waiting)),
        ("queue of an article", Page::Queue(of_article)),
        ("queue of a site", Page::Queue(of_site)),
        ("queue, all statuses", Page::Queue(QueueFilter::default())),
        ("articles", Page::Articles),
        ("counts of 25 articles", Page::Counts),
        ("groups of repeats", Page::Groups),
        ("decisions", Page::Decisions),
    ];
    pages.extend(more.into_iter().map(|(name, page)| (name.to_owned(), page)));
    pages
}

/// How long it took, and how many rows came.
async fn read(conn: &mut Connection, stage: &Stage, page: &Page) -> (Duration, usize) {
    let window = |sort, after| Window {
        sort,
        after,
        limit: 26,
        branch: 100,
        depth: 50,
    };
    let begun = Instant::now();
    let rows = match page {
        Page::Thread(layout, sort, after) => {
            list_page(conn, stage.article, *layout, window(*sort, *after))
                .await
                .unwrap()
                .len()
        }
        Page::Replies => {
            let place = find_place(conn, stage.crowded).await.unwrap().unwrap();
            let article = moderato::domain::ids::ArticleId(place.article_id);
            let layout = Layout::Replies(stage.crowded);
            list_page(conn, article, layout, window(Sort::Oldest, None))
                .await
                .unwrap()
                .len()
        }
        Page::Latest => list_latest(conn, None, window(Sort::Newest, None))
            .await
            .unwrap()
            .len(),
        Page::Queue(filter) => {
            let window = QueueWindow {
                sort: Sort::Oldest,
                after: None,
                limit: 26,
            };
            let rows = list_queue(conn, filter, window).await.unwrap();
            let ids: Vec<CommentId> = rows
                .iter()
                .map(|row| CommentId(row.place.comment_id))
                .collect();
            list_present_findings(conn, &ids).await.unwrap();
            rows.len()
        }
        Page::Articles => {
            let page = PageRequest {
                after: None,
                limit: 25,
            };
            list_articles(conn, &ArticleFilter::default(), &page)
                .await
                .unwrap()
                .len()
        }
        Page::Counts => {
            let articles: Vec<ArticleId> = stage.articles[..25]
                .iter()
                .copied()
                .map(ArticleId)
                .collect();
            list_counts(conn, &articles, &[]).await.unwrap().len()
        }
        Page::Groups => {
            let window = GroupWindow {
                after: None,
                limit: 26,
            };
            let heads = list_groups(conn, &GroupFilter::default(), window)
                .await
                .unwrap();
            let ids: Vec<Uuid> = heads.iter().map(|head| head.duplicate_group_id).collect();
            list_member_comments(conn, &ids, 10).await.unwrap().len()
        }
        Page::Decisions => {
            let window = AuditWindow {
                moderator: None,
                article: None,
                before: None,
                limit: 26,
            };
            list_decisions(conn, window).await.unwrap().len()
        }
    };
    (begun.elapsed(), rows)
}
