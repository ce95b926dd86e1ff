//! Sets the memory in which a new cluster keeps pages: a quarter of the machine's, as PostgreSQL's
//! documentation advises.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

const MEBIBYTE: u64 = 1024 * 1024;
/// Beyond this a service that is one process on one machine gains little.
const MOST: u64 = 1024 * MEBIBYTE;
/// What Postgres takes by itself.
const LEAST: u64 = 128 * MEBIBYTE;

/// Writes `shared_buffers` into the cluster's configuration, where it is the operator's to change.
/// Leaves what initdb chose where the memory is not known or is small.
pub(super) fn configure(cluster: &Path) -> io::Result<()> {
    let Some(bytes) = available()
        .map(|bytes| (bytes / 4).min(MOST))
        .filter(|bytes| *bytes > LEAST)
    else {
        return Ok(());
    };

    let mut file = OpenOptions::new()
        .append(true)
        .open(cluster.join("postgresql.conf"))?;
    writeln!(
        file,
        "\n# A quarter of the memory, up to a gibibyte.\nshared_buffers = {}MB",
        bytes / MEBIBYTE
    )?;

    file.sync_all()
}

/// Of the machine, or of the container that this runs in.
fn available() -> Option<u64> {
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| text.trim().parse().ok());
    let machine = fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| total(&text));
    [limit, machine].into_iter().flatten().min()
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_the_machine_is_read_in_bytes() {
        assert_eq!(
            total("MemTotal:       16384 kB\nMemFree:  1 kB\n"),
            Some(16 * MEBIBYTE)
        );
        assert_eq!(total("nothing of the kind"), None);
    }
}
