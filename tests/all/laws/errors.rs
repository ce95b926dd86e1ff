//! Is every error code explained once, and produced by some test?

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use moderato::http::problem::code::CODES;

#[test]
fn every_code_has_one_entry_in_the_documentation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ERRORS.md");
    let text = fs::read_to_string(path).unwrap();
    let explained: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    let known: Vec<&str> = CODES.iter().map(|code| code.as_str()).collect();
    assert_eq!(
        explained, known,
        "docs/ERRORS.md has an entry for each code, in the order of CODES"
    );
    let unique: BTreeSet<&str> = known.iter().copied().collect();
    assert_eq!(unique.len(), known.len(), "a code has one meaning");
}

#[test]
fn every_entry_names_the_status_of_its_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ERRORS.md");
    let text = fs::read_to_string(path).unwrap();
    for code in CODES {
        let (_, entry) = text
            .split_once(&format!("\n## {}\n", code.as_str()))
            .unwrap();
        let begins = format!("Status {}.", code.status().as_u16());
        assert!(
            entry.trim_start().starts_with(&begins),
            "{}: {begins}",
            code.as_str()
        );
    }
}

#[test]
fn every_code_is_produced_by_some_test() {
    let mut tests = String::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"),
        &mut tests,
    );
    for code in CODES.iter().map(|code| code.as_str()) {
        let is_named = tests.contains(&format!("\"{code}\""));
        assert!(is_named, "no test produces {code}");
    }
}

/// The text of every test but this law.
fn collect(folder: &Path, text: &mut String) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("laws/errors.rs")
        {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
