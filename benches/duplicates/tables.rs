//! How often was a judge right? Precision and recall, as tables in Markdown.

use crate::judge::Judge;
use crate::kind::Kind;
use crate::language::LANGUAGES;
use crate::pair::Pair;

/// What each judge said of one pair, in the order of [`Judge::ALL`].
pub struct Verdicts<'a> {
    pub pair: &'a Pair,
    pub flagged: [bool; Judge::ALL.len()],
}

/// What must be reached: (over all, in each language).
const LEAST_PRECISION: (f64, f64) = (0.98, 0.95);
const LEAST_RECALL: (f64, f64) = (0.95, 0.90);

#[derive(Debug, Clone, Copy, Default)]
struct Score {
    found: u32,
    missed: u32,
    wrongly: u32,
    rightly_not: u32,
}

impl Score {
    fn of<'a>(judge: usize, verdicts: impl Iterator<Item = &'a Verdicts<'a>>) -> Self {
        verdicts.fold(Self::default(), |mut score, verdict| {
            let counter = match (verdict.pair.duplicate, verdict.flagged[judge]) {
                (true, true) => &mut score.found,
                (true, false) => &mut score.missed,
                (false, true) => &mut score.wrongly,
                (false, false) => &mut score.rightly_not,
            };
            *counter += 1;
            score
        })
    }

    fn precision(self) -> f64 {
        ratio(self.found, self.found + self.wrongly)
    }

    fn recall(self) -> f64 {
        ratio(self.found, self.found + self.missed)
    }

    fn pairs(self) -> u32 {
        self.found + self.missed + self.wrongly + self.rightly_not
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        1.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

pub fn print(verdicts: &[Verdicts<'_>]) {
    print_overall(verdicts);
    print_languages(verdicts);
    print_kinds("Repeats", "found", &Kind::REPEATS, verdicts);
    print_kinds("Not repeats", "flagged", &Kind::OTHERS, verdicts);
}

fn print_overall(verdicts: &[Verdicts<'_>]) {
    println!(
        "\n| judge | precision | recall | wrongly flagged | missed |\n| --- | --- | --- | --- | --- |"
    );
    for (at, judge) in Judge::ALL.into_iter().enumerate() {
        let score = Score::of(at, verdicts.iter());
        let (wrongly, missed) = (score.wrongly, score.missed);
        let (precision, recall) = (score.precision(), score.recall());
        println!(
            "| {} | {precision:.3} | {recall:.3} | {wrongly} | {missed} |",
            judge.name()
        );
    }
}

fn print_languages(verdicts: &[Verdicts<'_>]) {
    println!("\nPrecision / recall in each language:\n");
    print_header(&["language", "pairs"]);
    for language in LANGUAGES {
        let scores = scores(|pair| pair.language == language, verdicts);
        let cells = scores.map(|score| format!("{:.3} / {:.3}", score.precision(), score.recall()));
        println!(
            "| {language} | {} | {} |",
            scores[0].pairs(),
            cells.join(" | ")
        );
    }
}

fn print_kinds(title: &str, what: &str, kinds: &[Kind], verdicts: &[Verdicts<'_>]) {
    println!("\n{title}: share that each judge {what}.\n");
    print_header(&["kind", "pairs"]);
    for &kind in kinds {
        let scores = scores(|pair| pair.kind == kind, verdicts);
        let cells =
            scores.map(|score| format!("{:.3}", ratio(score.found + score.wrongly, score.pairs())));
        println!(
            "| {} | {} | {} |",
            kind.name().replace('_', " "),
            scores[0].pairs(),
            cells.join(" | ")
        );
    }
}

fn print_header(first: &[&str]) {
    let columns: Vec<&str> = first
        .iter()
        .copied()
        .chain(Judge::ALL.map(Judge::name))
        .collect();
    println!(
        "| {} |\n|{}",
        columns.join(" | "),
        " --- |".repeat(columns.len())
    );
}

fn scores(of: impl Fn(&Pair) -> bool, verdicts: &[Verdicts<'_>]) -> [Score; Judge::ALL.len()] {
    std::array::from_fn(|judge| {
        Score::of(judge, verdicts.iter().filter(|verdict| of(verdict.pair)))
    })
}

/// What Moderato's rule falls short of; empty when it meets every limit.
pub fn shortfalls(verdicts: &[Verdicts<'_>]) -> Vec<String> {
    let mut shortfalls = Vec::new();
    let mut check = |name: &str, score: Score, least: (f64, f64)| {
        if score.precision() < least.0 {
            shortfalls.push(format!(
                "precision {:.3} {name}, at least {}",
                score.precision(),
                least.0
            ));
        }
        if score.recall() < least.1 {
            shortfalls.push(format!(
                "recall {:.3} {name}, at least {}",
                score.recall(),
                least.1
            ));
        }
    };
    check(
        "over all",
        Score::of(0, verdicts.iter()),
        (LEAST_PRECISION.0, LEAST_RECALL.0),
    );
    for language in LANGUAGES {
        let score = Score::of(
            0,
            verdicts
                .iter()
                .filter(|verdict| verdict.pair.language == language),
        );
        check(
            &format!("in {language}"),
            score,
            (LEAST_PRECISION.1, LEAST_RECALL.1),
        );
    }
    shortfalls
}
