//! Does docs/ARCHITECTURE.md speak of this code? Its table is the law's, and what it names exists.

use super::{page, section, top};
use crate::laws::rooms::ROOMS;

#[test]
fn the_page_quotes_the_table_of_rooms() {
    let page = section(&page("docs/ARCHITECTURE.md"), "## Rooms");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let quoted: Vec<Vec<String>> = rows
        .map(|row| quotations(row.split('|').nth(1).unwrap()).collect())
        .collect();
    assert_eq!(quoted, ROOMS);
}

#[test]
fn every_item_that_the_page_names_exists() {
    let page = page("docs/ARCHITECTURE.md");
    let named: Vec<String> = quotations(&page).filter(|name| is_path(name)).collect();
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<&String> = named.iter().filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What stands between backticks, outside of fenced blocks.
fn quotations(text: &str) -> impl Iterator<Item = String> {
    let unfenced: Vec<&str> = text.split("```").step_by(2).collect();
    let parts: Vec<String> = unfenced.join(" ").split('`').map(str::to_owned).collect();
    parts.into_iter().skip(1).step_by(2)
}

/// Whether this is a path of ours, such as `flows::submit::submit`.
fn is_path(name: &str) -> bool {
    let room = name.split("::").next().unwrap();
    name.contains("::") && ROOMS.iter().any(|line| line.contains(&room))
}

/// Whether it is a file, or the file has the item.
fn exists(path: &str) -> bool {
    if top()
        .join(format!("src/{}.rs", path.replace("::", "/")))
        .exists()
    {
        return true;
    }
    let (module, item) = path.rsplit_once("::").unwrap();
    let file = module.replace("::", "/");
    let candidates = [format!("src/{file}.rs"), format!("src/{file}/mod.rs")];
    let text = candidates
        .iter()
        .find_map(|name| std::fs::read_to_string(top().join(name)).ok());
    let Some(text) = text else { return false };
    ["fn", "struct", "enum", "const", "type", "macro_rules!"]
        .iter()
        .any(|kind| {
            text.match_indices(&format!("{kind} {item}"))
                .any(|(at, found)| {
                    let after = text[at + found.len()..].chars().next();
                    !after.is_some_and(|next| next.is_alphanumeric() || next == '_')
                })
        })
}
