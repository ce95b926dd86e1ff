//! Rounds in which the sides of a comparison take turns; the median of the rounds' ratios counts.

use super::load::Load;
use super::options::Options;
use super::outcome::Outcome;
use super::support::times::{median, median_ratio};

/// The outcomes of one side, round by round.
pub struct Side(Vec<Outcome>);

/// Gives every side its turn in every round. The first rounds may warm up and are not counted.
pub fn measure<const N: usize>(loads: [&Load; N], options: &Options) -> [Side; N] {
    let mut sides = std::array::from_fn(|_| Side(Vec::new()));

    for round in 0..options.warm_up() + options.rounds() {
        for (side, load) in sides.iter_mut().zip(loads) {
            let outcome = load.turn(options.turn(), round);
            if round >= options.warm_up() {
                side.0.push(outcome);
            }
        }
    }

    sides
}

impl Side {
    pub fn median(&self, figure: impl Fn(&Outcome) -> f64) -> f64 {
        median(self.0.iter().map(figure))
    }

    /// The median over the rounds of this side's figure divided by the other's.
    pub fn ratio(&self, other: &Self, figure: impl Fn(&Outcome) -> f64) -> f64 {
        median_ratio(self.0.iter().map(&figure), other.0.iter().map(&figure))
    }
}
