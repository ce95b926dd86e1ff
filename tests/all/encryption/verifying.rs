//! The server's certificate is checked as `sslmode` and `sslrootcert` ask.

use std::path::Path;
use std::process::{Command, Output};

use moderato::domain::role::Role;
use serde_json::json;
use tempfile::TempDir;

use super::authority::Authority;
use super::managed::{Managed, NAME};
use crate::support::command_line::{complaint, moderato, printed};
use crate::support::database::empty_database;
use crate::support::instance::{CACHE, Instance, InstanceConfig, http_config};
use crate::support::json::text;
use crate::support::paths::comments;

/// The complaint about a certificate of an authority that is not trusted.
const UNTRUSTED: &str = "no trusted authority signed the certificate";

/// The command that migrates the database of this URL.
fn command(url: &str) -> Command {
    let nowhere = Path::new("/nonexistent/data");
    let mut command = moderato(nowhere, &["migrate"]);
    command.env("DATABASE_URL", url);

    command
}

/// Migrates the database of this URL, as an operator would try first.
fn migrate(url: &str) -> Output {
    command(url).output().unwrap()
}

/// The same on a machine whose own list of authorities has this one alone.
fn migrate_trusting(authority: &Authority, url: &str) -> Output {
    command(url)
        .env("SSL_CERT_FILE", authority.root())
        .output()
        .unwrap()
}

/// Parameters of a connection string with this mode and the authority's root.
fn with_root(mode: &str, authority: &Authority) -> String {
    format!("sslmode={mode}&sslrootcert={}", authority.root().display())
}

#[tokio::test(flavor = "multi_thread")]
async fn require_encrypts_and_does_not_check_the_certificate() {
    let authority = Authority::new("Ours");
    let server = Managed::start_encrypted(&authority).await;

    let plain = complaint(&migrate(&server.url(NAME, "connect_timeout=5")));
    assert!(
        plain.contains("no encryption"),
        "this server refuses connections without TLS: {plain}"
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
async fn verify_full_accepts_the_named_host_that_the_root_has_signed() {
    let authority = Authority::new("Ours");
    let server = Managed::start_encrypted(&authority).await;
    let url = server.url(NAME, &with_root("verify-full", &authority));
    printed(&migrate(&url));

    let config = InstanceConfig {
        database_url: url,
        cache: CACHE,
        http: http_config(),
    };
    let instance = Instance::run(config, |_| {}).await;
    let admin = instance.staff("Grace", Role::Admin).await;
    let reader = instance.actor();

    let article = json!({ "title": "On tea", "body": "A body." });
    let article = admin.post("/v1/admin/articles", &article).await.created();
    let author = json!({ "name": "Ada", "email": "ada@example.org" });
    let comment = json!({ "author": author, "body": "Loose leaves, always." });
    let path = comments(&text(&article["id"]));
    reader.post(&path, &comment).await.created();
    reader.get("/health/ready").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_root_verify_full_trusts_the_authorities_of_the_system() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let server = Managed::start_encrypted(&ours).await;
    let url = server.url(NAME, "sslmode=verify-full");

    printed(&migrate_trusting(&ours, &url));

    let line = complaint(&migrate_trusting(&theirs, &url));
    assert!(line.contains(UNTRUSTED), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_authority_is_refused_in_one_line() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let server = Managed::start_encrypted(&theirs).await;

    // As in libpq, `require` beside a root checks the signature.
    for mode in ["verify-full", "verify-ca", "require"] {
        let url = server.url(NAME, &with_root(mode, &ours));
        let line = complaint(&migrate(&url));
        assert!(line.contains(UNTRUSTED), "{mode}: {line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_name_is_refused_in_one_line() {
    let authority = Authority::new("Ours");
    let server = Managed::start_encrypted(&authority).await;
    let verify_full = with_root("verify-full", &authority);
    let verify_ca = with_root("verify-ca", &authority);

    for host in ["another.example", "127.0.0.1"] {
        let line = complaint(&migrate(&server.url(host, &verify_full)));
        let fault = format!("not valid for name \"{host}\"");
        assert!(line.contains(&fault), "{line}");
        assert!(line.contains(NAME), "{line}");
    }

    printed(&migrate(&server.url("another.example", &verify_ca)));
}

#[tokio::test(flavor = "multi_thread")]
async fn require_is_refused_by_a_server_without_tls() {
    let server = Managed::start_plain().await;

    printed(&migrate(&server.url(NAME, "sslmode=disable")));

    let line = complaint(&migrate(&server.url(NAME, "sslmode=require")));
    assert!(line.contains("server does not support TLS"), "{line}");
}

#[test]
fn a_root_that_is_no_certificate_is_refused_by_its_path() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("root.pem");
    let root = path.display();
    let url = format!("postgres://app@{NAME}/app?sslmode=verify-full&sslrootcert={root}");
    let begins = format!("moderato: sslrootcert: {root} cannot be read: ");

    let line = complaint(&migrate(&url));
    assert!(line.starts_with(&begins), "{line}");
    assert!(line.contains("No such file"), "{line}");

    std::fs::write(&path, "no certificate").unwrap();
    let line = complaint(&migrate(&url));
    assert!(line.starts_with(&begins), "{line}");
    assert!(line.contains("it holds no certificate"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_on_this_machine_needs_no_encryption() {
    let url = empty_database().await;

    printed(&migrate(&format!("{url}?sslmode=verify-full")));
}
