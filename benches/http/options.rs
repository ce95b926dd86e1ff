//! The command-line options: how long, how large, and which parts.

use std::time::Duration;

use clap::{Parser, ValueEnum};

#[derive(Parser)]
pub struct Options {
    /// Measure three rounds of a second without a warm-up, with 16 connections only.
    #[arg(long)]
    quick: bool,
    /// How many rounds are counted; 5 by default, 3 with --quick.
    #[arg(long)]
    rounds: Option<usize>,
    /// How many comments the large thread and the large queue have.
    #[arg(long, default_value_t = 1_000_000)]
    pub comments: usize,
    /// The parts to measure, separated by commas; all by default.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// Given by `cargo bench` to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    Hot,
    Cold,
    Posts,
    Growth,
}

impl Options {
    /// The rounds that are counted.
    pub fn rounds(&self) -> usize {
        self.rounds.unwrap_or(if self.quick { 3 } else { 5 })
    }

    /// The rounds before them.
    pub fn warm_up(&self) -> usize {
        if self.quick { 0 } else { 1 }
    }

    /// How long each side is measured in a round.
    pub fn turn(&self) -> Duration {
        Duration::from_secs(if self.quick { 1 } else { 3 })
    }

    /// The numbers of simultaneous clients of a hot thread.
    pub fn connections(&self) -> &'static [usize] {
        if self.quick { &[16] } else { &[16, 64] }
    }

    pub fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}
