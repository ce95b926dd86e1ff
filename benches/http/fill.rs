//! What stands in the databases? Threads and queues, made by Postgres itself.

use tokio_postgres::Client;

use super::random::Random;
use super::words;

/// How `rows` names them, too.
pub fn article(number: usize) -> String {
    format!("md5('article ' || {number})::uuid")
}

/// Readies a session for filling.
pub async fn ready(sql: &Client) {
    let text: String = (0..100)
        .map(|number| words::comment(&mut Random::named(&format!("text {number}"))) + " ")
        .collect();
    sql.batch_execute(&format!(
        "SET statement_timeout = 0; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'; \
         CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS \
           $$ SELECT (lpad(to_hex(1790000000000 + n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid $$; \
         CREATE TEMP TABLE words AS SELECT '{}'::text AS text",
        text.replace('\'', "''")
    ))
    .await
    .unwrap();
}

/// Articles 1 to `count`.
pub async fn articles(sql: &Client, count: usize) {
    sql.batch_execute(&format!(
        "INSERT INTO articles (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
         SELECT site_id, md5('article ' || n)::uuid, 'article-' || n, 'An article', '', '', now(), now(), now() \
         FROM sites, generate_series(1, {count}) n"
    ))
    .await
    .unwrap();
}

/// Comments numbered from `first` on, every second one a reply to the one before.
pub async fn thread(sql: &Client, article_number: usize, (first, count): (usize, usize)) {
    let (article, last) = (article(article_number), first + count - 1);
    insert(
        sql,
        &article,
        (first, last),
        ("'approved'", &format!("(n - {first}) % 2 = 1")),
    )
    .await;
}

/// Comments that wait for a moderator, spread over articles 1 to 1,000, each with the reason.
pub async fn pending(sql: &Client, (first, count): (usize, usize)) {
    let last = first + count - 1;
    insert(
        sql,
        "md5('article ' || (1 + n % 1000))::uuid",
        (first, last),
        ("'pending'", "false"),
    )
    .await;
    sql.batch_execute(&format!(
        "INSERT INTO findings (site_id, comment_id, revision, position, phase, code, severity, evidence) \
         SELECT site_id, pg_temp.id(n), 1, 0, 'links', 'too_many_links', 'hold', '{{\"links\": 5}}' \
         FROM sites, generate_series({first}, {last}) n"
    ))
    .await
    .unwrap();
}

async fn insert(
    sql: &Client,
    article: &str,
    (first, last): (usize, usize),
    (status, is_reply): (&str, &str),
) {
    sql.batch_execute(&format!(
        "INSERT INTO comments (site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name, \
           author_email, author_key, body, html, policy_version, created_at) \
         SELECT site_id, pg_temp.id(n), {article}, CASE WHEN {is_reply} THEN pg_temp.id(n - 1) END, \
           CASE WHEN {is_reply} THEN uuid_send(pg_temp.id(n - 1)) ELSE '' END || uuid_send(pg_temp.id(n)), \
           ({is_reply})::integer, {status}, {status} = 'approved', 'Reader ' || n, 'reader' || n || '@example.org', \
           sha256(int8send(n)), said, '<p>' || said || '</p>', 1, to_timestamp((1790000000000 + n) / 1000.0) \
         FROM sites, generate_series({first}::bigint, {last}::bigint) n, words, \
           LATERAL (SELECT substr(text, 1 + (n * 7919 % 9000)::integer, 180) AS said) s"
    ))
    .await
    .unwrap();
}

/// Takes the indexes of comments away that no constraint needs; how they are made again.
pub async fn drop_indexes(sql: &Client) -> Vec<String> {
    let list = "SELECT i.indexname::text, i.indexdef FROM pg_indexes i WHERE i.tablename = 'comments' \
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)";
    let mut definitions = Vec::new();
    for row in sql.query(list, &[]).await.unwrap() {
        sql.batch_execute(&format!("DROP INDEX {}", row.get::<_, String>(0)))
            .await
            .unwrap();
        definitions.push(row.get(1));
    }
    definitions
}
