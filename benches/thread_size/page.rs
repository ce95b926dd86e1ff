//! The pages that are measured, each as the statements that its endpoint runs.

use moderato::db::articles::page::{ArticleFilter, list_articles, list_counts};
use moderato::db::comments::findings::list_present_findings;
use moderato::db::connection::connect::Connection;
use moderato::db::connection::keyset::Sort;
use moderato::db::duplicates::groups::{GroupFilter, list_groups, list_member_comments};
use moderato::db::moderation::decisions::{AuditFilter, list_decisions};
use moderato::db::moderation::queue::{QueueFilter, list_queue};
use moderato::db::threads::comment::find_visible_comment;
use moderato::db::threads::latest::list_latest;
use moderato::db::threads::page::{Layout, Window, list_page};
use moderato::domain::ids::{ArticleId, CommentId};
use moderato::domain::page::PageRequest;
use moderato::domain::status::Status;
use uuid::Uuid;

use super::fixture::Fixture;
use super::support::rows::{self, DEFAULT_SITE};

/// The items of a page. One row more is read, to know whether there are more.
const LIMIT: i64 = 25;

#[derive(Debug, Clone)]
pub enum Page {
    Thread(ThreadPage),
    Replies,
    Latest,
    Queue(QueueFilter),
    Articles,
    Counts,
    Groups,
    Decisions,
}

/// A page of the long thread.
#[derive(Debug, Clone, Copy)]
pub struct ThreadPage {
    layout: Layout,
    sort: Sort,
    /// The comment before the page; `None` for the first page.
    after: Option<CommentId>,
}

/// A page with its name in the table.
pub struct NamedPage {
    pub name: String,
    pub page: Page,
}

impl NamedPage {
    fn new(name: impl Into<String>, page: Page) -> Self {
        Self {
            name: name.into(),
            page,
        }
    }
}

/// The pages of a database, in the same order for each.
pub async fn pages(fixture: &Fixture) -> Vec<NamedPage> {
    let mut pages = thread_pages(fixture).await;

    let pending = QueueFilter {
        status: Some(Status::Pending),
        ..QueueFilter::default()
    };
    let of_article = QueueFilter {
        article: Some(fixture.article),
        ..pending.clone()
    };
    let of_site = QueueFilter {
        site: Some(DEFAULT_SITE.to_owned()),
        ..pending.clone()
    };
    let all = QueueFilter::default();

    pages.extend([
        NamedPage::new("replies", Page::Replies),
        NamedPage::new("latest comments", Page::Latest),
        NamedPage::new("queue", Page::Queue(pending)),
        NamedPage::new("queue of an article", Page::Queue(of_article)),
        NamedPage::new("queue of a site", Page::Queue(of_site)),
        NamedPage::new("queue, all statuses", Page::Queue(all)),
        NamedPage::new("articles", Page::Articles),
        NamedPage::new("counts of 25 articles", Page::Counts),
        NamedPage::new("groups of duplicates", Page::Groups),
        NamedPage::new("decisions", Page::Decisions),
    ]);

    pages
}

/// The first and the last page of the thread in each layout and order.
async fn thread_pages(fixture: &Fixture) -> Vec<NamedPage> {
    let mut pages = Vec::new();

    for (view, layout) in [("tree", Layout::Tree), ("flat", Layout::Flat)] {
        for (order, sort) in [("oldest", Sort::Oldest), ("newest", Sort::Newest)] {
            let before_last = comment_before_last_page(fixture, layout, sort).await;

            for (place, after) in [("first", None), ("last", Some(before_last))] {
                let page = ThreadPage {
                    layout,
                    sort,
                    after,
                };
                let name = format!("thread, {view}, {order}, {place}");
                pages.push(NamedPage::new(name, Page::Thread(page)));
            }
        }
    }

    pages
}

async fn comment_before_last_page(fixture: &Fixture, layout: Layout, sort: Sort) -> CommentId {
    let among = match layout {
        Layout::Tree => "parent_id IS NULL",
        _ => "true",
    };
    let from_the_end = match sort {
        Sort::Oldest => "DESC",
        Sort::Newest => "ASC",
    };

    let query = format!(
        "SELECT comment_id::text FROM comments WHERE article_id = '{}' AND status = 'approved' AND {among} \
         ORDER BY comment_id {from_the_end} OFFSET 25 LIMIT 1",
        fixture.article.0
    );
    let id = rows::text(&fixture.sql, &query).await;

    CommentId(Uuid::parse_str(&id).unwrap())
}

impl Page {
    /// Reads the page and returns how many rows it has.
    pub async fn read(&self, conn: &mut Connection, fixture: &Fixture) -> usize {
        match self {
            Self::Thread(page) => read_thread(conn, fixture, page).await,
            Self::Replies => read_replies(conn, fixture).await,
            Self::Latest => read_latest(conn).await,
            Self::Queue(filter) => read_queue(conn, filter).await,
            Self::Articles => read_articles(conn).await,
            Self::Counts => read_counts(conn, fixture).await,
            Self::Groups => read_groups(conn).await,
            Self::Decisions => read_decisions(conn).await,
        }
    }
}

fn thread_window(sort: Sort, after: Option<CommentId>) -> Window {
    Window {
        sort,
        page: page_after(after),
        branch: 100,
        depth: 50,
    }
}

fn page_after<K>(after: Option<K>) -> PageRequest<K> {
    PageRequest {
        after,
        limit: LIMIT,
    }
}

async fn read_thread(conn: &mut Connection, fixture: &Fixture, page: &ThreadPage) -> usize {
    let window = thread_window(page.sort, page.after);
    let places = list_page(conn, fixture.article, page.layout, window).await;

    places.unwrap().len()
}

async fn read_replies(conn: &mut Connection, fixture: &Fixture) -> usize {
    let place = find_visible_comment(conn, fixture.crowded)
        .await
        .unwrap()
        .unwrap();

    let layout = Layout::Replies(fixture.crowded);
    let window = thread_window(Sort::Oldest, None);
    let places = list_page(conn, place.article_id, layout, window).await;

    places.unwrap().len()
}

async fn read_latest(conn: &mut Connection) -> usize {
    let latest = list_latest(conn, None, Sort::Newest, page_after(None)).await;

    latest.unwrap().len()
}

async fn read_articles(conn: &mut Connection) -> usize {
    let articles = list_articles(conn, &ArticleFilter::default(), &page_after(None)).await;

    articles.unwrap().len()
}

async fn read_counts(conn: &mut Connection, fixture: &Fixture) -> usize {
    let articles: Vec<ArticleId> = fixture.articles[..25]
        .iter()
        .copied()
        .map(ArticleId)
        .collect();
    let counts = list_counts(conn, &articles).await;

    counts.unwrap().len()
}

async fn read_decisions(conn: &mut Connection) -> usize {
    let decisions = list_decisions(conn, AuditFilter::default(), page_after(None)).await;

    decisions.unwrap().len()
}

async fn read_queue(conn: &mut Connection, filter: &QueueFilter) -> usize {
    let rows = list_queue(conn, filter, Sort::Oldest, page_after(None)).await;
    let rows = rows.unwrap();

    let ids: Vec<CommentId> = rows
        .iter()
        .map(|row| row.comment.thread_comment.comment_id)
        .collect();
    list_present_findings(conn, &ids).await.unwrap();

    rows.len()
}

async fn read_groups(conn: &mut Connection) -> usize {
    let heads = list_groups(conn, &GroupFilter::default(), page_after(None)).await;
    let heads = heads.unwrap();

    let ids: Vec<_> = heads.iter().map(|head| head.duplicate_group_id).collect();
    list_member_comments(conn, &ids, 10).await.unwrap().len()
}
