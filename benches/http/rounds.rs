//! Who is faster, by how much? Sides take turns; what counts is the median of the rounds' ratios.

use super::load::{Load, Outcome};
use super::options::Options;

/// The outcomes of one side, round by round.
pub struct Side(Vec<Outcome>);

/// Lets every side have its turn in every round. The first rounds may warm up and are not counted.
pub fn measure<const N: usize>(loads: [&Load; N], options: &Options) -> [Side; N] {
    let mut sides = std::array::from_fn(|_| Side(Vec::new()));
    for round in 0..options.warm_up + options.rounds {
        for (side, load) in sides.iter_mut().zip(loads) {
            let outcome = load.turn(options.turn, round);
            if round >= options.warm_up {
                side.0.push(outcome);
            }
        }
    }
    sides
}

impl Side {
    pub fn median(&self, figure: impl Fn(&Outcome) -> f64) -> f64 {
        median(self.0.iter().map(figure).collect())
    }

    /// The median over the rounds of this side's figure by the other's.
    pub fn ratio(&self, other: &Self, figure: impl Fn(&Outcome) -> f64) -> f64 {
        median(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(one, two)| figure(one) / figure(two))
                .collect(),
        )
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
