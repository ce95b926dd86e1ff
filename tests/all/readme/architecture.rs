//! docs/ARCHITECTURE.md describes this code: its table of rooms is that of the law, and the items
//! that it names exist.

use std::fs::read_to_string;

use super::pages::{page, section, top};
use crate::laws::rooms::ROOMS;

#[test]
fn the_page_quotes_the_table_of_rooms() {
    let rooms = section(&page("docs/ARCHITECTURE.md"), "## Rooms");

    let rows = rooms.lines().filter(|line| line.starts_with("| `"));
    let quoted: Vec<Vec<String>> = rows
        .map(|row| quotations(row.split('|').nth(1).unwrap()))
        .collect();

    assert_eq!(quoted, ROOMS);
}

#[test]
fn every_item_that_the_page_names_exists() {
    let page = page("docs/ARCHITECTURE.md");
    let mut named = quotations(&page);
    named.retain(|name| is_path(name));
    assert!(named.len() > 20, "{named:?}");

    let missing: Vec<&String> = named.iter().filter(|name| !exists(name)).collect();

    assert!(missing.is_empty(), "{missing:?}");
}

/// The texts between backticks, outside of fenced blocks.
fn quotations(text: &str) -> Vec<String> {
    let unfenced: Vec<&str> = text.split("```").step_by(2).collect();
    let unfenced = unfenced.join(" ");
    let quoted = unfenced.split('`').skip(1).step_by(2);

    quoted.map(str::to_owned).collect()
}

/// Whether this is a path of ours, such as `flows::comments::submit::submit`.
fn is_path(name: &str) -> bool {
    let room = name.split("::").next().unwrap();

    name.contains("::") && ROOMS.iter().any(|line| line.contains(&room))
}

/// Whether this is the path of a file, or of an item that its file has.
fn exists(path: &str) -> bool {
    let own_file = format!("src/{}.rs", path.replace("::", "/"));
    if top().join(own_file).exists() {
        return true;
    }

    let (module, item) = path.rsplit_once("::").unwrap();
    let module = module.replace("::", "/");
    let candidates = [format!("src/{module}.rs"), format!("src/{module}/mod.rs")];
    let mut texts = candidates
        .iter()
        .filter_map(|name| read_to_string(top().join(name)).ok());

    texts.next().is_some_and(|text| declares(&text, item))
}

/// Whether a file declares an item of this name.
fn declares(text: &str, item: &str) -> bool {
    let continues = |letter: char| letter.is_alphanumeric() || letter == '_';

    ["fn", "struct", "enum", "const", "type", "macro_rules!"]
        .iter()
        .any(|kind| {
            let declaration = format!("{kind} {item}");
            let mut found = text.match_indices(&declaration);
            found.any(|(at, _)| !text[at + declaration.len()..].starts_with(continues))
        })
}
