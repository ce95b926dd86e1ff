//! Pages of a large thread and a large queue, against pages of small ones.

use std::time::Instant;

use moderato::clock::Clock;

use super::client::Client;
use super::fill;
use super::fixture::{Fixture, NO_CACHE};
use super::load::Load;
use super::options::Options;
use super::report::{self, Goal};
use super::request::{Header, Request};
use super::rounds;
use super::support::app::{build_app, settle_lists};
use super::support::rows;
use super::support::service::Service;

/// The comments of the small thread.
const FEW: usize = 100;

/// What a database is filled with.
#[derive(Clone, Copy)]
struct Size {
    /// Approved comments of the large thread.
    comments: usize,
    pending: usize,
}

const SMALL: Size = Size {
    comments: 1_000,
    pending: 100,
};

/// The article with the large thread.
const LARGE_THREAD: usize = 1;
/// The article with [`FEW`] comments.
const SMALL_THREAD: usize = 2;

/// A service on a database of one size.
struct Site {
    service: Service,
    token: String,
}

pub async fn measure(fixture: &Fixture, options: &Options) {
    let begun = Instant::now();
    let small = Site::fill(fixture, "small", SMALL).await;
    let size = Size {
        comments: options.comments,
        pending: (options.comments / 100).max(100),
    };
    let large = Site::fill(fixture, "large", size).await;
    println!("\nFilling took {:.0} s.", begun.elapsed().as_secs_f64());

    report::begin(&format!(
        "Pages at {} comments, without the cache, one client",
        options.comments
    ));
    compare_threads(fixture, &large, options).await;
    compare_queues(&large, &small, options);
}

async fn compare_threads(fixture: &Fixture, large: &Site, options: &Options) {
    let sql = fixture.filling_session("large").await;
    let mut articles = Vec::new();
    for number in [LARGE_THREAD, SMALL_THREAD] {
        let select = format!("SELECT {}::text", fill::article(number));
        articles.push(rows::text(&sql, &select).await);
    }

    for (figure, query) in [
        ("first page of a thread", ""),
        ("its last page: the newest first", "?sort=newest"),
        ("first page of the flat list", "?view=flat"),
        ("its last page: the newest first", "?view=flat&sort=newest"),
    ] {
        let page = |article| large.page(&format!("articles/{article}/comments{query}"));
        let [many, few] = [page(&articles[0]), page(&articles[1])];

        let [many, few] = rounds::measure([&many, &few], options);
        let figure = format!("{figure}, against one of {FEW}");
        report::latency(&figure, &Goal::AtMost(1.5), &many, &few);
    }
}

fn compare_queues(large: &Site, small: &Site, options: &Options) {
    let [many, few] = [large, small].map(Site::queue_page);

    let [many, few] = rounds::measure([&many, &few], options);
    let figure = format!(
        "first page of the queue, against one of {} comments",
        SMALL.comments
    );
    report::latency(&figure, &Goal::AtMost(1.5), &many, &few);
}

impl Site {
    async fn fill(fixture: &Fixture, database: &str, size: Size) -> Self {
        let url = fixture.create_database(database).await;
        let service = fixture.start_service(&url, &[NO_CACHE]);
        let sql = fixture.filling_session(database).await;

        fill::prepare(&sql).await;
        fill::articles(&sql, 1_000).await;
        let indexes = rows::drop_indexes(&sql, &fill::TABLES).await;
        let few = size.comments + 1;
        let pending = few + FEW;
        fill::thread(&sql, LARGE_THREAD, 1..few).await;
        fill::thread(&sql, SMALL_THREAD, few..pending).await;
        fill::pending(&sql, pending..pending + size.pending).await;
        rows::create_indexes(&sql, &indexes).await;

        // The service's own loops would number the lists sooner or later.
        let app = build_app(&url, fixture.keys(), Clock::system()).await;
        settle_lists(&app).await;
        app.database.primary.close();
        sql.batch_execute("VACUUM ANALYZE").await.unwrap();

        let token = service.sign_in().await;

        Self { service, token }
    }

    /// A public page.
    fn page(&self, path: &str) -> Load {
        self.load(Request::to(format!("{}/v1/{path}", self.service.url)))
    }

    /// The first page of the queue, for the admin.
    fn queue_page(&self) -> Load {
        let token = format!("Bearer {}", self.token);

        self.load(Request {
            url: format!("{}/v1/admin/comments", self.service.url),
            headers: vec![Header::new("Authorization", &token)],
        })
    }

    fn load(&self, request: Request) -> Load {
        Load::Client(Client {
            request,
            process: self.service.process,
        })
    }
}
