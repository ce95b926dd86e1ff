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

/// The number in a lock file that a killed container has left, if it is now that of one of our own
/// threads, which Postgres would take for a living server for ever. It believes the number of a
/// "grandparent" to be stale; `pg_ctl` tells it its own in the same way.
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
