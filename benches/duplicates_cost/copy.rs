//! Comments and fingerprints written by COPY.

use std::fmt::Write as _;
use std::io::Cursor;

use futures_util::SinkExt;
use moderato::text::fingerprint::Fingerprint;
use tokio_postgres::Client;
use uuid::Uuid;

use super::corpus::{Site, Stored, author_key_of, email};

const COMMENTS: &str = "COPY comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, \
    author_email, author_key, body, html, policy_version, created_at) FROM STDIN";
const FINGERPRINTS: &str = "COPY fingerprints (site_id, comment_id, fingerprint_version, letters, exact_hash, \
    keys, created_at) FROM STDIN";

pub async fn copy_comments(sql: &Client, site: &Site, batch: &[Stored]) {
    let mut lines = String::new();

    for comment in batch {
        let Stored { id, article, .. } = comment;
        let path = hex(id.as_bytes());
        let key = hex(&author_key_of(comment.author, &site.salt));
        let body = comment.body.replace('\n', "\\n");
        let (site, email, at) = (site.id, email(comment.author), created_at(*id));

        writeln!(
            lines,
            "{site}\t{id}\t{article}\t{path}\t0\tapproved\tt\tReader\t{email}\t{key}\t{body}\t<p>{body}</p>\t1\t{at}"
        )
        .unwrap();
    }

    copy(sql, COMMENTS, lines).await;
}

pub async fn copy_fingerprints(sql: &Client, site: &Site, batch: &[Stored]) {
    let mut lines = String::new();

    for Stored {
        id, fingerprint, ..
    } in batch
    {
        let Fingerprint {
            version,
            letters,
            exact_hash,
            keys,
            ..
        } = fingerprint;
        let keys: Vec<String> = keys.iter().map(i32::to_string).collect();
        let (site, keys, at) = (site.id, keys.join(","), created_at(*id));

        writeln!(
            lines,
            "{site}\t{id}\t{version}\t{letters}\t{exact_hash}\t{{{keys}}}\t{at}"
        )
        .unwrap();
    }

    copy(sql, FINGERPRINTS, lines).await;
}

async fn copy(sql: &Client, statement: &str, lines: String) {
    let sink = sql.copy_in(statement).await.unwrap();
    let mut sink = Box::pin(sink);

    sink.send(Cursor::new(lines.into_bytes())).await.unwrap();
    sink.as_mut().finish().await.unwrap();
}

/// The time in a UUIDv7.
fn created_at(id: Uuid) -> String {
    let milliseconds = i64::try_from(id.as_u128() >> 80).unwrap();

    chrono::DateTime::from_timestamp_millis(milliseconds)
        .unwrap()
        .to_rfc3339()
}

/// A `bytea` in COPY's text format.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("\\\\x".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
