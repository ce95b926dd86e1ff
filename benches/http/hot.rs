//! Reads of a hot thread, against a bare server that has the bytes already.

use super::answer::Answer;
use super::bare_server::BareServer;
use super::fill;
use super::fixture::Fixture;
use super::load::Load;
use super::options::Options;
use super::report::{self, Goal};
use super::request::{Header, Request};
use super::rounds;
use super::support::service::Service;
use super::wrk::Wrk;

/// As many comments as the most discussed thread of the demo has.
const COMMENTS: usize = 27;

/// A request for the thread, and what it is measured with.
struct Variant {
    name: &'static str,
    request: Request,
    connections: &'static [usize],
    goal: Goal,
}

pub async fn measure(fixture: &Fixture, options: &Options) {
    let database = fixture.create_database("hot").await;
    let service = fixture.start_service(&database, &[]);
    let path = fill::single_thread(fixture, "hot", COMMENTS).await;
    let url = format!("{}{path}", service.url);

    let idle = service.process.memory();
    let variants = variants(&service, &url, options).await;
    let mut answers = Vec::new();
    for variant in &variants {
        answers.push(Answer::of(&variant.request, &answers.len().to_string()).await);
    }
    let bare = BareServer::start(fixture.scratch(), &answers);

    report::begin(&format!(
        "A hot thread of {COMMENTS} comments, against a bare actix-web server"
    ));
    for (variant, answer) in variants.iter().zip(&answers) {
        for &connections in variant.connections {
            let request = variant.request.clone();
            let service = Load::Wrk(Wrk::get(fixture, &service, request, connections));

            let request = Request {
                url: bare.url(&answer.name),
                headers: variant.request.headers.clone(),
            };
            let bare = Load::Wrk(Wrk::get_bare(fixture, &bare, request, connections));

            let [service, bare] = rounds::measure([&service, &bare], options);
            let figure = figure(variant, answer, connections);
            report::throughput(&figure, &variant.goal, &service, &bare);
        }
    }

    let loaded = service.process.memory();
    println!(
        "\nResident memory: {:.0} MB idle, {:.0} MB after this load, {:.0} MB at the most; the bare server {:.0} MB.",
        idle.now as f64 / 1_000.0,
        loaded.now as f64 / 1_000.0,
        loaded.peak as f64 / 1_000.0,
        bare.process.memory().now as f64 / 1_000.0
    );
}

async fn variants(service: &Service, url: &str, options: &Options) -> Vec<Variant> {
    let plain = Answer::of(&Request::to(url), "plain").await;
    let body = String::from_utf8_lossy(&plain.body);
    assert_eq!(plain.status, 200, "{body}");
    let tag = plain.header("etag").expect("an answer with an ETag");

    let all = options.connections();
    let first = &all[..1];
    let variant = |name, headers, connections| Variant {
        name,
        request: Request {
            url: url.to_owned(),
            headers,
        },
        connections,
        goal: Goal::AtLeast(0.90),
    };
    let encoded = |coding| vec![Header::new("Accept-Encoding", coding)];
    let cached = vec![Header::new("If-None-Match", tag)];

    vec![
        variant("read", Vec::new(), all),
        variant("with gzip", encoded("gzip"), first),
        variant("with br", encoded("br"), first),
        variant("the client has it", cached, all),
        Variant {
            name: "for scale: GET /health/live",
            request: Request::to(format!("{}/health/live", service.url)),
            connections: &[16],
            goal: Goal::None,
        },
    ]
}

fn figure(variant: &Variant, answer: &Answer, connections: usize) -> String {
    format!(
        "{}: {} of {} bytes, {connections} connections",
        variant.name,
        answer.status,
        answer.body.len()
    )
}
