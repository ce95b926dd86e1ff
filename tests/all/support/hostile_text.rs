//! Where do the collected attacks come from? From files beside the repository, which are no part of it.

use std::fs;
use std::path::PathBuf;

/// The strings of all lists in the folder `data/hostile_text` of the one that `MODERATO_SHARED` names. Without it
/// `None`, said out loud: nothing is judged then.
#[expect(clippy::print_stderr, reason = "a reader of the log must see that nothing was judged")]
pub fn collected_attacks() -> Option<Vec<String>> {
    let Some(shared) = std::env::var_os("MODERATO_SHARED") else {
        eprintln!("SKIPPED: MODERATO_SHARED is not set, so the collected attacks are not here to be judged");
        return None;
    };
    let folder = PathBuf::from(shared).join("data/hostile_text");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let lists = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let attacks: Vec<String> =
        lists.flat_map(|list| serde_json::from_str::<Vec<String>>(&list).unwrap()).collect();
    assert!(!attacks.is_empty(), "MODERATO_SHARED holds no attacks");
    eprintln!("judging {} collected attacks", attacks.len());
    Some(attacks)
}
