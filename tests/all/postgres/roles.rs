//! The embedded server has one role that owns everything and one that serves and owns nothing.

use moderato::db::connection::migrate::run_migrations;
use moderato::postgres::supervise::Server;
use tokio_postgres::error::SqlState;

use super::support::{ask, execute, open_folder, start};
use crate::support::database::{connect, database};

const OWNERS: &str = "SELECT string_agg(DISTINCT tableowner::text, ' ') FROM pg_tables \
    WHERE schemaname = 'public'";

fn superuser(server: &Server) -> String {
    server.url().replacen("moderato_owner@", "postgres@", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_role_that_serves_appends_to_the_audit_log_and_to_decisions_and_changes_neither() {
    let owner = database().await;
    let service = connect(&owner.replacen("moderato_owner@", "moderato@", 1)).await;
    let insert = "INSERT INTO audit (kind, payload) VALUES ('signed_in', '{}')";
    service.batch_execute(insert).await.unwrap();

    for refused in [
        "UPDATE audit SET kind = 'signed_out'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "INSERT INTO audit (kind, payload, created_at) VALUES ('signed_in', '{}', '2020-01-01')",
        "INSERT INTO audit (kind, payload, transaction) VALUES ('signed_in', '{}', '3')",
        "INSERT INTO audit (sequence, kind, payload) OVERRIDING SYSTEM VALUE VALUES (9, 'signed_in', '{}')",
        "UPDATE audit_addresses SET nonce = ''",
        "INSERT INTO audit_addresses (sequence, kind, nonce, address_hash, created_at) VALUES (1, 'a', '', '', now())",
        "UPDATE audit_seals SET floor = 9",
        "DELETE FROM audit_seals",
        "INSERT INTO audit_anchors (position, hash, removed) VALUES (1, sha256('x'), 1)",
        "UPDATE decisions SET reason = 'another'",
        "DELETE FROM decisions",
        "TRUNCATE decisions",
        "SELECT 1 FROM decisions FOR UPDATE",
        "DELETE FROM __diesel_schema_migrations",
        "DROP TABLE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "CREATE TABLE mine (word text)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE moderato_owner",
        "COPY audit TO PROGRAM 'true'",
    ] {
        let refusal = service.batch_execute(refused).await.unwrap_err();
        let code = refusal.code();
        assert_eq!(code, Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_role_that_serves_can_have_a_table_analyzed() {
    let owner = database().await;
    let service = connect(&owner.replacen("moderato_owner@", "moderato@", 1)).await;
    execute(
        &owner,
        "INSERT INTO audit (kind, payload) SELECT 'signed_in', '{}' FROM generate_series(1, 500)",
    )
    .await;

    service
        .batch_execute("SELECT analyse_table('audit')")
        .await
        .unwrap();

    let rows = "SELECT reltuples::bigint FROM pg_class WHERE relname = 'audit'";
    let rows: i64 = service.query_one(rows, &[]).await.unwrap().get(0);
    assert_eq!(rows, 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_with_one_role_gets_two_and_keeps_its_rows() {
    let folder = open_folder();
    let server = start(folder.path()).await;
    run_migrations(server.url()).await.unwrap();
    execute(
        server.url(),
        "INSERT INTO spent_challenges VALUES (gen_random_uuid(), now())",
    )
    .await;

    // As the release before made it.
    let former = "DROP OWNED BY moderato; ALTER ROLE moderato CREATEDB; \
        REASSIGN OWNED BY moderato_owner TO moderato; DROP OWNED BY moderato_owner; DROP ROLE moderato_owner";
    let url = superuser(&server);
    execute(&url, former).await;
    assert_eq!(ask_at(&url, OWNERS).await, "moderato");
    server.stop().await.unwrap();

    let server = start(folder.path()).await;
    run_migrations(server.url()).await.unwrap();

    assert_eq!(ask(&server, OWNERS).await, "moderato_owner");
    let service = connect(server.service_url()).await;
    let kept = service
        .query_one("SELECT count(*) FROM spent_challenges", &[])
        .await;
    assert_eq!(kept.unwrap().get::<_, i64>(0), 1);
    let refusal = service.batch_execute("DELETE FROM decisions").await;
    assert_eq!(
        refusal.unwrap_err().code(),
        Some(&SqlState::INSUFFICIENT_PRIVILEGE)
    );
    server.stop().await.unwrap();
}

async fn ask_at(url: &str, query: &str) -> String {
    let client = connect(url).await;

    client.query_one(query, &[]).await.unwrap().get(0)
}
