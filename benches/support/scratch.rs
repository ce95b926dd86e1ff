//! Temporary folders for data, scripts and logs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::{Pid, Uid};

/// A folder of this process, removed when this value is dropped.
///
/// A benchmark that was killed leaves its folder; the next benchmark removes it.
pub struct Scratch {
    path: PathBuf,
    subfolders: AtomicUsize,
}

impl Scratch {
    pub fn create() -> Self {
        let parent = std::env::temp_dir().join(format!("moderato-benches-{}", Uid::current()));
        create_folder(&parent);
        remove_leftovers(&parent);

        let path = parent.join(std::process::id().to_string());
        create_folder(&path);

        Self {
            path,
            subfolders: AtomicUsize::new(0),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A new folder in this one. `purpose` begins its name.
    pub fn subfolder(&self, purpose: &str) -> PathBuf {
        let number = self.subfolders.fetch_add(1, Ordering::Relaxed);
        let folder = self.path.join(format!("{purpose}-{number}"));
        create_folder(&folder);

        folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(fault) = fs::remove_dir_all(&self.path) {
            eprintln!("{} was not removed: {fault}", self.path.display());
        }
    }
}

/// Creates a folder that all users may enter: the embedded Postgres does not run as root and has to
/// reach its data below it.
fn create_folder(path: &Path) {
    fs::create_dir_all(path).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Removes the folders of processes that have ended.
fn remove_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };

    for entry in entries.flatten() {
        let name = entry.file_name().into_string().unwrap_or_default();
        let has_ended = name
            .parse()
            .is_ok_and(|id| kill(Pid::from_raw(id), None) == Err(Errno::ESRCH));

        if has_ended && let Err(fault) = fs::remove_dir_all(entry.path()) {
            eprintln!("{} was not removed: {fault}", entry.path().display());
        }
    }
}
