//! Is the way to a managed Postgres encrypted, and to the right one, as `sslmode` and `sslrootcert`
//! ask?

mod authority;
mod managed;

use std::path::Path;
use std::process::{Command, Output};

use reqwest::StatusCode;
use tempfile::TempDir;

use self::authority::Authority;
use self::managed::{Managed, NAME, Speaks};
use crate::support::app::TestApp;
use crate::support::command_line::{complaint, moderato, printed};
use crate::support::database::empty_database;

/// Migrates the database of this address, as an operator would try first.
fn migrate(url: &str) -> Output {
    command(url).output().unwrap()
}

/// The same on a machine whose own list of authorities is this one.
fn migrate_where_all_believe(authority: &Authority, url: &str) -> Output {
    command(url)
        .env("SSL_CERT_FILE", authority.root())
        .output()
        .unwrap()
}

fn command(url: &str) -> Command {
    let nowhere = Path::new("/nonexistent/data");
    let mut command = moderato(nowhere, &["migrate"]);
    command.env("DATABASE_URL", url);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn require_encrypts_and_does_not_judge_the_certificate() {
    let authority = Authority::new("Ours");
    let server = Managed::start(Speaks::Encrypted(&authority)).await;
    let plain = complaint(&migrate(&server.url(NAME, "connect_timeout=5")));
    assert!(
        plain.contains("no encryption"),
        "this server lets nobody in unencrypted: {plain}"
    );
    for host in [NAME, "another.example", "127.0.0.1"] {
        let said = printed(&migrate(&server.url(host, "sslmode=require")));
        assert!(
            said.contains("Applied") || said.contains("up to date"),
            "{said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_full_takes_the_named_host_that_the_root_vouches_for() {
    let authority = Authority::new("Ours");
    let server = Managed::start(Speaks::Encrypted(&authority)).await;
    let url = server.url(
        NAME,
        &format!(
            "sslmode=verify-full&sslrootcert={}",
            authority.root().display()
        ),
    );
    printed(&migrate(&url));
    let app = TestApp::start_on(url, |_| {}).await;
    let article = app.admin().await.article("On tea").await;
    app.reader()
        .comment(&article, "Ada", "Loose leaves, always.")
        .await;
    app.reader()
        .get("/health/ready")
        .await
        .expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_root_of_its_own_verify_full_believes_the_system() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let server = Managed::start(Speaks::Encrypted(&ours)).await;
    let url = server.url(NAME, "sslmode=verify-full");
    printed(&migrate_where_all_believe(&ours, &url));
    let line = complaint(&migrate_where_all_believe(&theirs, &url));
    assert!(
        line.contains("nobody who is believed here has signed it"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_root_is_refused_in_one_line() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let server = Managed::start(Speaks::Encrypted(&theirs)).await;
    let root = ours.root();
    // As libpq: `require` beside a root looks at who signed.
    for mode in ["verify-full", "verify-ca", "require"] {
        let parameters = format!("sslmode={mode}&sslrootcert={}", root.display());
        let line = complaint(&migrate(&server.url(NAME, &parameters)));
        assert!(
            line.contains("nobody who is believed here has signed it"),
            "{mode}: {line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_name_is_refused_in_one_line() {
    let authority = Authority::new("Ours");
    let server = Managed::start(Speaks::Encrypted(&authority)).await;
    let root = authority.root();
    let url = |host: &str, mode: &str| {
        server.url(
            host,
            &format!("sslmode={mode}&sslrootcert={}", root.display()),
        )
    };
    for host in ["another.example", "127.0.0.1"] {
        let line = complaint(&migrate(&url(host, "verify-full")));
        assert!(
            line.contains(&format!("not valid for name \"{host}\"")) && line.contains(NAME),
            "{line}"
        );
    }
    printed(&migrate(&url("another.example", "verify-ca")));
}

#[tokio::test(flavor = "multi_thread")]
async fn require_is_refused_by_a_server_without_tls() {
    let server = Managed::start(Speaks::Plainly).await;
    printed(&migrate(&server.url(NAME, "sslmode=disable")));
    let line = complaint(&migrate(&server.url(NAME, "sslmode=require")));
    assert!(line.contains("server does not support TLS"), "{line}");
}

#[test]
fn a_root_that_is_no_certificate_is_refused_by_its_path() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("root.pem");
    let url = format!(
        "postgres://app@{NAME}/app?sslmode=verify-full&sslrootcert={}",
        path.display()
    );
    let refused = || {
        let line = complaint(&migrate(&url));
        assert!(
            line.starts_with(&format!(
                "moderato: sslrootcert: {} cannot be read: ",
                path.display()
            )),
            "{line}"
        );
        line
    };
    assert!(refused().contains("No such file"));
    std::fs::write(&path, "no certificate").unwrap();
    assert!(refused().contains("it holds no certificate"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_on_this_machine_needs_no_encryption() {
    printed(&migrate(&format!(
        "{}?sslmode=verify-full",
        empty_database().await
    )));
}
