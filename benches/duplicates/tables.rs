//! Precision and recall of each judge, as tables in Markdown.

use crate::judge::Judge;
use crate::kind::Kind;
use crate::language::LANGUAGES;
use crate::pair::Pair;
use crate::support::table;

/// The verdict of each judge on one pair, in the order of [`Judge::ALL`].
pub struct Verdicts<'a> {
    pub pair: &'a Pair,
    flagged: [bool; Judge::ALL.len()],
}

impl<'a> Verdicts<'a> {
    pub fn of(pair: &'a Pair) -> Self {
        Self {
            pair,
            flagged: Judge::ALL.map(|judge| judge.flags(pair)),
        }
    }

    pub fn is_flagged_by(&self, judge: Judge) -> bool {
        Judge::ALL
            .into_iter()
            .zip(self.flagged)
            .any(|(one, flagged)| one == judge && flagged)
    }
}

/// The least precision and recall of Moderato's rule.
struct Limit {
    precision: f64,
    recall: f64,
}

const OVER_ALL: Limit = Limit {
    precision: 0.98,
    recall: 0.95,
};
const IN_EACH_LANGUAGE: Limit = Limit {
    precision: 0.95,
    recall: 0.90,
};

/// The least share of each kind's pairs that are judged rightly.
const RIGHT_OF_EACH_KIND: f64 = 0.90;

/// How many pairs a judge judged in which way.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    true_positives: u32,
    false_negatives: u32,
    false_positives: u32,
    true_negatives: u32,
}

impl Score {
    fn of<'a>(judge: Judge, verdicts: impl Iterator<Item = &'a Verdicts<'a>>) -> Self {
        let mut score = Self::default();

        for verdict in verdicts {
            let counter = match (verdict.pair.duplicate, verdict.is_flagged_by(judge)) {
                (true, true) => &mut score.true_positives,
                (true, false) => &mut score.false_negatives,
                (false, true) => &mut score.false_positives,
                (false, false) => &mut score.true_negatives,
            };
            *counter += 1;
        }

        score
    }

    fn precision(self) -> f64 {
        ratio(
            self.true_positives,
            self.true_positives + self.false_positives,
        )
    }

    fn recall(self) -> f64 {
        ratio(
            self.true_positives,
            self.true_positives + self.false_negatives,
        )
    }

    /// The share of pairs that the judge flagged.
    fn flagged(self) -> f64 {
        ratio(self.true_positives + self.false_positives, self.pairs())
    }

    fn pairs(self) -> u32 {
        self.true_positives + self.false_negatives + self.false_positives + self.true_negatives
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
    print_kinds("Duplicates and campaigns", "found", &Kind::FOUND, verdicts);
    print_kinds("Neither", "flagged", &Kind::DIFFERENT, verdicts);
}

fn print_overall(verdicts: &[Verdicts<'_>]) {
    println!();
    table::header(&["judge", "precision", "recall", "wrongly flagged", "missed"]);

    for judge in Judge::ALL {
        let score = Score::of(judge, verdicts.iter());
        table::row(&[
            judge.name(),
            &format!("{:.3}", score.precision()),
            &format!("{:.3}", score.recall()),
            &score.false_positives.to_string(),
            &score.false_negatives.to_string(),
        ]);
    }
}

fn print_languages(verdicts: &[Verdicts<'_>]) {
    println!("\nPrecision / recall in each language:\n");
    print_header("language");

    for language in LANGUAGES {
        let scores = scores(|pair| pair.language == language, verdicts);
        print_scores(language, &scores, |score| {
            format!("{:.3} / {:.3}", score.precision(), score.recall())
        });
    }
}

fn print_kinds(title: &str, verb: &str, kinds: &[Kind], verdicts: &[Verdicts<'_>]) {
    println!("\n{title}: share that each judge {verb}.\n");
    print_header("kind");

    for &kind in kinds {
        let scores = scores(|pair| pair.kind == kind, verdicts);
        print_scores(&kind.name().replace('_', " "), &scores, |score| {
            format!("{:.3}", score.flagged())
        });
    }
}

fn print_header(first: &str) {
    let mut columns = vec![first, "pairs"];
    columns.extend(Judge::ALL.map(Judge::name));

    table::header(&columns);
}

fn print_scores(name: &str, scores: &[Score], figure: impl Fn(Score) -> String) {
    let pairs = scores.first().map_or(0, |score| score.pairs());
    let mut cells = vec![name.to_owned(), pairs.to_string()];
    cells.extend(scores.iter().map(|score| figure(*score)));

    table::row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
}

/// The score of each judge on the pairs that `filter` accepts.
fn scores(filter: impl Fn(&Pair) -> bool, verdicts: &[Verdicts<'_>]) -> [Score; Judge::ALL.len()] {
    Judge::ALL.map(|judge| {
        let of_pairs = verdicts.iter().filter(|verdict| filter(verdict.pair));
        Score::of(judge, of_pairs)
    })
}

/// The limits that Moderato's rule misses; empty when it meets all of them.
pub fn shortfalls(verdicts: &[Verdicts<'_>]) -> Vec<String> {
    let rule = Judge::Moderato;
    let mut shortfalls = OVER_ALL.missed_by(Score::of(rule, verdicts.iter()), "over all");

    for language in LANGUAGES {
        let of_language = verdicts
            .iter()
            .filter(|verdict| verdict.pair.language == language);
        let score = Score::of(rule, of_language);
        shortfalls.extend(IN_EACH_LANGUAGE.missed_by(score, &format!("in {language}")));
    }
    for kind in Kind::FOUND.into_iter().chain(Kind::DIFFERENT) {
        let of_kind = verdicts.iter().filter(|verdict| verdict.pair.kind == kind);
        shortfalls.extend(kind_shortfall(kind, Score::of(rule, of_kind)));
    }

    shortfalls
}

fn kind_shortfall(kind: Kind, score: Score) -> Option<String> {
    let name = kind.name().replace('_', " ");
    if score.pairs() == 0 {
        return Some(format!("no pairs of {name}"));
    }

    let right = ratio(score.true_positives + score.true_negatives, score.pairs());
    (right < RIGHT_OF_EACH_KIND)
        .then(|| format!("{right:.3} of {name} right, at least {RIGHT_OF_EACH_KIND}"))
}

impl Limit {
    fn missed_by(&self, score: Score, place: &str) -> Vec<String> {
        let figures = [
            ("precision", score.precision(), self.precision),
            ("recall", score.recall(), self.recall),
        ];

        figures
            .into_iter()
            .filter(|(_, measured, least)| measured < least)
            .map(|(name, measured, least)| {
                format!("{name} {measured:.3} {place}, at least {least}")
            })
            .collect()
    }
}
