//! Collected attacks: lists of strings in JSON files.

use std::fs;
use std::path::PathBuf;

use super::shared::shared_folder;

/// All strings of all lists, or `None` where the folder with them is missing.
pub fn collected_attacks() -> Option<Vec<String>> {
    let folder = shared_folder("the collected attacks")?.join("data/hostile_text");

    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();

    let lists = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let attacks: Vec<String> = lists
        .flat_map(|list| serde_json::from_str::<Vec<String>>(&list).unwrap())
        .collect();

    assert!(!attacks.is_empty(), "MODERATO_SHARED holds no attacks");

    Some(attacks)
}
