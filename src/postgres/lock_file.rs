//! Reads `postmaster.pid`, which names the process that Postgres believes to hold the cluster.
//! Never removes it.

use std::fs;
use std::path::Path;

/// The process number in the cluster's lock file.
pub(super) fn holder(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("postmaster.pid"))
        .ok()?
        .lines()
        .next()?
        .trim()
        .parse()
        .ok()
}

/// The number in a lock file left by a killed container, if it is now the number of one of our own
/// threads: Postgres would take that thread for a running server. It takes the number of its
/// "grandparent" for stale, which `pg_ctl` uses in the same way.
pub(super) fn mistaken(cluster: &Path) -> Option<u32> {
    holder(cluster).filter(|number| {
        Path::new("/proc/self/task")
            .join(number.to_string())
            .exists()
    })
}

/// A server that is shutting down holds the lock file, or the shared memory of its last children.
pub(super) fn is_held(reason: &str) -> bool {
    (reason.starts_with("lock file") && reason.ends_with("already exists"))
        || reason.starts_with("pre-existing shared memory block")
}
