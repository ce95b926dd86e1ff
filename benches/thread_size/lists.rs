//! Pages of large lists, against the same pages of small ones.

use std::time::{Duration, Instant};

use moderato::db::connection::connect::Connection;

use super::fixture::Fixture;
use super::page::{NamedPage, Page, pages};
use super::support::table;
use super::support::times::{Times, median};

const ROUNDS: usize = 5;
const TURNS: usize = 200;

/// What was measured of one page of one database.
#[derive(Default)]
struct Measured {
    times: Times,
    rows: usize,
}

pub async fn compare(small: &Fixture, large: &Fixture) {
    let of_small = pages(small).await;
    let of_large = pages(large).await;

    for (of_small, of_large) in of_small.iter().zip(&of_large) {
        compare_page(small, large, of_small, of_large).await;
    }
}

async fn compare_page(
    small: &Fixture,
    large: &Fixture,
    of_small: &NamedPage,
    of_large: &NamedPage,
) {
    let mut small_conn = small.app.database.replica.get().await.unwrap();
    let mut large_conn = large.app.database.replica.get().await.unwrap();
    let mut all = [Measured::default(), Measured::default()];
    let mut ratios = Vec::new();

    for round in 0..=ROUNDS {
        let mut of_round = [Times::default(), Times::default()];

        for _ in 0..TURNS {
            let reads = [
                read(&mut small_conn, small, &of_small.page).await,
                read(&mut large_conn, large, &of_large.page).await,
            ];

            // The first round warms up.
            let Some(counted) = round.checked_sub(1) else {
                continue;
            };
            for ((read, all), of_round) in reads.iter().zip(&mut all).zip(&mut of_round) {
                all.times.add(counted, read.time);
                all.rows = read.rows;
                of_round.add(0, read.time);
            }
        }

        if round > 0 {
            let [small, large] = of_round.map(|times| times.percentile(50));
            ratios.push(large / small);
        }
    }

    let [of_small_list, of_large_list] = all.map(|measured| measured.describe());
    table::row(&[
        &of_small.name,
        &of_small_list,
        &of_large_list,
        &format!("{:.2}", median(ratios)),
    ]);
}

impl Measured {
    fn describe(&self) -> String {
        let milliseconds = self.times.percentile(50) / 1_000.0;

        format!("{milliseconds:.2} ms ({} rows)", self.rows)
    }
}

/// One reading of a page.
struct Read {
    time: Duration,
    rows: usize,
}

async fn read(conn: &mut Connection, fixture: &Fixture, page: &Page) -> Read {
    let begun = Instant::now();
    let rows = page.read(conn, fixture).await;

    Read {
        time: begun.elapsed(),
        rows,
    }
}
