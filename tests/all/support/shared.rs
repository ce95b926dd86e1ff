//! The folder of texts by others, which some tests read. It is no part of the repository.

use std::io::{self, Write};
use std::path::PathBuf;

/// The folder that `MODERATO_SHARED` names. Without it a test has nothing to judge: it says so
/// directly on the standard error, since a test run captures what its tests print.
pub fn shared_folder(what_for: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MODERATO_SHARED").map(PathBuf::from);

    if folder.is_none() {
        let line = format!("SKIPPED: MODERATO_SHARED does not name the folder with {what_for}\n");
        io::stderr().write_all(line.as_bytes()).unwrap();
    }

    folder
}
