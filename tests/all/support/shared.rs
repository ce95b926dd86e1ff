//! Where are the texts of others that some tests read? Beside the repository, of which they are no
//! part.

use std::io::{self, Write};
use std::path::PathBuf;

/// The folder that `MODERATO_SHARED` names. Without it a test has nothing to judge, and says so,
/// also in a run that keeps to itself what its tests print.
pub fn shared_folder(what_for: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MODERATO_SHARED").map(PathBuf::from);
    if folder.is_none() {
        let line = format!("SKIPPED: MODERATO_SHARED does not name the folder with {what_for}\n");
        io::stderr().write_all(line.as_bytes()).unwrap();
    }
    folder
}
