//! The reference for reads: an actix-web server that answers each path with fixed bytes and
//! headers, as a process.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};

use super::answer::Answer;
use super::support::process::{Process, cores};
use super::support::scratch::Scratch;

/// The option that makes this program the bare server.
const OPTION: &str = "--bare";

/// A running bare server. Dropping it kills the process.
pub struct BareServer {
    child: Child,
    url: String,
    pub process: Process,
}

impl BareServer {
    /// Starts a server with one path for each answer.
    pub fn start(scratch: &Scratch, answers: &[Answer]) -> Self {
        let folder = scratch.subfolder("bare");
        for answer in answers {
            answer.write(&folder);
        }

        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(OPTION)
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();

        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        assert!(!address.is_empty(), "the bare server did not start");

        Self {
            process: Process::new(child.id()),
            child,
            url: format!("http://{}", address.trim_end()),
        }
    }

    /// The URL of the answer with this name.
    pub fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }
}

impl Drop for BareServer {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The folder with the answers, if the arguments make this process the bare server.
pub fn folder_of(arguments: impl Iterator<Item = String>) -> Option<PathBuf> {
    arguments
        .skip_while(|argument| argument != OPTION)
        .nth(1)
        .map(PathBuf::from)
}

/// Serves until the process is killed, with as many workers as the service has.
pub fn serve(folder: &Path) {
    let answers = Answer::read_all(folder);

    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            let mut app = App::new();
            for answer in &answers {
                let fixed = web::Data::new(Fixed::from(answer.clone()));
                let respond = web::get().to(async |fixed: web::Data<Fixed>| fixed.respond());
                let resource = web::resource(format!("/{}", answer.name));
                app = app.service(resource.app_data(fixed).route(respond));
            }
            app
        });
        let server = server.workers(cores()).bind(("127.0.0.1", 0)).unwrap();

        println!("{}", server.addrs()[0]);
        std::io::stdout().flush().unwrap();

        server.run().await.unwrap();
    });
}

/// An answer in the types that actix-web sends.
struct Fixed {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl From<Answer> for Fixed {
    fn from(answer: Answer) -> Self {
        let headers = answer
            .headers
            .iter()
            .map(|header| (header.name.parse().unwrap(), header.value.parse().unwrap()));

        Self {
            status: StatusCode::from_u16(answer.status).unwrap(),
            headers: headers.collect(),
            body: answer.body.into(),
        }
    }
}

impl Fixed {
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
