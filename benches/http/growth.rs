//! Does a page stay as fast when everything has grown? A large thread and a large queue against
//! small ones.

use std::time::Instant;

use moderato::app::App;
use moderato::auth::keys::Keys;
use moderato::clock::Clock;
use moderato::config::DatabaseConfig;
use moderato::db::counts::checkpoints::ListPosition;
use moderato::flows::upkeep::add_checkpoints::add_checkpoints;
use moderato::flows::upkeep::fold_changes::{Progress, fold_changes};

use super::client::Client;
use super::cold::NO_CACHE;
use super::fill;
use super::load::Load;
use super::options::Options;
use super::report::{self, Goal};
use super::rounds;
use super::service::{EMAIL, PASSWORD, Service};
use super::stage::Stage;

/// The small thread, and the small database.
const FEW: usize = 100;
const SMALL: usize = 1_000;

/// A service on a database of its own size.
struct Side {
    service: Service,
    token: String,
}

pub async fn measure(stage: &Stage, options: &Options) {
    let begun = Instant::now();
    let small = side(stage, "small", (SMALL, 100)).await;
    let large = side(
        stage,
        "large",
        (options.comments, (options.comments / 100).max(100)),
    )
    .await;
    println!("\nFilling took {:.0} s.", begun.elapsed().as_secs_f64());
    report::begin(&format!(
        "Pages at {} comments, without the cache, one client",
        options.comments
    ));
    let threads = [
        ("first page of a thread", ""),
        ("its last page: the newest first", "?sort=newest"),
        ("first page of the flat list", "?view=flat"),
        ("its last page: the newest first", "?view=flat&sort=newest"),
    ];
    let sql = stage.filler("large").await;
    for (figure, query) in threads {
        let mut pages = Vec::new();
        for number in [1, 2] {
            let select = format!("SELECT {}::text", fill::article(number));
            let article: String = sql.query_one(&select, &[]).await.unwrap().get(0);
            pages.push(page(&large, &format!("articles/{article}/comments{query}")));
        }
        let [many, few] = rounds::measure([&pages[0], &pages[1]], options);
        let figure = format!("{figure}, against one of {FEW}");
        report::latency(&figure, &Goal::AtMost(1.5), (&many, &few));
    }
    let [many, few] = [&large, &small].map(|side| page(side, "admin/comments"));
    let [many, few] = rounds::measure([&many, &few], options);
    let figure = format!("first page of the queue, against one of {SMALL} comments");
    report::latency(&figure, &Goal::AtMost(1.5), (&many, &few));
}

/// Article 1 has the comments, article 2 a hundred.
async fn side(stage: &Stage, name: &str, (comments, pending): (usize, usize)) -> Side {
    let database = stage.database(name).await;
    let service = Service::start(&stage.folder(), &database, &[NO_CACHE]);
    let sql = stage.filler(name).await;
    fill::ready(&sql).await;
    fill::articles(&sql, 1_000).await;
    let indexes = fill::drop_indexes(&sql).await;
    fill::thread(&sql, 1, (1, comments)).await;
    fill::thread(&sql, 2, (comments + 1, FEW)).await;
    fill::pending(&sql, (comments + FEW + 1, pending)).await;
    for index in indexes {
        sql.batch_execute(&index).await.unwrap();
    }
    mark(stage, &database).await;
    sql.batch_execute("VACUUM ANALYZE").await.unwrap();
    let token = sign_in(&service.address).await;
    Side { service, token }
}

/// Puts the marks by which lists are numbered, as the service's own loop does sooner or later.
async fn mark(stage: &Stage, database: &str) {
    let config = DatabaseConfig {
        url: Some(database.to_owned()),
        read_url: None,
        pg_bin: None,
        pg_mirror: None,
        connections: 2,
        threads: 0,
        event_days: 30,
    };
    let keys = Keys::open_or_create(&stage.folder()).unwrap();
    let app = App::build(&config, keys, Clock::system()).await.unwrap();
    let mut after = Some(ListPosition::START);
    while let Some(place) = after {
        after = add_checkpoints(&app, place).await.unwrap();
    }
    while fold_changes(&app).await.unwrap() == Progress::Some {}
    app.writes.close();
}

fn page(side: &Side, path: &str) -> Load {
    let headers = if path.starts_with("admin/") {
        vec![bearer(side)]
    } else {
        Vec::new()
    };
    let url = format!("{}/v1/{path}", side.service.address);
    Load::Client(Client {
        url,
        headers,
        process: side.service.process,
    })
}

fn bearer(side: &Side) -> (String, String) {
    ("Authorization".to_owned(), format!("Bearer {}", side.token))
}

async fn sign_in(address: &str) -> String {
    let request = reqwest::Client::new().post(format!("{address}/v1/auth/token"));
    let credentials = serde_json::json!({"email": EMAIL, "password": PASSWORD});
    let response = request.json(&credentials).send().await.unwrap();
    let session: serde_json::Value = response.json().await.unwrap();
    session["access_token"]
        .as_str()
        .expect("a token")
        .to_owned()
}
