//! `moderato duplicates compare`: compares the two texts of each pair, for tuning the limits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cli::outcome::{Outcome, broken_output};
use crate::error::{Error, Result};
use crate::moderation::comparison::{Comparison, DuplicateLimits, MatchKind, compare};
use crate::moderation::facts::Relation;
use crate::text::skeleton::Skeleton;

#[derive(Debug, Clone, Args)]
pub(crate) struct CompareOptions {
    /// A file of JSON lines {"a": "...", "b": "..."}, with "id" and "same_author": true where
    /// wanted. Absent or -: the standard input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub pairs: PathBuf,
    /// The policy's near_duplicate_threshold, 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = DuplicateLimits::default().near)]
    pub near: f64,
    /// The policy's containment_threshold, 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = DuplicateLimits::default().containment)]
    pub containment: f64,
}

/// A line of the input. Other fields are left alone: they are notes of the author.
#[derive(Deserialize)]
struct Pair {
    #[serde(default)]
    id: Value,
    a: String,
    b: String,
    same_author: Option<bool>,
}

/// A line of the output.
#[derive(Serialize)]
struct Verdict {
    id: Value,
    /// `None`: the two are unrelated.
    verdict: Option<MatchKind>,
    duplicate: bool,
    similarity: f64,
    containment: f64,
}

/// Answers line by line, in the order of the input. A reader may close the output early.
///
/// # Errors
/// `Setup` for a file or a line that cannot be read, after the answers to the lines before it.
pub(crate) fn compare_pairs(options: &CompareOptions) -> Outcome {
    let limits = DuplicateLimits {
        near: options.near,
        containment: options.containment,
    };

    let mut output = BufWriter::new(io::stdout().lock());
    let answered = answer_all(&options.pairs, &limits, &mut output);
    let flushed = output.flush().or_else(unless_closed).map_err(broken_output);

    answered.and(flushed)
}

fn answer_all(path: &Path, limits: &DuplicateLimits, output: &mut impl Write) -> Outcome {
    let mut input = open(path)?;
    let mut line = Vec::new();

    for number in 1_u64.. {
        line.clear();
        let length = input
            .read_until(b'\n', &mut line)
            .map_err(|fault| unreadable(path, &fault.to_string()))?;

        if length == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }

        let pair: Pair =
            serde_json::from_slice(&line).map_err(|fault| unreadable_line(path, number, &fault))?;
        let written =
            serde_json::to_writer(&mut *output, &judge(pair, limits)).map_err(io::Error::from);
        match written.and_then(|()| output.write_all(b"\n")) {
            Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => break,
            written => written.map_err(broken_output)?,
        }
    }

    Ok(())
}

fn judge(pair: Pair, limits: &DuplicateLimits) -> Verdict {
    let relation = match pair.same_author {
        Some(true) => Relation::SameAuthor,
        Some(false) | None => Relation::OtherAuthor,
    };
    let (a, b) = (Skeleton::of(&pair.a), Skeleton::of(&pair.b));

    let Comparison {
        kind,
        similarity,
        containment,
        ..
    } = compare(&a, &b, relation, limits);

    let duplicate = kind.is_some_and(MatchKind::is_duplicate);
    Verdict {
        id: pair.id,
        verdict: kind,
        duplicate,
        similarity,
        containment,
    }
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|fault| unreadable(path, &fault.to_string()))?;
    Ok(Box::new(BufReader::new(file)))
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}

fn unreadable(path: &Path, fault: &str) -> Error {
    Error::setup(format!("{} cannot be read: {fault}.", name_of(path)))
}

/// The parser sees one line at a time, and would call each one the first.
fn unreadable_line(path: &Path, number: u64, fault: &serde_json::Error) -> Error {
    let said = fault.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let (name, column) = (name_of(path), fault.column());
    Error::setup(format!(
        "Line {number} of {name} cannot be read: {said}, column {column}."
    ))
}

fn name_of(path: &Path) -> String {
    if path == Path::new("-") {
        "the standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

fn unless_closed(fault: io::Error) -> io::Result<()> {
    if fault.kind() == io::ErrorKind::BrokenPipe {
        Ok(())
    } else {
        Err(fault)
    }
}
