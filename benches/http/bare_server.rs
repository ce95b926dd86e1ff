//! The reference: an actix-web server that answers each path with the same bytes and headers, as a
//! process of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};

use super::answer::Answer;
use super::machine::Process;

const ASKED: &str = "--bare";

/// The folder with the answers, if this process is to be the bare server.
pub fn asked_for(arguments: impl Iterator<Item = String>) -> Option<PathBuf> {
    arguments
        .skip_while(|argument| argument != ASKED)
        .nth(1)
        .map(PathBuf::from)
}

struct Static {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Static {
    fn of(answer: Answer) -> Self {
        let header =
            |(name, value): (String, String)| (name.parse().unwrap(), value.parse().unwrap());
        Self {
            status: StatusCode::from_u16(answer.status).unwrap(),
            headers: answer.headers.into_iter().map(header).collect(),
            body: answer.body.into(),
        }
    }

    fn respond(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        if self.body.is_empty() {
            response.finish()
        } else {
            response.body(self.body.clone())
        }
    }
}

/// Serves until it is killed, with as many workers as the service has.
pub fn serve(folder: &Path) {
    let workers = std::thread::available_parallelism().unwrap().get();
    let answers = Answer::read_all(folder);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            let mut app = App::new();
            for (name, answer) in &answers {
                let answer = web::Data::new(Static::of(answer.clone()));
                let respond = web::get().to(async |answer: web::Data<Static>| answer.respond());
                app = app.service(
                    web::resource(format!("/{name}"))
                        .app_data(answer)
                        .route(respond),
                );
            }
            app
        });
        let server = server.workers(workers).bind(("127.0.0.1", 0)).unwrap();
        println!("{}", server.addrs()[0]);
        std::io::stdout().flush().unwrap();
        server.run().await.unwrap();
    });
}

pub struct Bare {
    child: Child,
    pub address: String,
    pub process: Process,
}

impl Bare {
    /// One path for each name.
    pub fn start(folder: &Path, answers: &[(String, Answer)]) -> Self {
        let folder = tempfile::tempdir_in(folder).unwrap().keep();
        answers
            .iter()
            .for_each(|(name, answer)| answer.write(&folder, name));
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command
            .arg(ASKED)
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(!line.is_empty(), "the bare server did not start");
        let process = Process::new(child.id());
        Self {
            child,
            address: format!("http://{}", line.trim_end()),
            process,
        }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
