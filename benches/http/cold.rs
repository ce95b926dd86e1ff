//! A cold thread: how close is its read to Postgres running the same statements?

use super::answer::Answer;
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

pub const CONNECTIONS: usize = 16;
pub const NO_CACHE: (&str, &str) = ("MODERATO_CACHE_BYTES", "0");

pub async fn measure(stage: &Stage, options: &Options) {
    let database = stage.database("cold").await;
    let service = Service::start(&stage.folder(), &database, &[NO_CACHE]);
    let sql = stage.filler("cold").await;
    fill::ready(&sql).await;
    fill::articles(&sql, 1).await;
    fill::thread(&sql, 1, (1, 27)).await;
    sql.batch_execute("ANALYZE").await.unwrap();
    let article: String = sql
        .query_one("SELECT article_id::text FROM articles", &[])
        .await
        .unwrap()
        .get(0);
    let path = format!("v1/articles/{article}/comments");

    let messages = {
        statement_log::talk(stage, "cold").await;
        let watched = Service::start(&stage.folder(), &database, &[NO_CACHE]);
        let url = format!("{}/{path}", watched.address);
        let messages =
            statement_log::watch(&database, 100, async || drop(Answer::to(&url, &[]).await)).await;
        statement_log::hush(stage, "cold").await;
        messages
    };
    let pgbench = Pgbench::new(stage, &database, CONNECTIONS, message::script(&messages));
    let ask = (Vec::new(), CONNECTIONS);
    let read = Load::Wrk(get(
        stage,
        &service,
        format!("{}/{path}", service.address),
        ask,
    ));
    let counted = stage.count("cold", &read, options.turn).await;
    let [read, pgbench] = rounds::measure([&read, &Load::Pgbench(pgbench)], options);
    report::begin("A cold thread of 27 comments, against pgbench");
    report::throughput(
        "read with the cache off, 16 connections",
        &Goal::AtLeast(0.70),
        (&read, &pgbench),
    );
    message::tell("A cold read", &messages);
    println!("{counted}");
}
