//! The signatures of functions: no tuple patterns, and nothing public that nobody else uses.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, bench_sources, sources, test_sources};

#[test]
fn no_signature_takes_a_tuple_apart() {
    let mut wrong = Vec::new();

    for (folder, files) in [
        ("src", sources()),
        ("tests/all", test_sources()),
        ("benches", bench_sources()),
    ] {
        for file in &files {
            for signature in signatures(&file.text) {
                if signature.contains("): (") || signature.contains("(&(") {
                    wrong.push(format!("{folder}/{}: {signature}", file.path));
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_public_function_is_used_in_another_file() {
    let [src, tests, benches] = [sources(), test_sources(), bench_sources()];
    let mut used_in: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in src.iter().chain(&tests).chain(&benches) {
        for word in words(&file.text) {
            used_in.entry(word).or_default().insert(&file.path);
        }
    }

    let mut unused = Vec::new();
    for file in &src {
        for name in public_functions(file) {
            if used_in.get(name).is_none_or(|files| files.len() < 2) {
                unused.push(format!("src/{}: {name}", file.path));
            }
        }
    }

    assert!(unused.is_empty(), "{}", unused.join("\n"));
}

/// From `fn` to the body, on one line each.
fn signatures(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines();

    while let Some(line) = lines.next() {
        let line = line.trim();
        let begins = !line.starts_with("//") && (line.starts_with("fn ") || line.contains(" fn "));
        if !begins {
            continue;
        }
        let mut signature = line.to_owned();
        while !signature.ends_with(['{', ';', '}']) {
            let Some(next) = lines.next() else { break };
            signature.push(' ');
            signature.push_str(next.trim());
        }
        found.push(signature);
    }

    found
}

fn public_functions(file: &Source) -> Vec<&str> {
    let lines = file.text.lines().map(str::trim);
    let names = lines
        .filter(|line| line.starts_with("pub"))
        .filter_map(|line| {
            let (_, after) = line.split_once("fn ")?;
            after.split(['(', '<']).next()
        });

    names.collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !(it.is_alphanumeric() || it == '_'))
        .filter(|word| !word.is_empty())
}
