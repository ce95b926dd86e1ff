//! Precision and recall on labelled sentences in ten languages.
//!
//! A line of `labelled.tsv` has a language, a kind, the canonical form of the only contact in the
//! sentence or `-` for none, and the sentence. The sentences without a contact look like ones with
//! it. Numbers, addresses and accounts are made up, but for examples from specifications.

use std::collections::BTreeMap;

use super::*;

const LABELLED: &str = include_str!("labelled.tsv");

struct Sentence {
    language: &'static str,
    kind: &'static str,
    expected: Option<String>,
    text: &'static str,
}

/// How many contacts were found rightly, found wrongly and missed.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Tally {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

fn sentences() -> Vec<Sentence> {
    LABELLED
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [language, kind, expected, text] = fields[..] else {
                panic!("{line}");
            };
            Sentence {
                language,
                kind,
                expected: (expected != "-").then(|| format!("{kind} {expected}")),
                text,
            }
        })
        .collect()
}

#[test]
fn each_kind_has_at_least_25_labelled_contacts_and_as_many_imitations() {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for sentence in sentences() {
        counts.entry(sentence.kind).or_default()[usize::from(sentence.expected.is_none())] += 1;
    }

    assert_eq!(counts.len(), ContactKind::ALL.len());
    for (kind, [with, without]) in counts {
        assert!(with >= 25 && without >= 25, "{kind}: {with} and {without}");
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is for")]
fn of_the_contacts_found_98_of_100_are_right_and_95_of_100_are_found() {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for sentence in sentences() {
        let mut found: Vec<String> = find_contacts(sentence.text)
            .into_iter()
            .map(|contact| format!("{} {}", contact.kind.as_str(), contact.canonical))
            .collect();
        let is_found = sentence
            .expected
            .as_ref()
            .is_some_and(|expected| found.contains(expected));
        found.retain(|it| Some(it) != sentence.expected.as_ref());
        if !found.is_empty() || is_found != sentence.expected.is_some() {
            println!(
                "{} ({:?}): found {found:?}",
                sentence.text, sentence.expected
            );
        }

        for part in ["all", sentence.kind, sentence.language] {
            let tally = tallies.entry(part).or_default();
            tally.right += u32::from(is_found);
            tally.wrong += u32::try_from(found.len()).unwrap();
            tally.missed += u32::from(sentence.expected.is_some() && !is_found);
        }
    }

    for (part, tally) in &tallies {
        println!(
            "{part:<10} precision {:.3} recall {:.3} {tally:?}",
            tally.precision(),
            tally.recall()
        );
        assert!(tally.precision() >= 0.98, "{part}");
        assert!(tally.recall() >= 0.95, "{part}");
    }
}
