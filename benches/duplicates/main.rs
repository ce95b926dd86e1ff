//! The quality of duplicate detection: precision and recall on labelled pairs of comments in ten
//! languages.
//!
//!     cargo bench --bench duplicates
//!     cargo bench --bench duplicates -- --part development --list-wrong
//!     cargo bench --bench duplicates -- --part development --export FILE
//!     cargo bench --bench duplicates -- --natural FOLDER
//!
//! The texts in `data/` were written by hand for this benchmark, in three parts with different
//! topics and words. The rule is tuned on the development part and checked on the validation part
//! (the test part of an earlier release). The test part is only measured on and never read for
//! tuning. The pairs are made from the texts by a deterministic generator: the same pairs in every
//! run.
//!
//! # The rules of labelling
//!
//! The label is the judgement of a careful moderator who sees both texts: the same comment again,
//! or another comment. A pair on which two careful moderators could differ is not made. Letters are
//! counted as in `letters::weight`: one Chinese or Japanese character counts for two and a half, a
//! Korean syllable for one and a half.
//!
//! It is the same comment again:
//! - in other spelling, with invisible, look-alike or compatible letters, as leet: at any length
//!   from 30 letters;
//! - with an additional emoji or link: from 30 letters;
//! - with up to five words inserted, deleted or replaced: at most one in five, in texts of eight
//!   words and 40 letters or more, and never a word that reverses the meaning (not, never, nobody);
//! - with up to four typing errors: at most one in 25 letters, from 40 letters;
//! - with another phrase of two to five words in its second half, or with another ending of at most
//!   a quarter of the text: from 80 letters;
//! - with its sentences in another order: from 80 letters;
//! - with a greeting or a short signature that make it longer by at most half: from 60 letters;
//! - longer by a seventh to a half: from 60 letters; shorter by a quarter: from 80 letters;
//! - as spam from one template, of which at least half the letters are fixed;
//! - with a signature of 60 to 250 letters that the first text has, too, and a small edit of the
//!   text above it.
//!
//! Most of these are made for one author and for two authors: a copy of another author's comment is
//! a duplicate, too.
//!
//! It is another comment:
//! - if one author writes about something else;
//! - with other content of 30 letters or more above one long signature;
//! - with other content in one frame or form, where the content is two fifths of the letters or
//!   more;
//! - if it quotes another comment and then answers: any quotation behind `>`, otherwise one
//!   sentence and an answer at least one and a half times as long;
//! - short praise by different people: equal below 20 letters, in other words above;
//! - on the same topic, and an answer that uses the words of the comment that it answers;
//! - other words of at most 90 letters above or below one signature of 60 to 250 letters;
//! - by one author with other numbers, where the numbers are what is new.
//!
//! About texts of two authors a judge is also asked whether they belong to one campaign:
//! - an advertisement of 40 to 110 letters with one slot does: a number, a name, a handle, a link, a
//!   city or a price of at most a third of the letters;
//! - an advertisement of 100 to 250 letters with twenty other words around it does;
//! - a guess of two readers that differs only in its numbers does not.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints its results and stops at an unexpected one"
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
mod real_comments;
mod simhash;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod template;
mod texts;
mod trigrams;
mod wrapped_texts;
mod wrapping;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use judge::{Judge, judge};
use pair::{Pair, Part};
use tables::Verdicts;

#[derive(Parser)]
struct Options {
    /// The pairs to measure on.
    #[arg(long, value_enum, default_value_t = Part::Test)]
    part: Part,
    /// Write the pairs as JSON lines to this file instead of measuring.
    #[arg(long)]
    export: Option<PathBuf>,
    /// Show the pairs that the rule judges wrongly; not of the test part.
    #[arg(long)]
    list_wrong: bool,
    /// List what the rule flags among the real comments in this folder, instead of measuring.
    #[arg(long)]
    natural: Option<PathBuf>,
    /// Given by `cargo bench` to every benchmark.
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

    let verdicts: Vec<Verdicts<'_>> = pairs.iter().map(Verdicts::of).collect();
    if options.list_wrong {
        list_wrong(&verdicts);
    }

    let part = options.part.as_str();
    println!("{} pairs of the {part} part.", pairs.len());
    tables::print(&verdicts);

    let shortfalls = tables::shortfalls(&verdicts);
    if shortfalls.is_empty() {
        println!("\nLimits: all met.");
        ExitCode::SUCCESS
    } else {
        println!("\nLimits: {}.", shortfalls.join("; "));
        ExitCode::FAILURE
    }
}

fn export(pairs: &[Pair], path: &Path) {
    let file = File::create(path).expect("the file of --export can be written");
    let mut file = BufWriter::new(file);

    for pair in pairs {
        let line = serde_json::to_string(pair).unwrap();
        writeln!(file, "{line}").unwrap();
    }
    file.flush().unwrap();

    println!("{} pairs written to {}", pairs.len(), path.display());
}

/// Prints the pairs that the rule judges wrongly. Reading them is a part of tuning the rule, which is
/// not allowed on the test part.
fn list_wrong(verdicts: &[Verdicts<'_>]) {
    let rule = Judge::Moderato;
    let wrong = verdicts
        .iter()
        .filter(|verdict| verdict.is_flagged_by(rule) != verdict.pair.duplicate);

    for Verdicts { pair, .. } in wrong {
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
