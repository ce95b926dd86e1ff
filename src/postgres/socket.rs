//! The folder of the socket, which only its owner may enter, under a path that is short enough for
//! the kernel.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::fcntl::OFlag;
use nix::unistd::geteuid;
use sha2::{Digest, Sha256};

use super::account::Account;
use super::folder::{self, Folder};
use super::ready::{OWNER_ROLE, SERVICE_ROLE};
use crate::error::{Error, Result};

/// The name that Postgres gives the socket of its port 5432, and clients look for.
const FILE: &str = ".s.PGSQL.5432";
/// A socket's path holds at most 107 bytes on Linux and 103 on macOS.
const LONGEST: usize = 100;

/// Makes the socket's folder: in the data folder if the path is short enough and `account` can walk
/// there, else in `/tmp`, under a name that is always the same for the same data folder.
///
/// # Errors
/// `Setup` if the folder cannot be made, or if its name in `/tmp` is taken by somebody else.
pub(super) fn prepare(folder: &Folder, account: &Account) -> Result<PathBuf> {
    let near = folder.socket();
    let fits = near.join(FILE).as_os_str().len() < LONGEST;

    let path = if fits && account.blocked_at(&near).is_none() {
        near
    } else {
        short(folder.root())
    };

    match private(&path, account) {
        Ok(()) => Ok(path),
        Err(error) => Err(Error::setup(format!(
            "The folder of the Postgres socket, {}, cannot be used ({error}): remove it, or choose another data \
             directory.",
            path.display()
        ))),
    }
}

/// The folder of the socket that a running server listens on, for the data folder `root`.
pub(super) fn find(root: &Path) -> Option<PathBuf> {
    let folders = [root.join(folder::SOCKET), short(root)];
    folders
        .into_iter()
        .find(|folder| folder.join(FILE).exists())
}

/// The connection strings of database `moderato`, in the form that libpq and `psql` also take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Urls {
    /// As the role that owns the database and its tables.
    pub owner: String,
    /// As the role that serves, and owns nothing.
    pub service: String,
}

/// The connection strings of the server whose socket is in that folder.
pub(super) fn urls(socket: &Path) -> Urls {
    Urls {
        owner: url(socket, OWNER_ROLE),
        service: url(socket, SERVICE_ROLE),
    }
}

fn url(socket: &Path, role: &str) -> String {
    let mut host = String::new();

    for &byte in socket.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            host.push(char::from(byte));
        } else {
            host.push_str(&format!("%{byte:02X}"));
        }
    }

    format!("postgresql://{role}@{host}/moderato")
}

/// The value of `unix_socket_directories`: a list, so a comma or a space in the path needs the
/// quotes.
pub(super) fn setting(socket: &Path) -> std::ffi::OsString {
    let mut quoted = std::ffi::OsString::from("unix_socket_directories=\"");

    let doubled: Vec<u8> = socket
        .as_os_str()
        .as_bytes()
        .iter()
        .flat_map(|&byte| [byte].repeat(if byte == b'"' { 2 } else { 1 }))
        .collect();

    quoted.push(std::ffi::OsStr::from_bytes(&doubled));

    quoted.push("\"");
    quoted
}

fn short(data_dir: &Path) -> PathBuf {
    let digest = Sha256::digest(data_dir.as_os_str().as_bytes());
    let tag: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Path::new("/tmp").join(format!("moderato-{tag}"))
}

fn private(path: &Path, account: &Account) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }

    let opened = open(path)?;
    if opened.metadata()?.uid() == geteuid().as_raw() {
        account.take(&opened)?;
    }

    let found = opened.metadata()?;
    if found.uid() != account.uid() {
        return Err(io::Error::other("it belongs to another user"));
    }
    if found.mode() & 0o777 != 0o700 {
        opened.set_permissions(Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn open(path: &Path) -> io::Result<File> {
    let real_folder_only = OFlag::O_NOFOLLOW | OFlag::O_DIRECTORY;
    OpenOptions::new()
        .read(true)
        .custom_flags(real_folder_only.bits())
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_any_path() {
        assert_eq!(
            url(Path::new("/a b/é%"), SERVICE_ROLE),
            "postgresql://moderato@%2Fa%20b%2F%C3%A9%25/moderato"
        );
    }

    #[test]
    fn a_setting_quotes_any_path() {
        assert_eq!(
            setting(Path::new("/a, \"b")),
            "unix_socket_directories=\"/a, \"\"b\""
        );
    }
}
