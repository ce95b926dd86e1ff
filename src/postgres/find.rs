//! Finds the Postgres programs that this machine has.

use std::path::{Path, PathBuf};

use super::account::Account;
use super::launch;

/// The oldest major version that Moderato runs on.
pub(super) const OLDEST: u32 = 14;

/// A folder with `postgres` and `initdb` that were seen to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installation {
    pub(super) bin: PathBuf,
    pub(super) major: u32,
}

/// A family of folders, one for each version: `parent`/`prefix` + version + `rest`.
struct Family {
    parent: &'static str,
    prefix: &'static str,
    rest: &'static str,
}

const FAMILIES: [Family; 9] = [
    // Debian, Ubuntu.
    Family {
        parent: "/usr/lib/postgresql",
        prefix: "",
        rest: "bin",
    },
    // RHEL and its kin, from the packages of the Postgres project.
    Family {
        parent: "/usr",
        prefix: "pgsql-",
        rest: "bin",
    },
    // SUSE; Alpine.
    Family {
        parent: "/usr/lib",
        prefix: "postgresql",
        rest: "bin",
    },
    Family {
        parent: "/usr/libexec",
        prefix: "postgresql",
        rest: "",
    },
    // Homebrew on Apple silicon, on Intel, on Linux.
    Family {
        parent: "/opt/homebrew/opt",
        prefix: "postgresql@",
        rest: "bin",
    },
    Family {
        parent: "/usr/local/opt",
        prefix: "postgresql@",
        rest: "bin",
    },
    Family {
        parent: "/home/linuxbrew/.linuxbrew/opt",
        prefix: "postgresql@",
        rest: "bin",
    },
    // Postgres.app; the installer of EnterpriseDB.
    Family {
        parent: "/Applications/Postgres.app/Contents/Versions",
        prefix: "",
        rest: "bin",
    },
    Family {
        parent: "/Library/PostgreSQL",
        prefix: "",
        rest: "bin",
    },
];

const SINGLE: [&str; 5] = [
    "/usr/bin",
    "/usr/local/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/bin",
    "/run/current-system/sw/bin",
];

/// The folders to look into, the most deliberate choice first: what `pg_config` says, PATH with its
/// links resolved, then the usual install folders, the newest version first.
pub(super) fn candidates(account: &Account) -> Vec<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let named = configured(account)
        .into_iter()
        .chain(std::env::split_paths(&on_path));
    let usual = versioned().into_iter().chain(SINGLE.map(PathBuf::from));

    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in named.chain(usual) {
        let Ok(program) = std::fs::canonicalize(folder.join("postgres")) else {
            continue;
        };

        if let Some(real) = program.parent().map(Path::to_owned)
            && !folders.contains(&real)
        {
            folders.push(real);
        }
    }

    folders
}

/// Runs the programs of one folder, as the account that will use them.
///
/// # Errors
/// Why they are of no use, as the end of a sentence.
pub(super) fn inspect(bin: &Path, account: &Account) -> Result<Installation, String> {
    if !bin.join("initdb").is_file() {
        return Err("it has no program `initdb`".to_owned());
    }

    let output = launch::command(&bin.join("postgres"), account)
        .arg("--version")
        .output();

    let output = output.map_err(|error| {
        format!(
            "its program `postgres` does not run as {} ({error})",
            account.name()
        )
    })?;

    let said = String::from_utf8_lossy(&output.stdout);
    let Some(major) = major_of(&said) else {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "its program `postgres` does not tell its version ({})",
            complaint.trim()
        ));
    };

    if major < OLDEST {
        return Err(format!(
            "it is Postgres {major}, and Moderato needs {OLDEST} or newer"
        ));
    }

    Ok(Installation {
        bin: bin.to_owned(),
        major,
    })
}

fn configured(account: &Account) -> Option<PathBuf> {
    let output = launch::command(Path::new("pg_config"), account)
        .arg("--bindir")
        .output()
        .ok()?;

    let said = String::from_utf8(output.stdout).ok()?;
    let folder = said.trim();

    (!folder.is_empty()).then(|| PathBuf::from(folder))
}

fn versioned() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();

    for Family {
        parent,
        prefix,
        rest,
    } in FAMILIES
    {
        let Ok(entries) = std::fs::read_dir(parent) else {
            continue;
        };

        for entry in entries.flatten() {
            let name = entry.file_name();
            let version = name
                .to_str()
                .and_then(|name| name.strip_prefix(prefix))
                .and_then(leading_number);

            if let Some(version) = version {
                found.push((version, entry.path().join(rest)));
            }
        }
    }

    found.sort_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// `postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)` is major version 15, and so is `15beta2`.
fn major_of(version: &str) -> Option<u32> {
    leading_number(version.split_once("(PostgreSQL) ")?.1)
}

pub(super) fn leading_number(text: &str) -> Option<u32> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(
            major_of("postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major_of("postgres (PostgreSQL) 18.4"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 19devel"), Some(19));
        assert_eq!(major_of("something else 12"), None);
        assert_eq!(major_of(""), None);
    }
}
