//! The service as its users run it: the built program as a process of its own, with its defaults
//! but for the rate limits.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use super::machine::Process;

pub const EMAIL: &str = "admin@example.org";
pub const PASSWORD: &str = "a long enough password";

pub struct Service {
    child: Child,
    /// "http://127.0.0.1:12345".
    pub address: String,
    pub process: Process,
    log: File,
    _said: BufReader<ChildStdout>,
}

impl Service {
    /// Its log goes to a file, as where a supervisor keeps it.
    pub fn start(folder: &Path, database: &str, settings: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir_in(folder).unwrap().keep();
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(data.join("log"))
            .unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_moderato"))
            .arg("serve")
            .env_remove("RUST_LOG")
            .env("DATABASE_URL", database)
            .env("MODERATO_DATA_DIR", &data)
            .env("MODERATO_LISTEN", "127.0.0.1:0")
            .env("MODERATO_RATE_LIMITS", "off")
            .env("MODERATO_ADMIN_EMAIL", EMAIL)
            .env("MODERATO_ADMIN_PASSWORD", PASSWORD)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.try_clone().unwrap())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            let bytes = said.read_line(&mut line).unwrap();
            assert!(
                bytes > 0,
                "the service did not start: see {}",
                data.join("log").display()
            );
            if let Some((_, address)) = line.trim_end().split_once("listens on ") {
                break address.to_owned();
            }
        };
        let process = Process::new(child.id());
        Self {
            child,
            address,
            process,
            log,
            _said: said,
        }
    }

    /// To empty it between two turns: a line for each of a million answers would fill the disk.
    pub fn log(&self) -> File {
        self.log.try_clone().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
