//! Fetches Postgres for a machine that has none: one pinned release, checked by its SHA-256.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::find::{self, Installation};
use super::{download, hint};
use crate::error::{Error, Result};

/// The releases of portable Postgres binaries; the version and the file name follow.
const RELEASES: &str = "https://github.com/theseus-rs/postgresql-binaries/releases/download";
const VERSION: &str = "18.4.0";

/// The platforms with a pinned archive, and the SHA-256 that the release publishes beside each.
const ARCHIVES: [(&str, &str); 4] = [
    (
        "x86_64-unknown-linux-gnu",
        "65c06cf318b9a57525d842d658d6d18cd461d12b3a89b57d6d8ed7cccbe2db53",
    ),
    (
        "aarch64-unknown-linux-gnu",
        "569984d426365c6ca3c197d2b3a999b73161ff1f3abc963824a8c3624620e5dd",
    ),
    (
        "x86_64-apple-darwin",
        "cbc38067a795d10bbddc730e61c835df0b351c36a7bd2544d388790fcf50aa4d",
    ),
    (
        "aarch64-apple-darwin",
        "1b68828f524b638a24918e258b173d0f16773547a0d3b83d9ba74473b61649f2",
    ),
];

/// One archive that may be fetched: a gzipped tar with a folder `bin`, at its root or one folder
/// down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The Postgres version, such as `18.4.0`.
    pub version: String,
    /// The archive's file name.
    pub file: String,
    /// The SHA-256 of the archive, in hexadecimal.
    pub sha256: String,
}

impl Pin {
    /// The pinned archive for the platform that this program was built for, if there is one.
    pub(crate) fn for_this_platform() -> Option<Self> {
        let system = match (std::env::consts::OS, cfg!(target_env = "gnu")) {
            ("linux", true) => "unknown-linux-gnu",
            ("macos", _) => "apple-darwin",
            _ => return None,
        };
        let platform = format!("{}-{system}", std::env::consts::ARCH);
        let (_, sha256) = ARCHIVES.iter().find(|(name, _)| *name == platform)?;
        let file = format!("postgresql-{VERSION}-{platform}.tar.gz");
        Some(Self {
            version: VERSION.to_owned(),
            file,
            sha256: (*sha256).to_owned(),
        })
    }

    pub(super) fn major(&self) -> Option<u32> {
        find::leading_number(&self.version)
    }
}

/// The folder of the programs of `pin`, once fetched into `store`.
pub(super) fn home(pin: &Pin, store: &Path) -> PathBuf {
    store.join(&pin.version).join("bin")
}

/// Fetches, checks, unpacks and tries the pinned programs, then moves them into `store` in one
/// step.
///
/// # Errors
/// `Setup`, in one line that ends with how to install Postgres instead. Nothing is left behind
/// then.
pub(super) fn fetch(
    pin: &Pin,
    mirror: Option<&str>,
    store: &Path,
    account: &Account,
) -> Result<Installation> {
    let address = match mirror {
        Some(mirror) => format!("{}/{}", mirror.trim_end_matches('/'), pin.file),
        None => format!("{RELEASES}/{}/{}", pin.version, pin.file),
    };
    let shown = without_password(&address);

    tracing::info!(
        address = shown,
        "no fitting PostgreSQL is installed, fetching it"
    );

    let fetched = Staging::new(store).and_then(|staging| staging.fill(pin, &address, account));
    fetched.map_err(|reason| {
        Error::setup(format!(
            "No PostgreSQL {} or newer was found, and fetching it from {shown} failed: {reason}. Instead, {}.",
            find::OLDEST,
            hint::install()
        ))
    })
}

/// The address without its password, for the log and for error messages.
fn without_password(address: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(address) else {
        return address.to_owned();
    };
    match parsed.set_password(None) {
        Ok(()) => parsed.into(),
        // An address that can have no password has none.
        Err(()) => address.to_owned(),
    }
}

/// A folder in the store for an unfinished fetch. Dropping this value removes it.
struct Staging {
    store: PathBuf,
    path: PathBuf,
    /// The store, locked: services with different data folders may share one.
    _lock: File,
}

impl Staging {
    fn new(store: &Path) -> Result<Self, String> {
        let path = store.join("unfinished");
        let made = || -> std::io::Result<File> {
            fs::create_dir_all(store)?;
            let lock = File::open(store)?;
            lock.lock()?;

            // A killed fetch may have left files.
            if path.exists() {
                fs::remove_dir_all(&path)?;
            }
            fs::create_dir(&path)?;

            // Postgres may run as another account, whatever this one's umask is.
            fs::set_permissions(store, Permissions::from_mode(0o755))?;
            fs::set_permissions(&path, Permissions::from_mode(0o755))?;

            Ok(lock)
        };

        let lock =
            made().map_err(|error| format!("{} cannot be written ({error})", store.display()))?;

        Ok(Self {
            store: store.to_owned(),
            path,
            _lock: lock,
        })
    }

    fn fill(&self, pin: &Pin, address: &str, account: &Account) -> Result<Installation, String> {
        if let Ok(found) = find::inspect(&home(pin, &self.store), account) {
            // Another service has fetched it while this one waited for the lock.
            return Ok(found);
        }

        let archive = self.path.join("archive.tar.gz");
        let sha256 = download::download(address, &archive)?;
        if !sha256.eq_ignore_ascii_case(&pin.sha256) {
            return Err(format!(
                "its SHA-256 is {sha256}, not the pinned {}",
                pin.sha256
            ));
        }

        let tree = self.path.join("tree");
        let unpacked =
            unpack(&archive, &tree).map_err(|error| format!("it does not unpack ({error})"))?;
        find::inspect(&unpacked.join("bin"), account)
            .map_err(|reason| format!("what it holds is of no use: {reason}"))?;

        let place = self.store.join(&pin.version);
        let moved = || -> std::io::Result<()> {
            settle(&unpacked)?;
            if place.exists() {
                fs::remove_dir_all(&place)?;
            }
            fs::rename(&unpacked, &place)?;
            File::open(&self.store)?.sync_all()
        };
        moved().map_err(|error| format!("{} cannot be written ({error})", place.display()))?;

        find::inspect(&home(pin, &self.store), account)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, folder = %self.path.display(), "an unfinished fetch could not be removed");
        }
        if let Err(error) = fs::remove_dir(&self.store) {
            tracing::debug!(%error, "the store of fetched programs is kept, because it is not empty");
        }
    }
}

/// Unpacks `archive` into `tree`. Returns the folder that holds `bin`.
fn unpack(archive: &Path, tree: &Path) -> std::io::Result<PathBuf> {
    let packed = std::io::BufReader::new(File::open(archive)?);
    let mut entries = tar::Archive::new(flate2::read::GzDecoder::new(packed));
    entries.set_preserve_permissions(true);
    entries.unpack(tree)?;
    fs::set_permissions(tree, Permissions::from_mode(0o755))?;

    if tree.join("bin").is_dir() {
        return Ok(tree.to_owned());
    }
    for entry in fs::read_dir(tree)? {
        let folder = entry?.path();
        if folder.join("bin").is_dir() {
            return Ok(folder);
        }
    }
    Err(std::io::Error::other("it has no folder `bin`"))
}

/// Puts the unpacked files on the disk, so that after a power cut the moved folder is whole or not
/// there.
#[cfg(target_os = "linux")]
fn settle(tree: &Path) -> std::io::Result<()> {
    Ok(nix::unistd::syncfs(File::open(tree)?)?)
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the Linux form can fail")]
fn settle(_tree: &Path) -> std::io::Result<()> {
    nix::unistd::sync();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(
            without_password("https://me:secret@mirror.example/a.gz"),
            "https://me@mirror.example/a.gz"
        );
        assert_eq!(
            without_password("http://127.0.0.1:9/a.gz"),
            "http://127.0.0.1:9/a.gz"
        );
        assert_eq!(without_password("no address"), "no address");
    }

    #[test]
    fn a_pin_is_for_one_archive_of_a_version_that_moderato_runs_on() {
        for (platform, sha256) in ARCHIVES {
            assert!(
                sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{platform}"
            );
        }
        if let Some(pin) = Pin::for_this_platform() {
            assert!(pin.major() >= Some(find::OLDEST));
        }
    }
}
