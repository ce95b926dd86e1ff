//! A machine without Postgres fetches the pinned one, or says in one line why it cannot and leaves
//! no file behind.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use moderato::postgres::fetch::Pin;
use moderato::postgres::supervise::Server;
use moderato::postgres::{Options, Programs};
use sha2::{Digest, Sha256};

use super::support::{assert_answers, is_root, names_in, open_folder, private_folder, refusal};

/// Holds that a failed start has not made the data folder.
#[track_caller]
fn assert_no_folder(data_dir: &Path) {
    assert!(!data_dir.exists(), "left behind: {:?}", names_in(data_dir));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_postgres_runs_the_fetched_one() {
    let folder = open_folder();
    let mirror = serve(Arc::clone(archive()));
    let options = fetching(folder.path(), &mirror);
    let version = pin(archive()).version;

    let server = Server::start(options.clone()).await.unwrap();
    assert_answers(&server).await;
    server.stop().await.unwrap();

    let store = folder.path().join("postgres-programs");
    assert!(store.join(&version).join("bin/postgres").is_file());
    assert_eq!(names_in(&store), [version]);

    // The second start finds the programs, and needs no mirror.
    let unreachable = Options {
        mirror: Some(unreachable_mirror()),
        ..options
    };
    let server = Server::start(unreachable).await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_with_another_checksum_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let mirror = serve(Arc::new(b"not what was pinned".to_vec()));

    let line = refusal(fetching(&data_dir, &mirror)).await;

    assert!(line.contains("its SHA-256 is"), "{line}");
    assert!(line.contains("install"), "{line}");
    assert_no_folder(&data_dir);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_mirror_is_reported_in_one_line() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let mirror = unreachable_mirror();

    let line = refusal(fetching(&data_dir, &mirror)).await;

    assert!(line.contains(&mirror), "{line}");
    assert!(line.contains("failed"), "{line}");
    assert!(line.contains("install"), "{line}");
    assert_no_folder(&data_dir);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_fetch_leaves_an_existing_folder_as_it_was() {
    let folder = open_folder();
    fs::write(folder.path().join("key.pem"), "").unwrap();

    refusal(fetching(folder.path(), &unreachable_mirror())).await;

    assert_eq!(names_in(folder.path()), ["key.pem"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_with_the_pinned_checksum_but_without_postgres_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let packed = Arc::new(pack(|tar| {
        let mut header = tar::Header::new_gnu();
        header.set_size(4);
        header.set_mode(0o755);
        tar.append_data(&mut header, "x/bin/readme", &b"none"[..])
            .unwrap();
    }));
    let mirror = serve(Arc::clone(&packed));

    let line = refusal(Options {
        pin: Some(pin(&packed)),
        ..fetching(&data_dir, &mirror)
    })
    .await;

    assert!(line.contains("no program `initdb`"), "{line}");
    assert_no_folder(&data_dir);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_breaks_off_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let half = archive().get(..archive().len() / 2).unwrap().to_vec();
    let mirror = serve_announcing(Arc::new(half), archive().len());

    let line = refusal(fetching(&data_dir, &mirror)).await;

    assert!(line.contains("broke off"), "{line}");
    assert_no_folder(&data_dir);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_without_a_pinned_download_is_told_to_install_postgres() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");

    let line = refusal(Options {
        pin: None,
        ..fetching(&data_dir, "http://127.0.0.1:9")
    })
    .await;

    assert!(line.contains("no pinned download"), "{line}");
    assert!(line.contains("install"), "{line}");
    assert_no_folder(&data_dir);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_fetched_below_a_private_folder_run_too() {
    let folder = private_folder();
    let mirror = serve(Arc::clone(archive()));
    let pin = pin(archive());
    let version = format!("{}-test-{}", pin.version, std::process::id());
    let options = Options {
        pin: Some(Pin {
            version: version.clone(),
            ..pin
        }),
        ..fetching(folder.path(), &mirror)
    };

    let server = Server::start(options).await.unwrap();
    assert_answers(&server).await;
    server.stop().await.unwrap();

    // Root's Postgres may not enter the data folder, so its programs are in the machine's cache.
    let shared = Path::new("/var/cache/moderato/postgres-programs");
    assert_eq!(shared.join(&version).exists(), is_root());

    if is_root() {
        fs::remove_dir_all(shared.join(&version)).unwrap();
        for folder in [shared, Path::new("/var/cache/moderato")] {
            if names_in(folder).is_empty() {
                fs::remove_dir(folder).unwrap();
            }
        }
    }
}

/// Options of a server that fetches the pinned archive from this mirror.
fn fetching(data_dir: &Path, mirror: &str) -> Options {
    Options {
        programs: Programs::Fetch,
        mirror: Some(mirror.to_owned()),
        pin: Some(pin(archive())),
        ..Options::new(data_dir)
    }
}

/// The pin of this archive.
fn pin(packed: &[u8]) -> Pin {
    let sha256 = Sha256::digest(packed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();

    Pin {
        version: format!("{}.0", Installed::find().major_version),
        file: "postgres.tar.gz".to_owned(),
        sha256,
    }
}

/// The machine's own programs as a release would pack them.
fn archive() -> &'static Arc<Vec<u8>> {
    static ARCHIVE: OnceLock<Arc<Vec<u8>>> = OnceLock::new();

    ARCHIVE.get_or_init(|| {
        let bin = Installed::find().bin;
        let lib = bin.join("../lib");
        let packed = pack(|tar| {
            for library in ["dict_snowball.so", "plpgsql.so"] {
                let name = format!("postgresql/lib/{library}");
                tar.append_path_with_name(lib.join(library), name).unwrap();
            }
            for program in ["postgres", "initdb"] {
                let name = format!("postgresql/bin/{program}");
                tar.append_path_with_name(bin.join(program), name).unwrap();
            }
        });

        Arc::new(packed)
    })
}

fn pack(fill: impl FnOnce(&mut tar::Builder<GzEncoder<Vec<u8>>>)) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    fill(&mut tar);

    tar.into_inner().unwrap().finish().unwrap()
}

/// The Postgres of the machine.
struct Installed {
    /// The folder of its programs.
    bin: PathBuf,
    major_version: u32,
}

impl Installed {
    fn find() -> Self {
        let path = std::env::var_os("PATH").unwrap();
        let postgres = std::env::split_paths(&path)
            .map(|folder| folder.join("postgres"))
            .find_map(|program| fs::canonicalize(program).ok())
            .unwrap_or_else(|| {
                let bin = output("pg_config", "--bindir");
                PathBuf::from(bin.trim()).join("postgres")
            });

        let mode = fs::metadata(&postgres).unwrap().permissions().mode();
        assert_ne!(mode & 0o111, 0);

        let said = output(&postgres, "--version");
        let (_, version) = said.split_once("(PostgreSQL) ").unwrap();
        let major = version
            .split(|letter: char| !letter.is_ascii_digit())
            .next();

        Self {
            bin: postgres.parent().unwrap().to_owned(),
            major_version: major.unwrap().parse().unwrap(),
        }
    }
}

/// The standard output of a program.
fn output(program: impl AsRef<std::ffi::OsStr>, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output().unwrap();

    String::from_utf8(output.stdout).unwrap()
}

/// A server on the loopback that answers every request with `body`, until the test ends; its URL.
fn serve(body: Arc<Vec<u8>>) -> String {
    let length = body.len();

    serve_announcing(body, length)
}

/// The same, with this length in its answers.
fn serve_announcing(body: Arc<Vec<u8>>, length: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");

    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let arrived = stream.read(&mut request).unwrap();
            let request = request.get(..arrived).unwrap();
            assert!(request.starts_with(b"GET /postgres.tar.gz HTTP/1.1\r\n"));

            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body).unwrap();
        }
    });

    url
}

/// The URL of a port at which nothing listens.
fn unreachable_mirror() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();

    format!("http://{}", listener.local_addr().unwrap())
}
