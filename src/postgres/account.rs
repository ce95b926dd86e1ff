//! The account that the Postgres programs run as. Postgres refuses root, so a service started by
//! root uses another account.

use std::fs::{self, File, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, fchown, lchown};
use std::path::Path;

use nix::unistd::{Uid, User, geteuid};

use crate::error::{Error, Result};

/// The accounts that Postgres may run as in a service started by root, the best first.
const SERVANTS: [&str; 2] = ["postgres", "nobody"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// The account of the service itself, which is not root.
    Own,
    /// The service is root; Postgres gets this uid, this gid and no other groups.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    /// The owner of an existing cluster; for a new one the service's own account or, where that is
    /// root, the first of `postgres` and `nobody` that the machine has.
    ///
    /// # Errors
    /// `Setup` if the cluster belongs to another user, or if the machine has neither account.
    pub(super) fn choose(cluster: &Path) -> Result<Self> {
        let owner = match fs::metadata(cluster) {
            Ok(found) => Some((found.uid(), found.gid())),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(cannot_read(cluster, &error)),
        };
        let own = geteuid();

        match owner {
            Some((uid, gid)) if own.is_root() && uid != 0 => Ok(Self::Other {
                name: name_of(uid),
                uid,
                gid,
            }),
            _ if own.is_root() => servant(),
            Some((uid, _)) if uid != own.as_raw() => Err(Error::setup(format!(
                "{} belongs to {}: start Moderato as that user or as root, or choose another data directory.",
                cluster.display(),
                name_of(uid)
            ))),
            _ => Ok(Self::Own),
        }
    }

    /// Gives an opened file or folder to this account. Works on the open file, not on its name,
    /// which may have become a link to another file in the meantime.
    pub(super) fn take(&self, opened: &File) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid, .. } => fchown(opened, Some(*uid), Some(*gid)),
        }
    }

    /// Gives a folder and all that is in it to this account; links are given, not followed.
    pub(super) fn take_tree(&self, path: &Path) -> std::io::Result<()> {
        let Self::Other { uid, gid, .. } = self else {
            return Ok(());
        };
        lchown(path, Some(*uid), Some(*gid))?;

        if fs::symlink_metadata(path)?.is_dir() {
            for entry in fs::read_dir(path)? {
                self.take_tree(&entry?.path())?;
            }
        }

        Ok(())
    }

    /// The innermost folder above `path` that this account may not enter, by its permission bits.
    pub(super) fn blocked_at<'path>(&self, path: &'path Path) -> Option<&'path Path> {
        let Self::Other { uid, gid, .. } = self else {
            return None;
        };
        let may_enter =
            |folder: &&Path| fs::metadata(folder).is_ok_and(|found| admits(&found, *uid, *gid));

        path.ancestors().skip(1).find(|folder| !may_enter(folder))
    }

    /// The uid that the Postgres programs run with.
    pub(super) fn uid(&self) -> u32 {
        match self {
            Self::Own => geteuid().as_raw(),
            Self::Other { uid, .. } => *uid,
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Own => name_of(geteuid().as_raw()),
            Self::Other { name, .. } => name.clone(),
        }
    }
}

fn servant() -> Result<Account> {
    for name in SERVANTS {
        let found = User::from_name(name)
            .map_err(|source| Error::internal("the account look-up", source))?;

        if let Some(user) = found.filter(|user| !user.uid.is_root()) {
            let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
            return Ok(Account::Other {
                name: name.to_owned(),
                uid,
                gid,
            });
        }
    }

    Err(Error::setup(
        "Postgres does not run as root, and this machine has neither a user `postgres` nor a user `nobody`: \
         add one (`useradd --system postgres`), or start Moderato as an ordinary user.",
    ))
}

fn name_of(uid: u32) -> String {
    match User::from_uid(Uid::from_raw(uid)) {
        Ok(Some(user)) => user.name,
        Ok(None) | Err(_) => format!("user {uid}"),
    }
}

fn admits(folder: &Metadata, uid: u32, gid: u32) -> bool {
    let enter = if folder.uid() == uid {
        0o100
    } else if folder.gid() == gid {
        0o010
    } else {
        0o001
    };

    folder.mode() & enter != 0
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    Error::setup(format!(
        "{} cannot be read ({error}): give it to the user of Moderato.",
        path.display()
    ))
}
