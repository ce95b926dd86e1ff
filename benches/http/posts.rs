//! A comment comes in: how close is that to Postgres writing the same rows, and what does one busy
//! article cost?

use std::fmt::Write as _;
use std::path::PathBuf;

use super::cold::CONNECTIONS;
use super::fill;
use super::fixture::Stage;
use super::hot::get;
use super::load::Load;
use super::message;
use super::options::Options;
use super::pgbench::Pgbench;
use super::report::{self, Goal};
use super::rounds;
use super::service::Service;
use super::statement_log;
use super::written_rows;
use super::wrk::Wrk;

const ARTICLES: usize = 1_000;

pub async fn measure(stage: &Stage, options: &Options) {
    let database = stage.database("posts").await;
    let service = Service::start(&stage.folder(), &database, &[]);
    let sql = stage.filler("posts").await;
    fill::articles(&sql, ARTICLES).await;
    let list = "SELECT article_id::text FROM articles ORDER BY slug";
    let paths = sql.query(list, &[]).await.unwrap();
    let paths = paths
        .iter()
        .map(|row| format!("/v1/articles/{}/comments", row.get::<_, String>(0)));
    let paths: Vec<String> = paths.collect();

    let comment = post(&service.address, &paths[0], 0).await;
    let (script, written) = written_rows::script(&sql, &comment).await;
    let messages = {
        statement_log::talk(stage, "posts").await;
        let watched = Service::start(&stage.folder(), &database, &[]);
        let number = std::cell::Cell::new(0);
        let request = async || {
            number.set(number.get() + 1);
            post(&watched.address, &paths[number.get()], number.get()).await;
        };
        let messages = statement_log::watch(&database, 100, request).await;
        statement_log::hush(stage, "posts").await;
        messages
    };

    let one = Load::Wrk(posting(stage, &service, &paths[..1]));
    let spread = Load::Wrk(posting(stage, &service, &paths));
    let reference = Load::Pgbench(Pgbench::new(
        stage,
        &database,
        CONNECTIONS,
        (script, Vec::new()),
    ));
    let counted = stage.count("posts", &spread, options.turn).await;
    let [one, spread, reference] = rounds::measure([&one, &spread, &reference], options);
    report::begin("Comments that come in, 16 connections, all checks on, durable");
    report::throughput(
        &format!(
            "posts, against pgbench writing the same rows ({})",
            written.join(", ")
        ),
        &Goal::AtLeast(0.50),
        (&spread, &reference),
    );
    report::throughput(
        &format!("posts to one article, against posts to {ARTICLES}"),
        &Goal::AtLeast(0.80),
        (&one, &spread),
    );
    message::tell("A post", &messages);
    println!("{counted}");
    let (now, most) = service.process.memory();
    println!(
        "Resident memory of the service after its posts: {now:.0} MB, {most:.0} MB at the most."
    );
}

fn posting(stage: &Stage, service: &Service, paths: &[String]) -> Wrk {
    let posts = Some(list(stage.folder(), paths));
    Wrk {
        posts,
        ..get(
            stage,
            service,
            service.address.clone(),
            (Vec::new(), CONNECTIONS),
        )
    }
}

fn list(folder: PathBuf, paths: &[String]) -> PathBuf {
    let file = folder.join(format!("{}-paths", paths.len()));
    std::fs::write(&file, paths.join("\n")).unwrap();
    file
}

/// Posts one comment of some 25 words that nobody else says; its id.
async fn post(address: &str, path: &str, number: usize) -> String {
    let mut body = String::new();
    for word in 0..25_u64 {
        let chance =
            (u64::try_from(number).unwrap() * 25 + word + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        write!(body, "{:x} ", chance >> 40).unwrap();
    }
    let view = serde_json::json!({
        "author": {"name": format!("Reader {number}"), "email": format!("reader-{number}@example.org")},
        "body": body,
    });
    let request = reqwest::Client::new()
        .post(format!("{address}{path}"))
        .json(&view);
    let response = request.send().await.unwrap();
    assert_eq!(
        response.status().as_u16(),
        201,
        "{}",
        response.text().await.unwrap()
    );
    let stored: serde_json::Value = response.json().await.unwrap();
    stored["comment"]["id"].as_str().unwrap().to_owned()
}
