//! A Postgres as a provider manages it: over TCP, with passwords, behind TLS or without any.

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

/// The name that the server's certificate bears.
pub const NAME: &str = "database.example";

/// Runs until the test ends.
pub struct Managed {
    process: Child,
    port: u16,
    _folder: TempDir,
}

/// Whether it speaks TLS, and who vouches for it.
pub enum Speaks<'a> {
    Plainly,
    /// It lets nobody in who does not.
    Encrypted(&'a Authority),
}

/// A cluster that nobody runs, and the program that can.
struct Template {
    cluster: PathBuf,
    program: PathBuf,
}

/// Made once for the run, since that takes the longest.
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

impl Managed {
    pub async fn start(speaks: Speaks<'_>) -> Self {
        let template = TEMPLATE.get_or_init(Template::make).await;
        let folder = tempfile::Builder::new()
            .prefix("moderato-test-")
            .tempdir()
            .unwrap();
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let cluster = folder.path().join("cluster");
        let copied = Command::new("cp")
            .arg("-a")
            .args([&template.cluster, &cluster])
            .status()
            .unwrap();
        assert!(copied.success());
        let (kind, ssl) = match speaks {
            Speaks::Plainly => ("host", "ssl=off"),
            Speaks::Encrypted(authority) => {
                let key = KeyPair::generate().unwrap();
                let certificate =
                    authority.sign(CertificateParams::new([NAME.to_owned()]).unwrap(), &key);
                write(&cluster.join("server.crt"), &certificate);
                write(&cluster.join("server.key"), &key.serialize_pem());
                ("hostssl", "ssl=on")
            }
        };
        write(
            &cluster.join("pg_hba.conf"),
            &format!("{kind} all all all scram-sha-256\n"),
        );
        let port = free_port();
        let process = run(&template.program, &cluster, &[ssl, &format!("port={port}")]);
        Self {
            process,
            port,
            _folder: folder,
        }
    }

    /// The connection string, by whatever name for the host, with these parameters.
    pub fn url(&self, host: &str, parameters: &str) -> String {
        format!(
            "postgres://app:plum%20tree@{host}:{}/app?hostaddr=127.0.0.1&{parameters}",
            self.port
        )
    }
}

impl Drop for Managed {
    fn drop(&mut self) {
        kill(
            Pid::from_raw(self.process.id().try_into().unwrap()),
            Signal::SIGQUIT,
        )
        .unwrap();
        self.process.wait().unwrap();
    }
}

impl Template {
    /// The embedded server knows how to make a cluster, as root too; the rest is asked of it while
    /// it runs.
    async fn make() -> Self {
        let folder = own_folder().join("managed");
        let server = Server::start(Options::new(&folder)).await.unwrap();
        let superuser = connect(&server.url().replace("moderato@", "postgres@")).await;
        superuser
            .batch_execute("CREATE ROLE app LOGIN PASSWORD 'plum tree'")
            .await
            .unwrap();
        superuser
            .batch_execute("CREATE DATABASE app OWNER app")
            .await
            .unwrap();
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
    let command = command
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut said = String::new();
    let is_ready = lines.by_ref().any(|line| {
        said.push_str(&format!("{line}\n"));
        line.ends_with("ready to accept connections")
    });
    assert!(is_ready, "{said}");
    // Who writes to a pipe that nobody empties or holds comes to a halt.
    std::thread::spawn(move || lines.for_each(drop));
    process
}

/// A file that only the owner of its folder reads.
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    let owner = std::fs::metadata(path.parent().unwrap()).unwrap();
    chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
