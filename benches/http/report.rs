//! How is a comparison told? A row of a Markdown table, with the goal beside what was measured.

use super::rounds::Side;

/// What a figure has to be.
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// Printed beside the others for whoever looks for the time.
    None,
}

pub fn begin(title: &str) {
    println!("\n{title}\n");
    println!(
        "| figure | goal | measured | this side | the other | p50, p99 in ms | CPU for each in µs |"
    );
    println!("|---|---|---|---|---|---|---|");
}

/// Requests a second against the other side's.
pub fn throughput(figure: &str, goal: &Goal, (this, other): (&Side, &Side)) {
    let ratio = this.ratio(other, |outcome| outcome.per_second);
    row(figure, goal, ratio, (this, other));
}

/// The median answer's time against the other side's.
pub fn latency(figure: &str, goal: &Goal, (this, other): (&Side, &Side)) {
    let ratio = this.ratio(other, |outcome| outcome.p50);
    row(figure, goal, ratio, (this, other));
}

fn row(figure: &str, goal: &Goal, ratio: f64, (this, other): (&Side, &Side)) {
    let verdict = match goal {
        Goal::AtLeast(goal) => format!(
            "at least {goal:.2} | **{ratio:.2}**{}",
            missed(ratio < *goal)
        ),
        Goal::AtMost(goal) => format!(
            "at most {goal:.2} | **{ratio:.2}**{}",
            missed(ratio > *goal)
        ),
        Goal::None => format!("| {ratio:.2}"),
    };
    println!(
        "| {figure} | {verdict} | {:.0}/s | {:.0}/s | {} against {} | {} |",
        this.median(|outcome| outcome.per_second),
        other.median(|outcome| outcome.per_second),
        times(this),
        times(other),
        cpu(this, other)
    );
}

fn missed(is: bool) -> &'static str {
    if is { " (missed)" } else { "" }
}

fn times(side: &Side) -> String {
    let known = |value: f64| {
        if value > 0.0 {
            format!("{value:.2}")
        } else {
            "?".to_owned()
        }
    };
    format!(
        "{}, {}",
        known(side.median(|outcome| outcome.p50)),
        known(side.median(|outcome| outcome.p99))
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
