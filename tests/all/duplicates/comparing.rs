//! `moderato duplicates compare` judges pairs of texts, one pair a line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Output, Stdio};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::command_line::{complaint, moderato, printed, stderr, stdout};

const HIVES: &str = "Our bees came through the winter better than we had feared in October. Whoever wants to feed them \
    now should wait for a warm afternoon.";
const EDITED: &str = "Our bees came through the winter better than we had hoped in October. Whoever wants to feed them \
    now should wait for a warm morning.";
const OTHER: &str =
    "The library closes at noon on Fridays, which nobody told us before we had walked all the way.";
const FORM: &str = "Thank you for writing to the harbour office. Your request has been received and will be answered \
    within ten working days.";

/// Runs the command with this text on its standard input.
fn compare(arguments: &[&str], input: &str) -> Output {
    let folder = TempDir::new().unwrap();
    let arguments = [&["duplicates", "compare"], arguments].concat();
    let mut command = moderato(folder.path(), &arguments);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();

    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A command that does not read its input may have closed it already.
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();

    output
}

/// The JSON of each line.
fn answers(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn lines(pairs: &[Value]) -> String {
    pairs.iter().map(|pair| format!("{pair}\n")).collect()
}

#[test]
fn each_pair_is_answered_in_its_order_with_its_id() {
    let sandwich = format!("{OTHER} {FORM} {HIVES}");
    let pairs = [
        json!({ "id": "first", "a": HIVES, "b": HIVES.to_uppercase() }),
        json!({ "id": 2, "a": HIVES, "b": EDITED, "same_author": true, "label": "for people only" }),
        json!({ "a": HIVES, "b": OTHER }),
        json!({ "id": [4], "a": HIVES, "b": sandwich, "same_author": true }),
        json!({ "id": null, "a": "Well said!", "b": "well said", "same_author": false }),
    ];
    let empty_lines = "\n \r\n";
    let input = lines(&pairs) + empty_lines;

    let answers = answers(&printed(&compare(&[], &input)));

    let verdicts: Vec<Value> = answers
        .iter()
        .map(|answer| json!([answer["id"], answer["verdict"], answer["duplicate"]]))
        .collect();
    assert_eq!(
        json!(verdicts),
        json!([
            ["first", "exact", true],
            [2, "near", true],
            [null, null, false],
            [[4], "contains", true],
            [null, "short", false],
        ])
    );
    assert_eq!(
        answers[0],
        json!({
            "id": "first",
            "verdict": "exact",
            "duplicate": true,
            "similarity": 1.0,
            "containment": 1.0,
        })
    );
    for answer in &answers {
        assert_eq!(answer.as_object().unwrap().len(), 5);
        assert!((0.0..=1.0).contains(&answer["similarity"].as_f64().unwrap()));
        assert!((0.0..=1.0).contains(&answer["containment"].as_f64().unwrap()));
    }
}

#[test]
fn a_file_is_read_as_the_standard_input_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("pairs.jsonl");
    let pairs = lines(&[json!({ "a": HIVES, "b": EDITED })]);
    // The last line may lack its line feed.
    std::fs::write(&path, pairs.trim_end()).unwrap();

    let of_file = printed(&compare(&["--pairs", path.to_str().unwrap()], ""));
    assert_eq!(of_file, printed(&compare(&["--pairs", "-"], &pairs)));
    assert!(of_file.contains("\"near\""), "{of_file}");

    let absent = complaint(&compare(&["--pairs", "nowhere.jsonl"], ""));
    assert!(absent.contains("nowhere.jsonl cannot be read"), "{absent}");
}

#[test]
fn stricter_limits_find_less_and_impossible_ones_are_refused() {
    let pairs = lines(&[json!({ "a": HIVES, "b": EDITED })]);
    let verdict = |arguments: &[&str]| {
        let answers = answers(&printed(&compare(arguments, &pairs)));
        answers[0]["verdict"].clone()
    };

    assert_eq!(verdict(&["--near", "0.5"]), "near");
    let contained = verdict(&["--near", "1", "--containment", "0.5"]);
    assert_eq!(contained, "contains");
    // A long passage in common is noted whatever the limits are.
    let noted = verdict(&["--near", "1", "--containment", "1"]);
    assert_eq!(noted, "frame");

    for arguments in [
        ["--near", "1.5"],
        ["--containment", "-1"],
        ["--near", "NaN"],
        ["--near", "much"],
    ] {
        let output = compare(&arguments, &pairs);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_line_that_cannot_be_read_ends_the_command_after_the_answers_to_those_before() {
    let good = lines(&[json!({ "id": 1, "a": HIVES, "b": EDITED })]);

    for bad in [
        "{\"a\": \"x\"}",
        "[1, 2]",
        "not json",
        "{\"a\": 1, \"b\": \"x\"}",
        "{\"a\": \"x\", \"b\": \"y\"} {}",
    ] {
        let output = compare(&[], &format!("{good}\n{bad}\n{good}"));

        let said = stdout(&output);
        assert_eq!(answers(&said).len(), 1, "{bad}: {said}");
        let complained = complaint(&output);
        assert!(
            complained.contains("Line 3 of the standard input cannot be read"),
            "{bad}: {complained}"
        );
    }
}

#[test]
fn a_reader_may_close_the_output_before_its_end() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("pairs.jsonl");
    let pairs = lines(&[json!({ "a": "one", "b": "two" })]).repeat(20_000);
    std::fs::write(&path, pairs).unwrap();

    let arguments = ["duplicates", "compare", "--pairs", path.to_str().unwrap()];
    let mut child = moderato(folder.path(), &arguments).spawn().unwrap();
    let mut first = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut first).unwrap();
    assert!(first.contains("verdict"), "{first}");

    drop(output);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(stderr(&ended), "");
}
