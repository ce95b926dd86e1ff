//! A hot thread: how close is its read to a bare server that has the bytes already?

use super::answer::Answer;
use super::bare_server::Bare;
use super::fill;
use super::fixture::Stage;
use super::load::Load;
use super::options::Options;
use super::report::{self, Goal};
use super::rounds;
use super::service::Service;
use super::wrk::Wrk;

/// As many comments as the best known thread of the demo has.
const COMMENTS: usize = 27;

/// A way to ask for the thread.
struct Way {
    name: &'static str,
    headers: Vec<(String, String)>,
    crowded: bool,
    goal: f64,
}

pub async fn measure(stage: &Stage, options: &Options) {
    let database = stage.database("hot").await;
    let service = Service::start(&stage.folder(), &database, &[]);
    let sql = stage.filler("hot").await;
    fill::ready(&sql).await;
    fill::articles(&sql, 1).await;
    fill::thread(&sql, 1, (1, COMMENTS)).await;
    sql.batch_execute("ANALYZE").await.unwrap();
    let article: String = sql
        .query_one("SELECT article_id::text FROM articles", &[])
        .await
        .unwrap()
        .get(0);
    let path = format!("v1/articles/{article}/comments");
    let url = format!("{}/{path}", service.address);

    let (idle, _) = service.process.memory();
    let ways = ways(&url).await;
    let mut answers = Vec::new();
    for (number, way) in ways.iter().enumerate() {
        answers.push((number.to_string(), Answer::to(&url, &way.headers).await));
    }
    let live = format!("{}/health/live", service.address);
    answers.push(("live".to_owned(), Answer::to(&live, &[]).await));
    let bare = Bare::start(&stage.folder(), &answers);

    report::begin(&format!(
        "A hot thread of {COMMENTS} comments, against a bare actix-web server"
    ));
    for (number, way) in ways.iter().enumerate() {
        let answer = &answers[number].1;
        let connections = if way.crowded {
            options.connections
        } else {
            &options.connections[..1]
        };
        for connections in connections {
            let ask = (way.headers.clone(), *connections);
            let ours = Load::Wrk(get(stage, &service, url.clone(), ask.clone()));
            let theirs = Load::Wrk(get_bare(stage, &bare, &number.to_string(), ask));
            let [ours, theirs] = rounds::measure([&ours, &theirs], options);
            let figure = format!(
                "{}: {} of {} bytes, {connections} connections",
                way.name,
                answer.status,
                answer.body.len()
            );
            report::throughput(&figure, &Goal::AtLeast(way.goal), (&ours, &theirs));
        }
    }
    let ours = Load::Wrk(get(stage, &service, live, (Vec::new(), 16)));
    let theirs = Load::Wrk(get_bare(stage, &bare, "live", (Vec::new(), 16)));
    let [ours, theirs] = rounds::measure([&ours, &theirs], options);
    report::throughput(
        "for scale: GET /health/live, 16 connections",
        &Goal::None,
        (&ours, &theirs),
    );
    let (loaded, most) = service.process.memory();
    println!(
        "\nResident memory: {idle:.0} MB idle, {loaded:.0} MB after this load, {most:.0} MB at the most; the bare server {:.0} MB.",
        bare.process.memory().0
    );
}

async fn ways(url: &str) -> Vec<Way> {
    let way = |name, headers: &[(&str, &str)], crowded| Way {
        name,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        crowded,
        goal: 0.90,
    };
    let plain = Answer::to(url, &[]).await;
    assert_eq!(
        plain.status,
        200,
        "{}",
        String::from_utf8_lossy(&plain.body)
    );
    let tag = plain.header("etag").expect("a tag").to_owned();
    let known = way(
        "the client has it",
        &[("If-None-Match", tag.as_str())],
        true,
    );
    vec![
        way("read", &[], true),
        way("with gzip", &[("Accept-Encoding", "gzip")], false),
        way("with br", &[("Accept-Encoding", "br")], false),
        known,
    ]
}

/// Gets from the service.
pub fn get(
    stage: &Stage,
    service: &Service,
    url: String,
    (headers, connections): (Vec<(String, String)>, usize),
) -> Wrk {
    let log = service.log();
    let after = Box::new(move || log.set_len(0).unwrap());
    Wrk {
        url,
        headers,
        connections,
        process: service.process,
        after,
        posts: None,
        folder: stage.folder(),
    }
}

fn get_bare(
    stage: &Stage,
    bare: &Bare,
    name: &str,
    (headers, connections): (Vec<(String, String)>, usize),
) -> Wrk {
    let url = format!("{}/{name}", bare.address);
    let after = Box::new(|| {});
    Wrk {
        url,
        headers,
        connections,
        process: bare.process,
        after,
        posts: None,
        folder: stage.folder(),
    }
}
