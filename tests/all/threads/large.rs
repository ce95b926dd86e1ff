//! Threads that are too long to be made through requests.

use tokio_postgres::Client;

/// Comments of an article in threes, each one a reply to the one before it, so that a place's
/// status touches others. `n` is 1, 2, 3 ... in order of creation.
const FILL: &str = "\
    CREATE OR REPLACE FUNCTION pg_temp.id(first bigint, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS \
      $$ SELECT (lpad(to_hex(first + n), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || \
        substr(md5(n::text), 1, 15))::uuid $$; \
    INSERT INTO comments (site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name, \
      author_email, author_key, body, html, policy_version, created_at) \
    SELECT a.site_id, i.id, a.article_id, CASE k WHEN 1 THEN i.top WHEN 2 THEN i.reply END, CASE k \
        WHEN 0 THEN uuid_send(i.id) WHEN 1 THEN uuid_send(i.top) || uuid_send(i.id) \
        ELSE uuid_send(i.top) || uuid_send(i.reply) || uuid_send(i.id) END, \
      k, 'STATUS', 'STATUS' = 'approved', 'Reader', 'reader@example.org', sha256(int8send(n)), \
      'A text of some length.', '', 1, now() \
    FROM articles a, (SELECT n, ((n - 1) % 3)::int AS k FROM generate_series(1, COUNT) n) places, \
      LATERAL (SELECT pg_temp.id(FIRST, n) AS id, pg_temp.id(FIRST, n - k) AS top, \
        pg_temp.id(FIRST, n - k + 1) AS reply) i \
    WHERE a.article_id = 'ARTICLE'";

/// Direct replies to the first comment of an article, noted for the counts as new ones are.
const FILL_REPLIES: &str = "\
    INSERT INTO comments (site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name, \
      author_email, author_key, body, html, policy_version, created_at) \
    SELECT c.site_id, i.id, c.article_id, c.comment_id, c.path || uuid_send(i.id), 1, 'approved', true, 'Reader', \
      'reader@example.org', sha256(int8send(n)), c.body, c.html, 1, now() \
    FROM (SELECT * FROM comments WHERE article_id = 'ARTICLE' ORDER BY comment_id LIMIT 1) c, \
      generate_series(1, COUNT) n, LATERAL (SELECT pg_temp.id(FIRST, n) AS id) i; \
    INSERT INTO tally_changes (site_id, list_id, comment_id, change) SELECT site_id, parent_id, comment_id, 1 \
    FROM comments WHERE comment_id > pg_temp.id(FIRST, 0)";

/// Many comments of one article.
pub struct Filling<'a> {
    pub article: &'a str,
    /// The time of the first one in milliseconds since 1970, from which the ids are made.
    pub first: i64,
    pub count: i64,
}

impl Filling<'_> {
    /// Inserts the comments with this status.
    pub async fn insert(&self, sql: &Client, status: &str) {
        let statement = self.complete(&FILL.replace("STATUS", status));

        sql.batch_execute(&statement).await.unwrap();
    }

    /// Inserts them as direct replies to the first comment of the article.
    pub async fn insert_replies(&self, sql: &Client) {
        let statement = self.complete(FILL_REPLIES);

        sql.batch_execute(&statement).await.unwrap();
    }

    fn complete(&self, statement: &str) -> String {
        statement
            .replace("ARTICLE", self.article)
            .replace("COUNT", &self.count.to_string())
            .replace("FIRST", &self.first.to_string())
    }
}
