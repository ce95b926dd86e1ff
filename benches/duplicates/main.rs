//! How good is duplicate detection? Precision and recall on labelled pairs of comments in ten
//! languages.
//!
//!     cargo bench --bench duplicates
//!     cargo bench --bench duplicates -- --part development --list-wrong
//!     cargo bench --bench duplicates -- --part development --export FILE
//!     cargo bench --bench duplicates -- --natural FOLDER
//!
//! The texts in `data/` were written for this measure, by hand, in three parts: other topics, other
//! words. What is tuned is tuned on the development part and tried on the validation part (the test
//! part of an earlier release); the test part is measured on and never read for tuning. The pairs
//! are made from the texts by a generator without chance: the same pairs in every run.
//!
//! # The rules of labelling
//!
//! The label is what a careful moderator would say who sees both texts: "that is the same comment
//! once more", or not. A pair on which two careful moderators could differ is not made at all.
//! Letters are counted in the sense of `letters::weight`: one Chinese or Japanese character counts
//! for two and a half, a Korean syllable for one and a half.
//!
//! It is the same comment once more:
//! - in other spelling, with invisible, look-alike or compatible letters, as leet: at any length
//!   from 30 letters;
//! - with an emoji or a link more: from 30 letters;
//! - with up to five words inserted, deleted or replaced: at most one in five, in texts of eight
//!   words and 40 letters or more, and never a word that turns the meaning round (not, never,
//!   nobody);
//! - with up to four slips of the finger: at most one in 25 letters, from 40 letters;
//! - with another phrase of two to five words in its second half, or with another ending of at most
//!   a quarter of the text: from 80 letters;
//! - with its sentences in another order: from 80 letters;
//! - with a greeting or a short signature, which make it longer by half at most: from 60 letters;
//! - longer by a seventh to a half: from 60 letters; shorter by a quarter: from 80 letters;
//! - as spam from one template, of which at least half the letters are fixed.
//!
//! Most of these are made for one author and for two authors: copying another's comment is
//! repeating it, too.
//!
//! It is another comment:
//! - whatever one author writes about something else;
//! - with other content of 30 letters or more above one long signature;
//! - with other content in one frame or form, where the content is two fifths of the letters or
//!   more;
//! - if it quotes somebody else and then answers: behind `>` whatever is quoted; otherwise one
//!   sentence, and an answer at least one and a half times as long;
//! - short praise by different people: equal below 20 letters, in other words above;
//! - on the same topic, and an answer that takes up the words of what it answers.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measure prints what it found, and stops at a surprise"
)]

mod corpora;
mod different;
mod disguise;
mod duplicates;
mod edit;
mod judge;
mod kind;
mod language;
mod letters;
mod pair;
mod pair_set;
#[path = "../support/random.rs"]
mod random;
mod real_comments;
mod simhash;
mod tables;
mod template;
mod trigrams;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::judge::{Judge, judge};
use crate::pair::{Pair, Part};
use crate::tables::Verdicts;

#[derive(Parser)]
struct Options {
    /// Which pairs to measure on.
    #[arg(long, value_enum, default_value_t = Part::Test)]
    part: Part,
    /// Write the pairs as JSON lines to this file instead of measuring.
    #[arg(long)]
    export: Option<PathBuf>,
    /// Show the pairs on which the rule is wrong; not of the test part.
    #[arg(long)]
    list_wrong: bool,
    /// List what is flagged among the real comments in this folder, instead of measuring.
    #[arg(long)]
    natural: Option<PathBuf>,
    /// What `cargo bench` says to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(folder) = options.natural {
        real_comments::list(&folder);
        return ExitCode::SUCCESS;
    }
    let pairs = pair_set::pairs(options.part);
    if let Some(path) = options.export {
        export(&pairs, &path);
        return ExitCode::SUCCESS;
    }
    let verdicts: Vec<Verdicts<'_>> = pairs
        .iter()
        .map(|pair| Verdicts {
            pair,
            flagged: Judge::ALL.map(|judge| judge.flags(pair)),
        })
        .collect();
    if options.list_wrong {
        list_wrong(&verdicts);
    }
    println!(
        "{} pairs of the {} part.",
        pairs.len(),
        options.part.as_str()
    );
    tables::print(&verdicts);
    let shortfalls = tables::shortfalls(&verdicts);
    println!(
        "\nLimits: {}.",
        if shortfalls.is_empty() {
            "all met".to_owned()
        } else {
            shortfalls.join("; ")
        }
    );
    if shortfalls.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn export(pairs: &[Pair], path: &Path) {
    let mut file = BufWriter::new(File::create(path).expect("the file of --export can be written"));
    for pair in pairs {
        let line = serde_json::to_string(pair).unwrap();
        writeln!(file, "{line}").unwrap();
    }
    println!("{} pairs written to {}", pairs.len(), path.display());
}

/// Whoever reads the wrong pairs tunes on them; of the test part nobody may.
fn list_wrong(verdicts: &[Verdicts<'_>]) {
    for verdict in verdicts
        .iter()
        .filter(|verdict| verdict.flagged[0] != verdict.pair.duplicate)
    {
        let pair = verdict.pair;
        assert!(
            pair.part != Part::Test,
            "the test part's pairs are not for reading"
        );
        println!(
            "{} {:?} {:?}\n  {:?}\n  {:?}",
            pair.id,
            pair.same_author,
            judge(pair),
            pair.a,
            pair.b
        );
    }
}
