//! The text of pages and of their sections.

use std::fs::read_to_string;
use std::path::PathBuf;

/// A page of the repository, by its path from the top.
pub fn page(path: &str) -> String {
    let file = top().join(path);

    read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()))
}

/// The top folder of the repository.
pub fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text below a heading, up to the next one of its level.
pub fn section(page: &str, heading: &str) -> String {
    let lines = page.lines().skip_while(|line| *line != heading).skip(1);
    let own: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
    assert!(!own.is_empty(), "there is no section {heading:?}");

    own.join("\n")
}
