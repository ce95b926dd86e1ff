//! The scan of a site whose comments were imported without fingerprints.

use std::time::Instant;

use moderato::flows::duplicates::scan::{State, scan_batch, sites_to_scan};

use super::fill::{Filling, Fingerprints, fill};
use super::fixture::{Fixture, publish_articles};
use super::support::process::cores;
use super::support::table;

const IMPORTED: &str = "imported";

pub async fn measure(fixture: &Fixture, comments: usize) {
    let insert = format!(
        "INSERT INTO sites (site_id, name, salt, policy, created_at, updated_at, fingerprint_version) \
         SELECT gen_random_uuid(), '{IMPORTED}', sha256(salt), policy, now(), now(), 0 FROM sites"
    );
    fixture.sql.batch_execute(&insert).await.unwrap();
    let sites = sites_to_scan(&fixture.app).await.unwrap();
    let row = sites
        .into_iter()
        .find(|site| site.name == IMPORTED)
        .unwrap();

    let site = publish_articles(&fixture.sql, &row, comments).await;
    let filling = Filling {
        name: "second",
        comments,
        fingerprints: Fingerprints::Missing,
        keep_one_in: comments,
    };
    fill(&fixture.sql, &site, &filling).await;
    fixture.sql.batch_execute("ANALYZE comments").await.unwrap();

    let begun = Instant::now();
    let progress = loop {
        let progress = scan_batch(&fixture.app, &row, cores()).await.unwrap();
        if progress.state == State::Finished {
            break progress;
        }
    };

    let seconds = begun.elapsed().as_secs_f64();
    table::row(&[
        &format!("scan of {} imported comments", progress.done),
        &format!("{seconds:.1} s, {} put into groups", progress.grouped),
    ]);
}
