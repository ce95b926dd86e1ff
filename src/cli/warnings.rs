//! What weakens the security of a service although it works: told in the log and by the doctor.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::geteuid;

use crate::auth::key_file;
use crate::config::{Config, DatabaseConfig};
use crate::db::connection::roles::RoleRights;
use crate::db::connection::url::unencrypted_host;
use crate::error::Result;

/// Everybody may write, and the sticky bit, which lets nobody replace the files of others.
const WRITABLE_BY_ALL: u32 = 0o002;
const STICKY: u32 = 0o1000;

/// One weakness, in a sentence that says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Warning {
    pub subject: &'static str,
    pub text: String,
}

impl Warning {
    fn new(subject: &'static str, text: impl Into<String>) -> Self {
        Self {
            subject,
            text: text.into(),
        }
    }
}

/// The weaknesses that the settings and this machine show.
///
/// # Errors
/// `Setup` for a database URL that cannot be read.
pub(super) fn find_weaknesses(config: &Config) -> Result<Vec<Warning>> {
    let mut warnings = find_unencrypted(&config.database)?;

    if geteuid().is_root() {
        let text = "Moderato runs as root, so a fault in it is one of the whole machine. Give the data directory to \
                    a user of its own, and start it as that user.";
        warnings.push(Warning::new("user", text));
    }

    let keys = config.auth.jwt_key_file.clone();
    let keys = keys.unwrap_or_else(|| config.data_dir.join(key_file::FILE_NAME));
    warnings.extend(find_replaceable(&keys));

    Ok(warnings)
}

/// The databases on other machines to which nothing is encrypted, unless the URL says so itself.
fn find_unencrypted(config: &DatabaseConfig) -> Result<Vec<Warning>> {
    let urls = [
        ("DATABASE_URL", &config.url),
        ("DATABASE_READ_URL", &config.read_url),
        ("MODERATO_MIGRATION_DATABASE_URL", &config.migration_url),
    ];
    let mut warnings = Vec::new();

    for (variable, url) in urls {
        if let Some(host) = url.as_deref().map(unencrypted_host).transpose()?.flatten() {
            let text = format!(
                "{variable} sends passwords and comments to {host} in plain text. Add sslmode=verify-full; or \
                 sslmode=disable, if the network between them is yours alone."
            );
            warnings.push(Warning::new("encryption", text));
        }
    }

    Ok(warnings)
}

/// A key file that another user can replace. One that others can read is refused at the start.
fn find_replaceable(keys: &Path) -> Option<Warning> {
    let file = fs::metadata(keys).ok()?;
    let folder = fs::metadata(keys.parent()?).ok()?;
    let shown = keys.display();

    if folder.mode() & WRITABLE_BY_ALL != 0 && folder.mode() & STICKY == 0 {
        let text = format!(
            "Every user of this machine can replace the signing keys in {shown}: close the folder with chmod o-w."
        );
        return Some(Warning::new("keys", text));
    }
    if file.uid() != geteuid().as_raw() && file.uid() != 0 {
        let text = format!(
            "The signing keys in {shown} belong to user {}, who can replace them: chown the file.",
            file.uid()
        );
        return Some(Warning::new("keys", text));
    }

    None
}

/// A role that can rewrite what it has recorded.
pub(super) fn judge_role(rights: &RoleRights) -> Option<Warning> {
    let RoleRights {
        role,
        may_rewrite,
        is_superuser,
        ..
    } = rights;

    if *is_superuser {
        let text = format!(
            "The service connects as {role}, a superuser of Postgres: a fault in one statement opens the whole \
             server. Give it a role that owns nothing (docs/DEPLOYING.md, Roles)."
        );
        return Some(Warning::new("roles", text));
    }

    may_rewrite.then(|| {
        let text = format!(
            "The service connects as {role}, which owns the tables and so could rewrite the audit log. Give it a \
             role that owns nothing (docs/DEPLOYING.md, Roles)."
        );
        Warning::new("roles", text)
    })
}
