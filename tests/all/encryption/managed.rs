//! A Postgres as a provider manages it: over TCP, with passwords, with TLS or without.

use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::authority::Authority;
use crate::support::database::{connect, own_folder};

/// The host name in the server's certificate.
pub const NAME: &str = "database.example";

/// A server that runs until the test ends.
pub struct Managed {
    process: Child,
    port: u16,
    _folder: TempDir,
}

/// A cluster that no server runs, and the program that can.
struct Template {
    cluster: PathBuf,
    program: PathBuf,
}

/// Made once for the run, since that takes the longest.
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

impl Managed {
    /// A server that accepts connections without TLS only.
    pub async fn start_plain() -> Self {
        let cluster = Cluster::copy().await;
        cluster.allow("host");

        cluster.run("ssl=off")
    }

    /// A server with a certificate of this authority, which refuses connections without TLS.
    pub async fn start_encrypted(authority: &Authority) -> Self {
        let cluster = Cluster::copy().await;
        cluster.allow("hostssl");

        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new([NAME.to_owned()]).unwrap();
        let certificate = authority.sign(parameters, &key);
        write(&cluster.path.join("server.crt"), &certificate);
        write(&cluster.path.join("server.key"), &key.serialize_pem());

        cluster.run("ssl=on")
    }

    /// The connection string with this name for the host and these parameters.
    pub fn url(&self, host: &str, parameters: &str) -> String {
        let port = self.port;

        format!("postgres://app:plum%20tree@{host}:{port}/app?hostaddr=127.0.0.1&{parameters}")
    }
}

impl Drop for Managed {
    fn drop(&mut self) {
        let pid = Pid::from_raw(self.process.id().try_into().unwrap());
        kill(pid, Signal::SIGQUIT).unwrap();

        self.process.wait().unwrap();
    }
}

/// A copy of the template's cluster that is being set up.
struct Cluster {
    path: PathBuf,
    program: &'static Path,
    folder: TempDir,
}

impl Cluster {
    async fn copy() -> Self {
        let template = TEMPLATE.get_or_init(Template::make).await;
        let folder = tempfile::Builder::new()
            .prefix("moderato-test-")
            .tempdir()
            .unwrap();
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();

        let path = folder.path().join("cluster");
        let copied = Command::new("cp")
            .arg("-a")
            .args([&template.cluster, &path])
            .status()
            .unwrap();
        assert!(copied.success());

        Self {
            path,
            program: &template.program,
            folder,
        }
    }

    /// Lets every account in by password over this kind of connection.
    fn allow(&self, kind: &str) {
        let rule = format!("{kind} all all all scram-sha-256\n");

        write(&self.path.join("pg_hba.conf"), &rule);
    }

    fn run(self, ssl: &str) -> Managed {
        let port = free_port();
        let settings = [ssl, &format!("port={port}")];

        Managed {
            process: run(self.program, &self.path, &settings),
            port,
            _folder: self.folder,
        }
    }
}

impl Template {
    /// The embedded server knows how to make a cluster, as root too; the rest is asked of it while
    /// it runs.
    async fn make() -> Self {
        let folder = own_folder().join("managed");
        let server = Server::start(Options::new(&folder)).await.unwrap();
        let superuser = connect(&server.url().replace("moderato_owner@", "postgres@")).await;

        for statement in [
            "CREATE ROLE app LOGIN PASSWORD 'plum tree'",
            "CREATE DATABASE app OWNER app",
        ] {
            superuser.batch_execute(statement).await.unwrap();
        }
        let question = "SELECT setting FROM pg_config WHERE name = 'BINDIR'";
        let programs: String = superuser.query_one(question, &[]).await.unwrap().get(0);
        server.stop().await.unwrap();

        Self {
            cluster: folder.join("postgres"),
            program: Path::new(&programs).join("postgres"),
        }
    }
}

/// Starts the server as the owner of the cluster, and returns when it says that it is ready.
fn run(program: &Path, cluster: &Path, settings: &[&str]) -> Child {
    let mut command = Command::new(program);
    command.arg("-D").arg(cluster);
    let fixed = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "log_destination=stderr",
        "fsync=off",
    ];
    for setting in fixed.iter().chain(settings) {
        command.args(["-c", setting]);
    }
    if nix::unistd::geteuid().is_root() {
        let owner = std::fs::metadata(cluster).unwrap();
        command.uid(owner.uid()).gid(owner.gid());
    }
    command
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());

    let mut process = command.spawn().unwrap();
    let stderr = BufReader::new(process.stderr.take().unwrap());
    let mut lines = stderr.lines().map(Result::unwrap);
    let mut said = String::new();
    let is_ready = lines.by_ref().any(|line| {
        said.push_str(&format!("{line}\n"));
        line.ends_with("ready to accept connections")
    });
    assert!(is_ready, "{said}");

    // A server halts when it writes to a pipe that is full or closed.
    std::thread::spawn(move || lines.for_each(drop));

    process
}

/// Writes a file that only the owner of its folder reads.
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();

    let owner = std::fs::metadata(path.parent().unwrap()).unwrap();
    chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();

    listener.local_addr().unwrap().port()
}
