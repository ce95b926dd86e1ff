//! The filling of a site, by two threads that make comments and one that copies them in.

use moderato::db::duplicates::fingerprints::CROWD;
use tokio_postgres::Client;

use super::copy::{copy_comments, copy_fingerprints};
use super::corpus::{Site, Stored, make_batch};

const BATCH: usize = 10_000;

/// Counters for keys, by their last bits: far more than there are keys, so that few keys share one.
const COUNTERS: usize = 1 << 27;

/// The tables that are filled without their indexes.
pub const TABLES: [&str; 2] = ["comments", "fingerprints"];

/// What a site is filled with.
pub struct Filling {
    /// Begins the names of the random sequences.
    pub name: &'static str,
    pub comments: usize,
    pub fingerprints: Fingerprints,
    /// One comment in so many is returned.
    pub keep_one_in: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fingerprints {
    Written,
    Missing,
}

/// Fills a site and returns some of its comments, evenly spread.
pub async fn fill(sql: &Client, site: &Site, filling: &Filling) -> Vec<Stored> {
    let mut counts = vec![0_u8; COUNTERS];
    let mut kept = Vec::new();

    for from in (0..filling.comments).step_by(2 * BATCH) {
        for mut batch in make_two_batches(site, filling, from) {
            copy_comments(sql, site, &batch).await;

            if filling.fingerprints == Fingerprints::Written {
                for stored in &mut batch {
                    remove_crowded_keys(&mut counts, &mut stored.fingerprint.keys);
                }
                copy_fingerprints(sql, site, &batch).await;
            }

            kept.extend(batch.into_iter().step_by(filling.keep_one_in));
        }
    }

    kept
}

fn make_two_batches(site: &Site, filling: &Filling, from: usize) -> [Vec<Stored>; 2] {
    let middle = (from + BATCH).min(filling.comments);
    let end = (from + 2 * BATCH).min(filling.comments);

    std::thread::scope(|scope| {
        let first = scope.spawn(|| make_batch(site, filling.name, from..middle));
        let second = make_batch(site, filling.name, middle..end);

        [first.join().unwrap(), second]
    })
}

/// Removes the keys that as many comments have as the service allows, and counts the others.
fn remove_crowded_keys(counts: &mut [u8], keys: &mut Vec<i32>) {
    keys.retain(|key| {
        let count = &mut counts[usize::try_from(key.cast_unsigned()).unwrap() % COUNTERS];
        let is_free = usize::from(*count) < CROWD;
        *count += u8::from(is_free);

        is_free
    });
}
