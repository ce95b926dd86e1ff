//! A database for each test: cloned from a template on one embedded Postgres, which the whole run
//! shares.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use moderato::auth::keys::Keys;
use moderato::db::connection::migrate::run_migrations;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use tokio::sync::{Mutex, OnceCell};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// The server. It ends with the process of the tests, which started it.
static SERVER: OnceCell<Server> = OnceCell::const_new();
/// Postgres copies a template for one session at a time.
static COPYING: Mutex<()> = Mutex::const_new(());
static COUNT: AtomicU32 = AtomicU32::new(0);

const TEMPLATE: &str = "template_of_tests";

/// The number of sessions that wait for a lock on the comments. The table has the same OID in all
/// databases, the one of the template.
pub const WAITING_FOR_COMMENTS: &str = "SELECT count(*) FROM pg_locks WHERE NOT granted \
    AND relation = 'comments'::regclass \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// The connection string of a fresh database with the whole schema.
pub async fn database() -> String {
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    create(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await;
    named(server().await, &name)
}

/// The connection string of a fresh database without any schema.
pub async fn empty_database() -> String {
    let name = format!("empty_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    create(&format!("CREATE DATABASE {name}")).await;
    named(server().await, &name)
}

/// The signing keys of the run, which all of its services share as instances do.
pub fn keys() -> Keys {
    Keys::open_or_create(&keys_folder()).unwrap()
}

/// A plain connection, to look at what the service wrote.
pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The first column that a statement answers, one line for each row, such as a plan of EXPLAIN.
pub async fn lines(sql: &Client, statement: &str) -> String {
    let messages = sql.simple_query(statement).await.unwrap();
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });

    rows.collect::<Vec<_>>().join("\n")
}

async fn create(statement: &str) {
    let server = server().await;
    let _copying = COPYING.lock().await;

    connect(server.url())
        .await
        .batch_execute(statement)
        .await
        .unwrap();
}

async fn server() -> &'static Server {
    SERVER.get_or_init(start).await
}

async fn start() -> Server {
    let server = Server::start(Options::new(folder())).await.unwrap();

    // Tests look at the sessions of the service, which has a role of its own, and end some.
    let superuser = server.url().replacen("moderato_owner@", "postgres@", 1);
    connect(&superuser)
        .await
        .batch_execute("GRANT pg_monitor, pg_signal_backend TO moderato_owner")
        .await
        .unwrap();

    connect(server.url())
        .await
        .batch_execute(&format!("CREATE DATABASE {TEMPLATE}"))
        .await
        .unwrap();
    run_migrations(&named(&server, TEMPLATE)).await.unwrap();

    server
}

/// The data folder of this process. Folders of processes that ended are removed first.
fn folder() -> PathBuf {
    if let Ok(entries) = std::fs::read_dir(parent()) {
        for entry in entries.flatten() {
            let alive = PathBuf::from("/proc").join(entry.file_name()).exists();
            if !alive {
                std::fs::remove_dir_all(entry.path()).ok();
            }
        }
    }

    own_folder().join("data")
}

pub fn own_folder() -> PathBuf {
    parent().join(std::process::id().to_string())
}

fn parent() -> PathBuf {
    std::env::temp_dir().join("moderato-tests")
}

fn keys_folder() -> PathBuf {
    own_folder().join("keys")
}

/// The server's connection string for another of its databases.
fn named(server: &Server, database: &str) -> String {
    let (server, _) = server.url().rsplit_once('/').unwrap();
    format!("{server}/{database}")
}
