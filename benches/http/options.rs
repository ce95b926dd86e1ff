//! How long, how large, and which parts?

use std::time::Duration;

pub struct Options {
    /// Turns that count.
    pub rounds: usize,
    /// Turns before them, that do not.
    pub warm_up: usize,
    /// Clients at once for a hot thread.
    pub connections: &'static [usize],
    /// How long each side is measured in a turn.
    pub turn: Duration,
    /// Comments of the large thread and of the large queue.
    pub comments: usize,
    /// The parts to measure; empty: all.
    only: Vec<String>,
}

impl Options {
    pub fn read(arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            rounds: 5,
            warm_up: 1,
            connections: &[16, 64],
            turn: Duration::from_secs(3),
            comments: 1_000_000,
            only: Vec::new(),
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .unwrap_or_else(|| panic!("{argument} takes a value"))
            };
            match argument.as_str() {
                "--quick" => {
                    options = Self {
                        rounds: 3,
                        warm_up: 0,
                        connections: &[16],
                        turn: Duration::from_secs(1),
                        ..options
                    }
                }
                "--rounds" => options.rounds = value().parse().expect("--rounds takes a number"),
                "--comments" => {
                    options.comments = value().parse().expect("--comments takes a number")
                }
                "--only" => options.only = value().split(',').map(str::to_owned).collect(),
                // What cargo says to every benchmark.
                "--bench" => {}
                other => panic!(
                    "{other}: there are --quick, --rounds, --comments and --only hot,cold,posts,growth"
                ),
            }
        }
        options
    }

    pub fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one == part)
    }
}
