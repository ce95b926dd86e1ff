//! Each error code is explained once, and produced by some test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use moderato::http::problem::code::CODES;

#[test]
fn every_code_has_one_entry_in_the_documentation() {
    let page = page();
    let explained: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    let known: Vec<&str> = CODES.iter().map(|code| code.as_str()).collect();
    let unique: BTreeSet<&str> = known.iter().copied().collect();

    assert_eq!(
        explained, known,
        "docs/ERRORS.md has an entry for each code, in the order of CODES"
    );
    assert_eq!(unique.len(), known.len(), "a code has one meaning");
}

#[test]
fn every_entry_names_the_status_of_its_code() {
    let page = page();

    for code in CODES {
        let heading = format!("\n## {}\n", code.as_str());
        let (_, entry) = page.split_once(&heading).unwrap();
        let status = format!("Status {}.", code.status().as_u16());
        let has_status = entry.trim_start().starts_with(&status);
        assert!(has_status, "{}: {status}", code.as_str());
    }
}

#[test]
fn every_code_is_produced_by_some_test() {
    let mut tests = String::new();
    collect(&top().join("tests"), &mut tests);

    for code in CODES.iter().map(|code| code.as_str()) {
        let is_named = tests.contains(&format!("\"{code}\""));
        assert!(is_named, "no test produces {code}");
    }
}

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(top().join("docs/ERRORS.md")).unwrap()
}

/// Appends the text of every test but this law.
fn collect(folder: &Path, text: &mut String) {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();

    for path in paths {
        if path.is_dir() {
            collect(&path, text);
            continue;
        }

        let is_test = path.extension().is_some_and(|extension| extension == "rs");
        if is_test && !path.ends_with("laws/errors.rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
