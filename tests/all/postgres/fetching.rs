//! A machine without Postgres fetches the pinned one, or says in one line why it cannot, and leaves
//! nothing.

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

use super::support::{ask, is_root, names_in, open_folder, private_folder, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_postgres_runs_the_fetched_one() {
    let folder = open_folder();
    let served = serve(Arc::clone(archive()));
    let options = fetching(folder.path(), &served);
    let server = Server::start(options.clone()).await.unwrap();
    assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
    server.stop().await.unwrap();
    let store = folder.path().join("postgres-programs");
    assert!(
        store
            .join(&pin(archive()).version)
            .join("bin/postgres")
            .is_file()
    );
    assert_eq!(names_in(&store), [pin(archive()).version]);

    // The second start finds them, and asks nobody.
    let unreachable = Options {
        mirror: Some(nobody_listens()),
        ..options
    };
    Server::start(unreachable)
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_with_another_checksum_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let served = serve(Arc::new(b"not what was pinned".to_vec()));
    let line = refusal(fetching(&data_dir, &served)).await;
    assert!(line.contains("its SHA-256 is"), "{line}");
    assert!(line.contains("install"), "{line}");
    assert!(!data_dir.exists(), "left behind: {:?}", names_in(&data_dir));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_mirror_is_one_clear_line() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let mirror = nobody_listens();
    let line = refusal(fetching(&data_dir, &mirror)).await;
    assert!(line.contains(&mirror), "{line}");
    assert!(
        line.contains("failed") && line.contains("install"),
        "{line}"
    );
    assert!(!data_dir.exists(), "left behind: {:?}", names_in(&data_dir));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_fetch_leaves_an_existing_folder_as_it_was() {
    let folder = open_folder();
    fs::write(folder.path().join("key.pem"), "").unwrap();
    refusal(fetching(folder.path(), &nobody_listens())).await;
    assert_eq!(names_in(folder.path()), ["key.pem"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checked_archive_that_holds_no_postgres_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let packed = Arc::new(pack(|tar| {
        let mut header = tar::Header::new_gnu();
        header.set_size(4);
        header.set_mode(0o755);
        tar.append_data(&mut header, "x/bin/readme", &b"none"[..])
            .unwrap();
    }));
    let served = serve(Arc::clone(&packed));
    let line = refusal(Options {
        pin: Some(pin(&packed)),
        ..fetching(&data_dir, &served)
    })
    .await;
    assert!(line.contains("no program `initdb`"), "{line}");
    assert!(!data_dir.exists(), "left behind: {:?}", names_in(&data_dir));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_breaks_off_is_refused() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let short = archive().get(..archive().len() / 2).unwrap().to_vec();
    let served = serve_saying(Arc::new(short), archive().len());
    let line = refusal(fetching(&data_dir, &served)).await;
    assert!(line.contains("broke off"), "{line}");
    assert!(!data_dir.exists(), "left behind: {:?}", names_in(&data_dir));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_without_a_pinned_download_is_told_what_to_install() {
    let folder = open_folder();
    let data_dir = folder.path().join("data");
    let line = refusal(Options {
        pin: None,
        ..fetching(&data_dir, "http://127.0.0.1:9")
    })
    .await;
    assert!(line.contains("no pinned download"), "{line}");
    assert!(line.contains("install"), "{line}");
    assert!(!data_dir.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_fetched_below_a_private_folder_run_too() {
    let folder = private_folder();
    let served = serve(Arc::clone(archive()));
    let own = Pin {
        version: format!("{}-test-{}", pin(archive()).version, std::process::id()),
        ..pin(archive())
    };
    let options = Options {
        pin: Some(own.clone()),
        ..fetching(folder.path(), &served)
    };
    let server = Server::start(options).await.unwrap();
    assert_eq!(ask(&server, "SELECT 'yes'").await, "yes");
    server.stop().await.unwrap();
    // Root's Postgres cannot walk to the data folder, so its programs are in the machine's cache.
    let shared = Path::new("/var/cache/moderato/postgres-programs");
    assert_eq!(shared.join(&own.version).exists(), is_root());
    if is_root() {
        fs::remove_dir_all(shared.join(&own.version)).unwrap();
        for empty in [shared, Path::new("/var/cache/moderato")] {
            if names_in(empty).is_empty() {
                fs::remove_dir(empty).unwrap();
            }
        }
    }
}

fn fetching(data_dir: &Path, mirror: &str) -> Options {
    Options {
        programs: Programs::Fetch,
        mirror: Some(mirror.to_owned()),
        pin: Some(pin(archive())),
        ..Options::new(data_dir)
    }
}

fn pin(packed: &[u8]) -> Pin {
    let sha256 = Sha256::digest(packed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Pin {
        version: format!("{}.0", installed().1),
        file: "postgres.tar.gz".to_owned(),
        sha256,
    }
}

/// The machine's own programs as a release would pack them.
fn archive() -> &'static Arc<Vec<u8>> {
    static ARCHIVE: OnceLock<Arc<Vec<u8>>> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        Arc::new(pack(|tar| {
            let bin = &installed().0;
            for library in ["dict_snowball.so", "plpgsql.so"] {
                tar.append_path_with_name(
                    bin.join("../lib").join(library),
                    format!("postgresql/lib/{library}"),
                )
                .unwrap();
            }
            for program in ["postgres", "initdb"] {
                tar.append_path_with_name(bin.join(program), format!("postgresql/bin/{program}"))
                    .unwrap();
            }
        }))
    })
}

fn pack(fill: impl FnOnce(&mut tar::Builder<GzEncoder<Vec<u8>>>)) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    fill(&mut tar);
    tar.into_inner().unwrap().finish().unwrap()
}

/// The folder of the installed programs and their major version.
fn installed() -> (PathBuf, u32) {
    let postgres = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|folder| folder.join("postgres"))
        .find_map(|program| fs::canonicalize(program).ok())
        .unwrap_or_else(|| {
            let said = Command::new("pg_config")
                .arg("--bindir")
                .output()
                .unwrap()
                .stdout;
            PathBuf::from(String::from_utf8(said).unwrap().trim()).join("postgres")
        });
    let said = Command::new(&postgres)
        .arg("--version")
        .output()
        .unwrap()
        .stdout;
    let said = String::from_utf8(said).unwrap();
    let version = said.split_once("(PostgreSQL) ").unwrap().1;
    let major = version
        .split(|letter: char| !letter.is_ascii_digit())
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert_ne!(
        fs::metadata(&postgres).unwrap().permissions().mode() & 0o111,
        0
    );
    (postgres.parent().unwrap().to_owned(), major)
}

/// A server on the loopback that answers every request with `body`; ends with the test.
fn serve(body: Arc<Vec<u8>>) -> String {
    let length = body.len();
    serve_saying(body, length)
}

fn serve_saying(body: Arc<Vec<u8>>, length: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let arrived = stream.read(&mut request).unwrap();
            assert!(
                request
                    .get(..arrived)
                    .unwrap()
                    .starts_with(b"GET /postgres.tar.gz HTTP/1.1\r\n")
            );
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    address
}

fn nobody_listens() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
