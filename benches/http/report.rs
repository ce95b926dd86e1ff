//! Comparisons as rows of a Markdown table, with the goal beside the measured ratio.

use super::outcome::Outcome;
use super::rounds::Side;
use super::support::table;

/// The bound of a ratio.
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// The figure is printed for scale.
    None,
}

pub fn begin(title: &str) {
    println!("\n{title}\n");
    table::header(&[
        "figure",
        "goal",
        "measured",
        "this side",
        "the other",
        "p50, p99 in ms",
        "CPU for each in µs",
    ]);
}

/// Compares requests a second.
pub fn throughput(figure: &str, goal: &Goal, this: &Side, other: &Side) {
    let ratio = this.ratio(other, |outcome| outcome.per_second);
    print_row(figure, &verdict(goal, ratio), this, other);
}

/// Compares the median times of an answer.
pub fn latency(figure: &str, goal: &Goal, this: &Side, other: &Side) {
    let ratio = this.ratio(other, |outcome| outcome.p50);
    print_row(figure, &verdict(goal, ratio), this, other);
}

/// The goal and the measured ratio, with a mark if it misses the goal.
struct Verdict {
    goal: String,
    measured: String,
}

fn verdict(goal: &Goal, ratio: f64) -> Verdict {
    let (goal, is_missed) = match goal {
        Goal::AtLeast(least) => (format!("at least {least:.2}"), ratio < *least),
        Goal::AtMost(most) => (format!("at most {most:.2}"), ratio > *most),
        Goal::None => {
            return Verdict {
                goal: String::new(),
                measured: format!("{ratio:.2}"),
            };
        }
    };
    let mark = if is_missed { " (missed)" } else { "" };

    Verdict {
        goal,
        measured: format!("**{ratio:.2}**{mark}"),
    }
}

fn print_row(figure: &str, verdict: &Verdict, this: &Side, other: &Side) {
    table::row(&[
        figure,
        &verdict.goal,
        &verdict.measured,
        &rate(this),
        &rate(other),
        &format!("{} against {}", latencies(this), latencies(other)),
        &cpu(this, other),
    ]);
}

fn rate(side: &Side) -> String {
    format!("{:.0}/s", side.median(|outcome| outcome.per_second))
}

fn latencies(side: &Side) -> String {
    let known = |figure: fn(&Outcome) -> f64| match side.median(figure) {
        value if value > 0.0 => format!("{value:.2}"),
        _ => "?".to_owned(),
    };

    format!(
        "{}, {}",
        known(|outcome| outcome.p50),
        known(|outcome| outcome.p99)
    )
}

fn cpu(this: &Side, other: &Side) -> String {
    let figures = [this, other].map(|side| side.median(|outcome| outcome.cpu));
    let known = figures
        .iter()
        .filter(|figure| **figure > 0.0)
        .map(|figure| format!("{figure:.0}"));

    known.collect::<Vec<_>>().join(" against ")
}
